"""Compute the feedback on an answered case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from cases.models import CaseFinding, CaseVersion
from content.sentences import opening
from knowledge.current_model import CurrentModel, current_model
from knowledge.formatting import odds_factor
from knowledge.inference.explanation import Explanation, explain, parted, thought_of
from knowledge.inference.frequency import BASES
from knowledge.inference.model import Weight
from knowledge.models import Confusion, Disease, Frequency
from knowledge.patterns import KEYS, OUTSIDE, Belief, Key, Pattern, Stage, rivals_of

from .key_correction import last_correction
from .models import Answer, KeyCorrection
from .preview import PreviewAnswer
from .scoring.belief_score import answer_score, choice

FOREMOST = 3  # findings that decide and are told at once
WHY = 150  # characters of a mechanism that are told at once
RIVAL = 260  # of what speaks against the rival
LOOK_ALIKE = 140  # of what would have told the look-alike apart
AT_ONCE = 200  # of what to do without delay
AWAY = 5  # findings that are told to point away from all three patterns
LABELS = {
    Stage.HISTORY: "from the history on",
    Stage.EXAMINATION: "from the examination on",
    Stage.TESTS: "",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding of the case with the weight that it had.

    `basis`: what the frequency behind the weight rests on.
    """

    item: CaseFinding
    weight: Weight
    basis: str


@dataclass(frozen=True, slots=True)
class Decider:
    """A finding that decides, in a line.

    `odds`: by how much it multiplies the odds of the truth, in words; empty without the model.
    `why`: the beginning of its mechanism, `more`: the rest.
    """

    item: CaseFinding
    odds: str
    why: str
    more: str


@dataclass(frozen=True, slots=True)
class Supported:
    """A reading of an answered case by the evidence model.

    `path`: belief after each stage. `parted_at`: the stage at which the learner's path lay farthest
    from it, if it ever lay far. `should_have_moved`: the findings up to there that spoke most for
    the truth. `away`: those that pointed away from all three patterns, where that is the truth.
    """

    path: dict[Stage, Belief]
    thinks_of_outside: bool
    telling: list[Weighed]
    silent: list[Weighed]
    diseases: list[tuple[str, str, float]]
    rival: str
    next_findings: list[tuple[str, str]]
    parted_at: Stage | None
    should_have_moved: list[CaseFinding]
    away: list[CaseFinding]
    agrees: bool

    @property
    def n(self) -> int:
        """Return how many findings were weighed."""
        return len(self.telling) + len(self.silent)

    @property
    def last(self) -> Belief:
        """Return what all findings together support."""
        return list(self.path.values())[-1]

    @property
    def weights(self) -> dict[str, Weight]:
        """Return what each finding weighed, by its id."""
        return {row.item.finding_id: row.weight for row in [*self.telling, *self.silent]}


@dataclass(frozen=True, slots=True)
class Feedback:
    """The feedback on a finished answer.

    `rival`: what the learner wrongly chose or leaned to most. `others`: the patterns besides it
    that it was not, each with what speaks against it. `q`: the score of their last belief.
    `correction`: how its key was corrected, if it was and the version answered was written for
    another. `explained`: the version whose words explain the key; None while they are being
    written, and then nothing of it is told.
    """

    truth: Key
    rival: Key
    outcome: str
    q: float
    decided: list[CaseFinding]
    misled: list[CaseFinding]
    against_rival: str
    others: list[tuple[Pattern, str]]
    supported: Supported | None
    confusion: Confusion | None
    may_be_outside: bool
    correction: KeyCorrection | None
    explained: CaseVersion | None

    @property
    def deciders(self) -> list[Decider]:
        """Return the findings that decide, those that weigh most for the truth first."""
        weights = self.supported.weights if self.supported else {}
        decibans = {
            item.finding_id: weights[item.finding_id].decibans[self.truth]
            for item in self.decided
            if item.finding_id in weights
        }
        strongest = sorted(self.decided, key=lambda item: -decibans.get(item.finding_id, 0.0))
        return [
            Decider(
                item,
                odds_factor(decibans[item.finding_id]) if item.finding_id in decibans else "",
                *opening(item.finding.mechanism, WHY),
            )
            for item in strongest
        ]

    @property
    def foremost(self) -> list[Decider]:
        return self.deciders[:FOREMOST]

    @property
    def first_odds(self) -> str:
        """Return a factor above 1 that is shown, to explain what such a number says."""
        shown = (one.odds for one in self.foremost)
        return next((odds for odds in shown if odds.startswith("×") and odds != "×1"), "")

    @property
    def rival_in_brief(self) -> tuple[str, str]:
        """Return what speaks against the rival: what is told at once, and the rest."""
        return opening(self.against_rival, RIVAL)

    @property
    def look_alike_in_brief(self) -> tuple[str, str]:
        """Return what would tell the look-alike apart: what is told at once, and the rest."""
        return opening(self.explained.look_alike_text if self.explained else "", LOOK_ALIKE)

    @property
    def look_alike_pair(self) -> str:
        """Return truth and look-alike as the address of look-alikes names them.

        Empty where both are of one pattern, or without an explanation.
        """
        other = self.explained.look_alike if self.explained else None
        if other is None or other.pattern == self.truth:
            return ""
        return f"{self.truth}-{other.pattern}"

    @property
    def at_once_in_brief(self) -> tuple[str, str]:
        """Return what to do without delay: what is told at once, and the rest."""
        return opening(self.explained.at_once if self.explained else "", AT_ONCE)

    @property
    def has_outside(self) -> bool:
        """Return whether something else has a part in it."""
        return bool(self.supported and self.supported.thinks_of_outside) or self.may_be_outside

    @property
    def is_outside(self) -> bool:
        return self.truth is OUTSIDE


def feedback(answer: Answer | PreviewAnswer) -> Feedback:
    """Return the feedback on a finished answer.

    Takes one query, and a few more where its key was corrected.
    """
    version = answer.version
    explained, current = version.explained_by, current_model()
    beliefs, truth = answer.beliefs, version.pattern
    rival = leaned_to(beliefs, truth)
    coded = _coded(explained, rival) if explained else []
    met = coded if explained in (None, version) else _coded(version, rival)
    return Feedback(
        truth=truth,
        rival=rival,
        outcome=outcome_in_words(beliefs, truth),
        q=answer_score(answer.last_belief, truth, may_be_outside=answer.may_be_outside).q,
        decided=[item for item in coded if item.decides],
        misled=[
            item
            for item in coded
            if item.present
            and item.speaks_for_rival
            and not item.speaks_for_truth
            and not item.decides
        ],
        against_rival=explained.argument_against(rival) if explained else "",
        others=[
            (pattern, explained.argument_against(pattern))
            for pattern in rivals_of(truth)
            if explained and pattern != rival
        ],
        supported=(
            supported(
                current, met, beliefs, truth, outside=answer.outside_rate or thought_of(truth)
            )
            if current and explained
            else None
        ),
        confusion=current.confusions.get((rival, truth))
        if current and choice(answer.last_belief) == rival
        else None,
        may_be_outside=answer.may_be_outside,
        correction=None if version.is_explained else last_correction(version),
        explained=explained,
    )


def _coded(version: CaseVersion, rival: Key) -> list[Any]:
    """Fetch the findings of a version, in one query.

    Each has with it what it speaks for, and on what its frequency rests.
    """
    return list(
        version.case_findings.select_related("finding").annotate(
            speaks_for_rival=Exists(
                Disease.objects.filter(pattern=rival, key_positives=OuterRef("finding"))
            ),
            speaks_for_truth=Exists(
                Disease.objects.filter(pk=version.disease_id, key_positives=OuterRef("finding"))
            ),
            basis=Subquery(
                Frequency.objects.filter(
                    disease=version.disease_id, finding=OuterRef("finding")
                ).values("basis")[:1]
            ),
        )
    )


def supported(
    current: CurrentModel,
    coded: Sequence[CaseFinding],
    beliefs: Mapping[Stage, Belief],
    truth: Key,
    *,
    outside: float,
) -> Supported | None:
    """Return the model's reading; None where its tables know nothing of the truth.

    `outside`: how often (0 to 1) it takes patients to be outside.
    """
    explanation = explain(
        current.model,
        [{item.finding_id: item.present for item in coded if item.stage == s} for s in Stage],
        outside=outside,
    )
    if truth not in explanation.movement:  # the tables have no disease outside
        return None
    path = dict(zip(Stage, explanation.path, strict=True))
    step = parted(list(beliefs.values()), list(path.values())[: len(beliefs)])
    at = list(Stage)[step] if step is not None else None
    items = {item.finding_id: item for item in coded}
    return Supported(
        path=path,
        thinks_of_outside=OUTSIDE in explanation.movement,
        telling=[_weighed(weight, items) for weight in explanation.telling],
        silent=[_weighed(weight, items) for weight in explanation.silent],
        diseases=[
            (disease, current.diseases[disease], chance) for disease, chance in explanation.diseases
        ],
        rival=current.diseases[explanation.rivals[1]],
        next_findings=[
            (one.finding, current.findings[one.finding]) for one in explanation.prospects[:1]
        ],
        parted_at=at,
        should_have_moved=_for_truth(explanation, items, truth, at) if at else [],
        away=_away(explanation, items) if truth is OUTSIDE else [],
        agrees=choice(explanation.belief) == truth,
    )


def _weighed(weight: Weight, items: Mapping[str, CaseFinding]) -> Weighed:
    item = items[weight.finding]
    return Weighed(item, weight, BASES.get(item.basis or "", "not listed"))  # type: ignore[attr-defined]


def _away(explanation: Explanation, items: Mapping[str, CaseFinding]) -> list[CaseFinding]:
    """Return the findings that speak for something else and for none of the three."""
    away = [
        weight
        for weight in explanation.telling
        if weight.decibans[OUTSIDE] > 0 >= max(weight.decibans[pattern] for pattern in Pattern)
    ]
    strongest = sorted(away, key=lambda weight: -weight.decibans[OUTSIDE])
    return [items[weight.finding] for weight in strongest[:AWAY]]


def _for_truth(
    explanation: Explanation, items: Mapping[str, CaseFinding], truth: Key, at: Stage
) -> list[CaseFinding]:
    """Return the findings up to a stage that spoke most for the truth."""
    stages_before = list(Stage)[: at.position]
    speaking = [
        weight
        for weight in explanation.telling
        if weight.decibans[truth] > 0 and items[weight.finding].stage in stages_before
    ]
    strongest = sorted(speaking, key=lambda weight: -weight.decibans[truth])
    return [items[weight.finding] for weight in strongest[:3]]


def leaned_to(beliefs: Mapping[Stage, Belief], truth: Key) -> Key:
    """Return what was wrongly chosen at last.

    If none was, it is the one that ever got most; ties go to the earlier one.
    """
    called = choice(list(beliefs.values())[-1])
    if called and called != truth:
        return called
    wrong = (key for key in KEYS if key != truth)
    return max(wrong, key=lambda key: max(belief[key] for belief in beliefs.values()))


def outcome_in_words(beliefs: Mapping[Stage, Belief], truth: Key) -> str:
    calls = {stage: choice(belief) for stage, belief in beliefs.items()}
    last = list(calls.values())[-1]
    if last is None:
        return "You did not choose one."
    if last != truth:
        had = truth in calls.values()
        return (
            f"You had it, then moved to {last.label.lower()}."
            if had
            else f"You said {last.label.lower()}."
        )
    first_right = list(Stage)[-1]
    for stage in reversed(Stage):
        if calls[stage] != truth:
            break
        first_right = stage
    return (
        f"You had it {LABELS[first_right]}."
        if LABELS[first_right]
        else "You had it once the tests were in."
    )
