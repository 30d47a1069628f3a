from typing import Any

from django.db import models
from django.db.models.functions import Now

from learners.models import Learner, LearnerOwned


class FirstCaseManager(models.Manager["FirstCase"]):
    def record(self, learner: Learner) -> None:
        """Record that a learner has come to its end; the first time stands."""
        self.bulk_create([FirstCase(learner=learner)], ignore_conflicts=True)


class FirstCase(LearnerOwned):
    """A record that a learner has come to the end of the guided first case.

    What they believed there is not kept: nothing in it counts.
    """

    done_at = models.DateTimeField(db_default=Now())

    kind = "first_case"
    words = ("guided first case", "guided first cases")

    objects = FirstCaseManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner"], name="a_first_case_done_once")]

    def __str__(self) -> str:
        return f"{self.learner} did the first case"

    def export(self) -> dict[str, Any]:
        return {"done_at": self.done_at.isoformat()}


def first_case_done(learner: Learner | None) -> bool:
    """Return whether a learner has come to the end of the guided first case."""
    return bool(learner) and FirstCase.objects.filter(learner=learner).exists()
