"""Store which questions of lessons come back to whom."""

from datetime import date
from typing import Any

from django.db import models, transaction

from learners.models import Learner, LearnerOwned

from ..returns import WaitingQuestion, due_after, questions_of_day
from .lesson import Lesson


class ReturningQuestionManager(models.Manager["ReturningQuestion"]):
    def take(self, learner: Learner, question: str, *, is_right: bool, on: date) -> None:
        """Store an answer to a question that is new to a learner, or due on this day.

        Any other answer changes nothing, so a second choice, Back and reload do not.
        """
        with transaction.atomic():
            row = self.filter(learner=learner, question=question).first()
            returns = row.returns + 1 if row else 0
            values = {
                "is_missed": not is_right,
                "returns": returns,
                "answered_on": on,
                "due_on": due_after(returns, is_right=is_right, on=on),
            }
            if row is None:
                new = ReturningQuestion(learner=learner, question=question, **values)
                self.bulk_create([new], ignore_conflicts=True)
            elif row.due_on and row.due_on <= on:
                self.filter(pk=row.pk, returns=row.returns).update(**values)

    def of_day(self, learner: Learner | None, on: date) -> list[dict[str, Any]]:
        """Return the questions that come back to a learner on a day, as `Lesson.questions_by_id`.

        Those that no lesson asks any more are left out. Takes two queries at most.
        """
        rows = list(self.filter(learner=learner)) if learner else []
        waiting = [
            WaitingQuestion(row.question, row.is_missed, row.due_on) for row in rows if row.due_on
        ]
        if not any(one.due_on <= on for one in waiting):
            return []
        asked = Lesson.objects.questions_by_id()
        answered = sum(row.returns > 0 and row.answered_on == on for row in rows)
        left = [one for one in waiting if one.question in asked]
        return [asked[question] for question in questions_of_day(left, on, answered=answered)]


class ReturningQuestion(LearnerOwned):
    """A question of a lesson that a learner has answered, and when it comes back.

    It counts in no score.
    """

    question = models.CharField(max_length=60, help_text="Its id in the lesson's questions.")
    is_missed = models.BooleanField(help_text="The last answer that was kept was wrong.")
    returns = models.PositiveSmallIntegerField(
        default=0, help_text="How often it has come back and was answered."
    )
    answered_on = models.DateField(help_text="The day of that answer, in the zone of the site.")
    due_on = models.DateField(null=True, help_text="Empty: it does not come back any more.")

    kind = "lesson_questions"
    words = ("question of a lesson", "questions of lessons")

    objects = ReturningQuestionManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "question"], name="a_question_returns_once_a_learner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}, due {self.due_on or 'never'}"

    def export(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "missed": self.is_missed,
            "returns": self.returns,
            "answered_on": self.answered_on.isoformat(),
            "due_on": self.due_on and self.due_on.isoformat(),
        }
