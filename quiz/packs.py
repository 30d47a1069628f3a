"""Deal a pack of cases for work without a network, and take the beliefs that come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cases.models import Case, CaseVersion
from knowledge.patterns import Belief, Key, Stage
from learners.models import Learner

from .models import Answer, Attempt, Mode, OfflineBelief, Pack
from .modes.practice import offers_outside
from .practice.packs import PACK_SIZE, bounded_time, pack_cards
from .practice.selection import Card, DealingRule
from .scoring.adaptive import PRACTISED_OUTSIDE
from .sealing import chance_of
from .tickets import store_answer

MOST_AT_ONCE = PACK_SIZE * len(Stage)
GONE = "This case is not here any more."
NOT_YET = "This case had not come to that stage."
NO_BELIEF = "This is no belief: its shares do not add up to 100."


@dataclass(frozen=True, slots=True)
class SentBelief:
    """A belief as a browser sends it.

    `place`: of the case in the pack, from 1. `said_at`: by the browser's clock. `belief`: None if
    what was sent is none.
    """

    client_id: UUID
    place: int
    stage: Stage
    said_at: datetime
    belief: Belief | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a belief that was sent.

    `outcome`: "taken", also if it was sent before; "stands" if an earlier one counts; "refused".
    """

    client_id: UUID
    outcome: str
    reason: str = ""

    def plain(self) -> dict[str, str]:
        return {"id": str(self.client_id), "outcome": self.outcome, "reason": self.reason}


def current_pack(learner: Learner, at: datetime, *, wishes_outside: bool = False) -> Pack | None:
    """Return the learner's open pack, dealt now if there is none; None from an empty bank.

    Asked twice, by two clicks or two tabs, it is one pack. Something else can be said in it where
    the learner's practice would offer it as the pack is dealt. `wishes_outside`: the learner wants
    patients with none of the three from the start.
    """
    pack = Pack.objects.filter(learner=learner).open().first()
    if pack and not pack.is_over(at):
        return pack
    if pack:
        pack.end(at)
    new = Pack(learner=learner, drawn_at=at)
    new.may_be_outside = offers_outside(learner, wishes_outside=wishes_outside)
    new.order = [card.version for card in _drawn_cards(learner, new)]
    if not new.order:
        return None
    Pack.objects.bulk_create([new], ignore_conflicts=True)
    return Pack.objects.filter(learner=learner).open().get()


def pack_contents(pack: Pack) -> dict[str, Any]:
    """Return what a browser keeps of a pack, in plain values: the text of the stages.

    No key, no title, and nothing by which a case could be looked up.
    """
    return {
        "code": str(pack.code),
        "drawn_at": pack.drawn_at.isoformat(),
        "may_be_outside": pack.may_be_outside,
        "cases": [
            {stage.value: version.html(stage) for stage in Stage} for version in pack.versions()
        ],
    }


def read_sent(rows: Any, keys: Iterable[Key]) -> list[SentBelief]:
    """Return what a browser sent, in the order of cases and stages.

    `keys`: of the shares that a belief has. Raises ValueError if that is nothing that the pages of
    this site send.
    """
    if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
        raise ValueError("Beliefs come as a list.")
    keys = tuple(keys)
    sent = [_read_one(row, keys) for row in rows]
    return sorted(sent, key=lambda one: (one.place, one.stage.position))


def receive(pack: Pack, sent: Iterable[SentBelief]) -> list[Receipt]:
    """Store each belief by itself, so that one that is refused takes no other with it."""
    return [_received(pack, one) for one in sent]


def answered(pack: Pack) -> list[dict[str, Any]]:
    """Return the answers there are to cases of a pack: place, address, whether finished."""
    rows = pack.beliefs.select_related("commitment__answer")
    answers = {row.place: row.commitment.answer for row in rows}
    return [
        {
            "place": place,
            "url": answer.get_absolute_url(),
            "finished": answer.finished_at is not None,
        }
        for place, answer in sorted(answers.items())
    ]


def _drawn_cards(learner: Learner, pack: Pack) -> list[Card]:
    columns = ("id", "current_id", "current__disease__pattern")
    rows = list(Case.objects.in_draw().order_by("id").values_list(*columns))

    def stock(key: Key) -> list[Card]:
        return [Card(*row) for row in rows if row[2] == key]

    met = Answer.objects.by(learner).order_by("id").values_list("version__case_id", flat=True)
    outside = PRACTISED_OUTSIDE if pack.may_be_outside else 0.0
    return pack_cards(stock, list(met), chance=chance_of("pack", pack.code), outside=outside)


def _read_one(row: Any, keys: tuple[Key, ...]) -> SentBelief:
    try:
        said_at = parse_datetime(row["at"]) or timezone.now()
        return SentBelief(
            client_id=UUID(row["id"]),
            place=int(row["place"]),
            stage=list(Stage)[("1", "2", "3").index(str(row["stage"]))],
            said_at=said_at if said_at.tzinfo else timezone.make_aware(said_at),
            belief=_belief_of(row["shares"], keys),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as fault:
        raise ValueError("A belief lacks something.") from fault


def _belief_of(shares: Mapping[str, Any], keys: tuple[Key, ...]) -> Belief | None:
    try:
        return Belief(**{key.value: shares[key.value] for key in keys})
    except (ValueError, KeyError, TypeError):
        return None


def _received(pack: Pack, sent: SentBelief) -> Receipt:
    with transaction.atomic():
        # Two tabs may send the first belief of a case at once; one waits here for the other.
        pack = Pack.objects.select_for_update().get(pk=pack.pk)
        if pack.beliefs.filter(client_id=sent.client_id).exists():
            return Receipt(sent.client_id, "taken")
        if sent.belief is None:
            return Receipt(sent.client_id, "refused", NO_BELIEF)
        answer = pack.answer_at(sent.place)
        if answer and sent.stage in answer.beliefs:
            return Receipt(sent.client_id, "stands")
        if sent.stage is not (answer.stage if answer else Stage.HISTORY):
            return Receipt(sent.client_id, "refused", NOT_YET)
        answer = answer or _new_answer(pack, sent.place)
        if answer is None:
            return Receipt(sent.client_id, "refused", GONE)
        _commit(pack, answer, sent)
        return Receipt(sent.client_id, "taken")


def _new_answer(pack: Pack, place: int) -> Answer | None:
    """Return a new answer to the case at a place, stored in its learner's practice."""
    if not 1 <= place <= len(pack.order):
        return None
    version = CaseVersion.objects.filter(pk=pack.order[place - 1]).first()
    if version is None:
        return None
    attempts = Attempt.objects.by(pack.learner).filter(mode=Mode.PRACTICE)
    attempt = attempts.filter(ended_at=None).first() or Attempt(mode=Mode.PRACTICE)
    dealt = Answer(
        attempt=attempt,
        version=version,
        position=attempt.last_position + 1,
        rule=DealingRule.PACK,
        may_be_outside=pack.may_be_outside,
    )
    return store_answer(dealt, pack.learner)


def _commit(pack: Pack, answer: Answer, sent: SentBelief) -> None:
    now = timezone.now()
    earlier = [item.committed_at for item in answer.commitments.all()]
    at = bounded_time(sent.said_at, earliest=max([pack.drawn_at, *earlier]), latest=now)
    assert sent.belief is not None
    answer.commit(sent.belief, stage=sent.stage, at=at)
    OfflineBelief.objects.create(
        pack=pack,
        place=sent.place,
        client_id=sent.client_id,
        commitment=answer.commitments.get(stage=sent.stage),
        received_at=now,
    )
