"""Read the rows that cards are made of, and keep the cards of all while the tables stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from cases.models import CaseFinding
from knowledge.editions import KeptOfTables
from knowledge.models import Confusion, Disease, Finding, Frequency
from knowledge.patterns import OUTSIDE, FindingRole, Stage, as_key
from learners.models import Learner

from ..models import Answer, Commitment
from ..scoring.belief_score import choice
from .contents import (
    ConfusionFacts,
    WrongCall,
    confusion_cards,
    deciding_cards,
    error_cards,
    finding_cards,
)
from .flash_card import FlashCard
from .shares import DiseaseFacts, FindingFacts, Shares

WANTED = ("common", "uncommon")  # prevalences of diseases that have a card of their own


@dataclass(frozen=True, slots=True)
class SharedDecks:
    """The cards that are the same for everybody, and what a learner's own are made of."""

    cards: Mapping[str, FlashCard]
    confusions: Sequence[ConfusionFacts]
    shares: Shares


def shared_decks() -> SharedDecks:
    """Return the cards of the tables as they stand."""
    return _decks.get()


def cards_of(learner: Learner | None) -> dict[str, FlashCard]:
    """Return all cards that a learner can study, by key: those of all, and their own errors."""
    decks = shared_decks()
    misses = misses_of(learner) if learner else []
    own = error_cards(misses, decks.confusions, decks.shares)
    # the card of an own error asks and answers what that of its confusion does
    doubled = {f"confusion:{miss.said}:{miss.was}" for miss in misses}
    others = {key: card for key, card in decks.cards.items() if key not in doubled}
    return {**{card.key: card for card in own}, **others}


def misses_of(learner: Learner) -> list[WrongCall]:
    """Return what a learner called wrong at last, of cases whose result they know.

    Left out are withdrawn cases, and patients with something else where that could not be said.
    """
    last = Commitment.objects.filter(
        stage=list(Stage)[-1],
        answer__in=Answer.objects.by(learner).finished().told(),
        answer__version__case__withdrawn_at=None,
    ).exclude(answer__version__disease__pattern=OUTSIDE, answer__may_be_outside=False)
    deciding = CaseFinding.objects.filter(decides=True, present=True)
    related = last.select_related("answer__version__disease").prefetch_related(
        Prefetch("answer__version__case_findings", deciding),
        "answer__version__disease__key_positives",
    )
    called = ((row, choice(row.belief)) for row in related)
    return [
        WrongCall(
            said,
            was,
            row.answer.version.disease.name,
            row.belief[said],
            tuple(item.finding_id for item in row.answer.version.case_findings.all()),
            tuple(item.pk for item in row.answer.version.disease.key_positives.all()),
        )
        for row, said in called
        if said and said != (was := row.answer.version.pattern)
    ]


def _made() -> SharedDecks:
    shares = Shares(
        [
            DiseaseFacts(
                id=row.pk,
                name=row.name,
                key=as_key(row.pattern),
                is_regular=row.is_outside or not row.exception,
                is_wanted=row.prevalence in WANTED or row.must_not_miss,
                references=_references(row),
            )
            for row in Disease.objects.prefetch_related("references")
        ],
        [
            FindingFacts(
                id=row.pk,
                name=row.name,
                role=FindingRole(row.role),
                elicit=row.elicit,
                mechanism=row.mechanism,
                references=_references(row),
            )
            for row in Finding.objects.prefetch_related("references")
        ],
        {
            (disease, finding): frequency
            for disease, finding, frequency in Frequency.objects.values_list(
                "disease_id", "finding_id", "frequency"
            )
        },
    )
    confusions = [
        ConfusionFacts(
            as_key(row.said), as_key(row.was), row.finding_id, row.text, _references(row)
        )
        for row in Confusion.objects.prefetch_related("references")
    ]
    cards = [
        *confusion_cards(confusions, shares),
        *deciding_cards(shares),
        *finding_cards(shares),
    ]
    return SharedDecks({card.key: card for card in cards}, confusions, shares)


def _references(row: Disease | Finding | Confusion) -> tuple[str, ...]:
    return tuple(reference.pk for reference in row.references.all())


_decks = KeptOfTables(_made)
