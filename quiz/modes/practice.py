"""Run practice: cases from the whole bank, as long as a learner likes."""

import uuid

from django.utils import timezone

from knowledge.patterns import OUTSIDE
from learners.models import Learner

from ..models import Answer, Attempt, ConfidentError, Mode
from ..practice.selection import due_plan, outside_comes_in, practice_plan
from ..progress import recent_report
from .drawing import drawn_answer

SECTION = "practise"


def current_practice(
    learner: Learner | None, browser: uuid.UUID, *, wishes_outside: bool = False
) -> Attempt:
    """Return the practice that a learner is in.

    Before its first belief it is one that is not stored. `wishes_outside`: the learner wants
    patients with none of the three from the start.
    """
    attempts = list(Attempt.objects.by(learner).filter(mode=Mode.PRACTICE))
    for attempt in attempts:
        if not attempt.ended_at:
            attempt.wishes_outside = wishes_outside
            return attempt
    new = Attempt(mode=Mode.PRACTICE)
    new.wishes_outside = wishes_outside
    new.number = len(attempts)
    new.place = f"{learner.pk if learner else browser} practice {len(attempts)}"
    return new


def next_case(attempt: Attempt, learner: Learner | None) -> Answer | None:
    """Return a case that is due, before others; then what practice needs.

    Something else can be said once each pattern has come often enough, where the learner wishes it,
    and as long as an error about it stands in the learner's list: in every case, so that being
    asked does not tell that the error is due.
    """
    errors = ConfidentError.objects.for_dealing(learner)  # those due first are at the top
    report = attempt.report = recent_report(learner)
    may_be_outside = (
        attempt.wishes_outside
        or outside_comes_in(report)
        or any(OUTSIDE in error.pair for error in errors)
    )
    if errors and errors[0].due_at <= timezone.now():
        error = errors[0]
        met = error.answer.version.case_id
        return drawn_answer(
            attempt,
            learner,
            due_plan(error.pair),
            may_be_outside=may_be_outside,
            unlike=met,
        )
    plan = practice_plan(report, may_be_outside=may_be_outside)
    return drawn_answer(attempt, learner, plan, may_be_outside=may_be_outside)


def is_over(attempt: Attempt) -> bool:
    return False


def length(attempt: Attempt) -> str:
    return ""


def result_page(attempt: Attempt) -> None:
    return None
