"""Run a quiz: the cases that its author lists, each once, then a result."""

import uuid
from typing import Any

from cases.models import CaseVersion
from learners.models import Learner

from ..models import Answer, Attempt, Mode, Quiz
from ..practice.selection import DealingRule
from ..progress import report_of_attempt
from ..sealing import chance_of
from .drawing import answer_at

SECTION = "quizzes"


def current_quiz_attempt(learner: Learner | None, quiz: Quiz, browser: uuid.UUID) -> Attempt:
    """Return the run through a quiz that a learner is in.

    Before its first belief it is one that is not stored.
    """
    attempts = list(Attempt.objects.by(learner).filter(quiz=quiz))
    for attempt in attempts:
        if not attempt.ended_at:
            return attempt
    new = Attempt(mode=Mode.QUIZ, quiz=quiz, arrangement=quiz.arrangement)
    new.number = len(attempts)
    new.place = f"{learner.pk if learner else browser} {quiz.pk} {len(attempts)}"
    new.order, new.may_be_outside = quiz.listed(chance_of("order", new.place))
    return new


def next_case(attempt: Attempt, learner: Learner | None) -> Answer | None:
    """Return the next case of its list, not stored yet; None if none is left.

    Left out are cases withdrawn meanwhile, and versions whose key was corrected.
    """
    answered_ids = (
        set(attempt.answers.values_list("version_id", flat=True)) if attempt.pk else set()
    )
    still_dealt = CaseVersion.objects.still_dealt().filter(pk__in=attempt.order)
    left = set(still_dealt.values_list("pk", flat=True)) - answered_ids
    for position, version_id in enumerate(attempt.order, 1):
        if version_id in left:
            return answer_at(
                attempt,
                version_id,
                position,
                DealingRule.LIST,
                may_be_outside=attempt.may_be_outside,
            )
    return None


def is_over(attempt: Attempt) -> bool:
    """Return whether it has ended.

    The belief that finishes its list ends it (`Answer.commit`).
    """
    return bool(attempt.ended_at)


def length(attempt: Attempt) -> str:
    return f"of {len(attempt.order)}"


def result_page(attempt: Attempt) -> tuple[str, dict[str, Any]]:
    return "quiz/attempt.html", {"attempt": attempt, "report": report_of_attempt(attempt)}
