"""What a learner is told once a case is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from cases.models import CaseFinding, CaseVersion
from knowledge.current_model import Knowledge, knowledge
from knowledge.inference.explanation import Explanation, explain, parted
from knowledge.inference.frequency import BASES
from knowledge.inference.model import Weight
from knowledge.models import Confusion, Disease, Frequency
from knowledge.patterns import Belief, Pattern, Stage

from .correcting import last_correction
from .models import Answer, KeyCorrection
from .preview import PreviewAnswer
from .scoring.beliefs import answer_score, choice

LABELS = {Stage.HISTORY: "from the history on", Stage.EXAMINATION: "from the examination on", Stage.TESTS: ""}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding of the case with what it moved, and on what the frequency behind that rests."""

    item: CaseFinding
    weight: Weight
    basis: str


@dataclass(frozen=True, slots=True)
class Supported:
    """What the evidence model makes of the case, for somebody who has answered it.

    `path`: belief after each stage. `parted_at`: the stage at which the learner's path lay farthest from it, if it ever
    lay far. `should_have_moved`: the findings up to there that spoke most for the truth.
    """

    path: dict[Stage, Belief]
    telling: list[Weighed]
    silent: list[Weighed]
    diseases: list[tuple[str, str, float]]
    rival: str
    next_findings: list[tuple[str, str]]
    parted_at: Stage | None
    should_have_moved: list[CaseFinding]
    agrees: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is told of a finished answer.

    `rival`: the wrong pattern that the learner chose or leaned to most. `q`: the score of their last belief.
    `correction`: how its key was corrected, if it was and the version answered was written for another. `explained`:
    the version whose words explain the key; None while they are being written, and then nothing of it is told.
    """

    truth: Pattern
    rival: Pattern
    outcome: str
    q: float
    decided: list[CaseFinding]
    misled: list[CaseFinding]
    against_rival: str
    other: Pattern
    against_other: str
    supported: Supported | None
    confusion: Confusion | None
    correction: KeyCorrection | None
    explained: CaseVersion | None


def feedback(answer: Answer | PreviewAnswer) -> Feedback:
    """Feedback on a finished answer, in one query; in a few more where its key was corrected."""
    version = answer.version
    explained, known = version.explained_by, knowledge()
    beliefs, truth = answer.beliefs, version.pattern
    rival = leaned_to(beliefs, truth)
    (other,) = (pattern for pattern in truth.rivals if pattern != rival)
    coded = _coded(explained, rival) if explained else []
    met = coded if explained in (None, version) else _coded(version, rival)
    return Feedback(
        truth=truth,
        rival=rival,
        outcome=outcome(beliefs, truth),
        q=answer_score(answer.last_belief, truth).q,
        decided=[item for item in coded if item.decides],
        misled=[
            item
            for item in coded
            if item.present and item.speaks_for_rival and not item.speaks_for_truth and not item.decides
        ],
        against_rival=explained.argument_against(rival) if explained else "",
        other=other,
        against_other=explained.argument_against(other) if explained else "",
        supported=supported(known, met, beliefs, truth) if known and explained else None,
        confusion=known.confusions.get((rival, truth)) if known and choice(answer.last_belief) == rival else None,
        correction=None if version.is_explained else last_correction(version),
        explained=explained,
    )


def _coded(version: CaseVersion, rival: Pattern) -> list[Any]:
    """The findings of a version, each with what it speaks for and on what its frequency rests, in one query."""
    return list(
        version.case_findings.select_related("finding").annotate(
            speaks_for_rival=Exists(Disease.objects.filter(pattern=rival, key_positives=OuterRef("finding"))),
            speaks_for_truth=Exists(Disease.objects.filter(pk=version.disease_id, key_positives=OuterRef("finding"))),
            basis=Subquery(
                Frequency.objects.filter(disease=version.disease_id, finding=OuterRef("finding")).values("basis")[:1]
            ),
        )
    )


def supported(
    known: Knowledge, coded: Sequence[CaseFinding], beliefs: Mapping[Stage, Belief], truth: Pattern
) -> Supported:
    """What the evidence model makes of the coded findings, beside what a learner believed."""
    told = explain(known.model, [{item.finding_id: item.present for item in coded if item.stage == s} for s in Stage])
    path = dict(zip(Stage, told.path, strict=True))
    step = parted(list(beliefs.values()), list(path.values())[: len(beliefs)])
    at = list(Stage)[step] if step is not None else None
    items = {item.finding_id: item for item in coded}
    return Supported(
        path=path,
        telling=[_weighed(weight, items) for weight in told.telling],
        silent=[_weighed(weight, items) for weight in told.silent],
        diseases=[(disease, known.diseases[disease], chance) for disease, chance in told.diseases],
        rival=known.diseases[told.rivals[1]],
        next_findings=[(one.finding, known.findings[one.finding]) for one in told.prospects[:1]],
        parted_at=at,
        should_have_moved=_for_truth(told, items, truth, at) if at else [],
        agrees=choice(told.belief) == truth,
    )


def _weighed(weight: Weight, items: Mapping[str, CaseFinding]) -> Weighed:
    item = items[weight.finding]
    return Weighed(item, weight, BASES.get(item.basis or "", "not listed"))  # type: ignore[attr-defined]


def _for_truth(told: Explanation, items: Mapping[str, CaseFinding], truth: Pattern, at: Stage) -> list[CaseFinding]:
    """The three findings, up to a stage, that spoke most for the truth."""
    seen = list(Stage)[: at.position]
    speaking = [weight for weight in told.telling if weight.decibans[truth] > 0 and items[weight.finding].stage in seen]
    return [items[weight.finding] for weight in sorted(speaking, key=lambda one: -one.decibans[truth])[:3]]


def leaned_to(beliefs: Mapping[Stage, Belief], truth: Pattern) -> Pattern:
    """The wrong pattern that was chosen at last, else the one that ever got most; ties go to the earlier one."""
    called = choice(list(beliefs.values())[-1])
    if called and called != truth:
        return called
    return max(truth.rivals, key=lambda pattern: max(belief[pattern] for belief in beliefs.values()))


def outcome(beliefs: Mapping[Stage, Belief], truth: Pattern) -> str:
    """How a learner did, as a person would say it."""
    calls = {stage: choice(belief) for stage, belief in beliefs.items()}
    last = list(calls.values())[-1]
    if last is None:
        return "You did not choose one pattern."
    if last != truth:
        had = truth in calls.values()
        return f"You had it, then moved to {last.label.lower()}." if had else f"You said {last.label.lower()}."
    settled = list(Stage)[-1]
    for stage in reversed(Stage):
        if calls[stage] != truth:
            break
        settled = stage
    return f"You had it {LABELS[settled]}." if LABELS[settled] else "You had it once the tests were in."
