"""What a learner is told once a case is answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from cases.models import CaseFinding, Disease
from cases.patterns import Belief, Pattern, Stage

from .models import Answer
from .preview import PreviewAnswer
from .scoring.beliefs import answer_score, choice

LABELS = {Stage.HISTORY: "from the history on", Stage.EXAMINATION: "from the examination on", Stage.TESTS: ""}


@dataclass(frozen=True, slots=True)
class Feedback:
    """`rival`: the wrong pattern that the learner chose or leaned to most. `q`: the score of their last belief."""

    truth: Pattern
    rival: Pattern
    outcome: str
    q: float
    decided: list[CaseFinding]
    misled: list[CaseFinding]
    against_rival: str
    other: Pattern
    against_other: str


def feedback(answer: Answer | PreviewAnswer) -> Feedback:
    """Feedback on a finished answer, in one query."""
    version = answer.version
    beliefs, truth = answer.beliefs, version.pattern
    rival = leaned_to(beliefs, truth)
    (other,) = (pattern for pattern in truth.rivals if pattern != rival)
    coded = list(
        version.case_findings.select_related("finding").annotate(
            speaks_for_rival=Exists(Disease.objects.filter(pattern=rival, key_positives=OuterRef("finding"))),
            speaks_for_truth=Exists(Disease.objects.filter(pk=version.disease_id, key_positives=OuterRef("finding"))),
        )
    )
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
        against_rival=version.argument_against(rival),
        other=other,
        against_other=version.argument_against(other),
    )


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
