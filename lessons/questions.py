"""Read which choice an address or a form makes of a question of a lesson."""

from collections.abc import Mapping
from typing import Any

from .models import Lesson


def with_choice(question: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Return a question with the choice that a query such as "q1=2" makes, for question 1.

    `choice` is None without one.
    """
    value = query.get(f"q{question['number']}", "")
    number = int(value) if value in ("1", "2", "3", "4") else 0
    choice = question["choices"][number - 1] if 0 < number <= len(question["choices"]) else None
    return {**question, "chosen": number, "choice": choice}


def question_with_choice(query: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the question that a query such as "question=worn-out-by-noon&q1=2" answers.

    It is as `Lesson.questions_by_id` gives it; None where the query makes no choice. Takes one
    query of the database where a question is named, else none.
    """
    asked = query.get("question", "")
    question = Lesson.objects.questions_by_id().get(asked) if asked else None
    answered = with_choice(question, query) if question else {}
    return answered if answered.get("choice") else None
