"""Run a self-assessment until its verdict is sure, or 60 cases are answered.

Its cases come from the whole bank.
"""

from typing import Any

from django.db.models import Count, Q

from knowledge.patterns import OUTSIDE
from learners.models import Learner

from ..models import Answer, Attempt
from ..practice.selection import assessment_plan
from ..progress import report_of_assessment
from ..scoring.adaptive import CAP, CAP_OPEN, NextStep, next_step
from ..scoring.report import Report
from .drawing import drawn_answer

SECTION = "practise"


def next_case(attempt: Attempt, learner: Learner | None) -> Answer | None:
    """Return the next case, with the report as it stands.

    The result is None if it is over or the bank is empty.
    """
    report = report_of_assessment(attempt)
    if _is_over(attempt, report):
        return None
    may_be_outside = attempt.may_be_outside
    plan = assessment_plan(report, may_be_outside=may_be_outside)
    answer = drawn_answer(attempt, learner, plan, may_be_outside=may_be_outside)
    if answer:
        answer.report_so_far = report
    return answer


def is_over(attempt: Attempt) -> bool:
    return _is_over(attempt, report_of_assessment(attempt))


def length(attempt: Attempt) -> str:
    return f"of at most {CAP_OPEN if attempt.may_be_outside else CAP}"


def result_page(attempt: Attempt) -> tuple[str, dict[str, Any]] | None:
    if not attempt.ended_at:
        return None
    context = {"attempt": attempt, "report": report_of_assessment(attempt), "section": SECTION}
    return "quiz/assessed.html", context


def _is_over(attempt: Attempt, report: Report) -> bool:
    # answers that do not count are among them, so that a small bank ends too
    counts = attempt.answers.finished().aggregate(
        every=Count("pk"), outside=Count("pk", filter=Q(version__disease__pattern=OUTSIDE))
    )
    in_three = counts["every"] - counts["outside"]
    step = next_step(in_three, report.verdict.word, outside=counts["outside"])
    return step is NextStep.STOP
