"""From rows to the pure scoring core: which answers a report is computed from."""

from typing import Any

from cases.patterns import Belief, Pattern, Stage
from learners.models import Learner

from .models import Attempt, Commitment
from .scoring.report import Report, learner_report, plain_report
from .scoring.window import Answered

LAST = list(Stage)[-1]


def of_learner(learner: Learner | None) -> Report:
    """The report that carries the verdict, on the window of the learner's last answers."""
    return learner_report(_answered(answer__attempt__learner=learner) if learner else [])


def of_everything(learner: Learner | None) -> Report:
    """The same numbers over all answers ever."""
    return plain_report(_answered(answer__attempt__learner=learner) if learner else [])


def of_attempt(attempt: Attempt) -> Report:
    """The same numbers over one run."""
    return plain_report(_answered(answer__attempt=attempt))


def _answered(**whose: Any) -> list[Answered]:
    """Finished answers to cases that are not withdrawn, in the order in which they were finished."""
    rows = (
        Commitment.objects.filter(stage=LAST, answer__version__case__withdrawn_at=None, **whose)
        .order_by("committed_at", "answer_id")
        .values_list(
            "answer__version__case_id",
            "answer__version__disease__pattern",
            *Pattern,
            "committed_at",
        )
    )
    return [Answered(case, Pattern(truth), Belief(*percents), at) for case, truth, *percents, at in rows]
