"""Gather for the first page what somebody who comes back goes on with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowledge.patterns import Stage
from learners.models import Learner

from ..models import Answer, Miss
from ..progress import learner_progress, learner_week
from .glance import at_a_glance

SECONDS_A_STAGE = 40  # of a case of about two minutes


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


def what_to_resume(learner: Learner | None, now: datetime) -> dict[str, Any]:
    """Return what the first page says to a learner; nothing to somebody who has not begun.

    As many queries however much they have done.
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
    if not finished_n and not open_answer:
        return {}
    report = learner_progress(learner).report
    return {
        "is_back": True,
        "finished_n": finished_n,
        "open_case": OpenCase(open_answer) if open_answer else None,
        "due": len(Miss.objects.due_today(learner, now)),
        "report": report,
        **at_a_glance(report, learner_week(learner, now)),
    }
