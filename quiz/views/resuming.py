"""Gather for the first page what somebody who comes back goes on with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowledge.patterns import Stage
from learners.models import Learner

from ..cards.study import cards_due_today, minutes_of_cards
from ..models import Answer, Attempt, Miss
from ..progress import learner_progress, learner_week
from .glance import at_a_glance

SECONDS_A_STAGE = 40  # of a case of about two minutes
RUNS_SHOWN = 3  # quizzes and self-assessments that were begun, at most


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that was begun and waits: its answer, and the steps that are left."""

    answer: Answer

    @property
    def stage(self) -> Stage | None:
        return self.answer.stage

    @property
    def steps_left(self) -> int:
        return len(Stage) - len(self.answer.beliefs)

    @property
    def seconds_left(self) -> int:
        return SECONDS_A_STAGE * self.steps_left


def what_to_resume(
    learner: Learner | None, now: datetime, *, has_more: bool = False
) -> dict[str, Any]:
    """Return what the first page says to a learner; nothing to somebody who has not begun.

    As many queries however much they have done. `has_more`: something else than what is here
    waits for them.
    """
    if not learner:
        return {}
    finished_n = Answer.objects.by(learner).finished().count()
    open_answer = (
        Answer.objects.by(learner)
        .filter(finished_at=None, attempt__ended_at=None, version__case__withdrawn_at=None)
        .select_related("attempt__quiz", "version")
        .prefetch_related("commitments")
        .order_by("-pk")
        .first()
    )
    begun = Attempt.objects.begun(learner)
    if open_answer:  # whose run is gone on with by that case
        begun = begun.exclude(pk=open_answer.attempt_id)
    runs = list(begun[:RUNS_SHOWN])
    cards_due = cards_due_today(learner)
    if not (finished_n or open_answer or runs or cards_due or has_more):
        return {}
    report = learner_progress(learner).report
    return {
        "is_back": True,
        "finished_n": finished_n,
        "open_case": OpenCase(open_answer) if open_answer else None,
        "runs": runs,
        "cards_due": cards_due,
        "card_minutes": minutes_of_cards(cards_due),
        "due": len(Miss.objects.due_today(learner, now)),
        "report": report,
        **at_a_glance(report, learner_week(learner, now)),
    }
