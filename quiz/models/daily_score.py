from collections.abc import Iterable

from django.db import models

from learners.models import Learner

from ..scoring.daily import Day
from ..scoring.mastery import MasteryStatus
from ..scoring.standing import Standing


class DailyScoreManager(models.Manager["DailyScore"]):
    def forget(self, learners: Iterable[int]) -> None:
        """Drop what is cached of these learners.

        It is computed again when somebody asks.
        """
        self.filter(learner__in=learners).delete()

    def kept(self, learner: Learner, n: int) -> "list[DailyScore]":
        """Return the last n days that are cached, in their order."""
        return list(self.filter(learner=learner).order_by("-day")[:n])[::-1]

    def keep(self, learner: Learner, days: Iterable[Day]) -> None:
        self.bulk_create(
            [DailyScore.of(learner, day) for day in days],
            update_conflicts=True,
            unique_fields=["learner", "day"],
            update_fields=[
                "n",
                "mean_q",
                "mean_q4",
                "probability",
                "is_mastered",
                "mastered_since",
                "notices_since",
            ],
        )


class DailyScore(models.Model):
    """A cached summary of a learner's answers on one day.

    It is computed from commitments, and dropped at will.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField()
    mean_q = models.FloatField(null=True)
    mean_q4 = models.FloatField(null=True)
    probability = models.FloatField()
    is_mastered = models.BooleanField()
    mastered_since = models.DateTimeField(null=True)
    notices_since = models.DateTimeField(null=True)  # null while "notices" is not held

    objects = DailyScoreManager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_score_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.probability:.2f}"

    @classmethod
    def of(cls, learner: Learner, day: Day) -> "DailyScore":
        return cls(
            learner=learner,
            day=day.day,
            n=day.n,
            mean_q=day.mean_q,
            mean_q4=day.mean_q4,
            probability=day.probability,
            is_mastered=day.mastery.is_mastered,
            mastered_since=day.mastery.since,
            notices_since=day.standing.noticing.since,
        )

    @property
    def plain(self) -> Day:
        return Day(
            self.day,
            self.n,
            self.mean_q,
            self.probability,
            Standing(
                MasteryStatus(self.is_mastered, self.mastered_since),
                MasteryStatus(self.notices_since is not None, self.notices_since),
            ),
            self.mean_q4,
        )
