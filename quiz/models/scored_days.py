"""What answers came to, day by day: kept for speed."""

from collections.abc import Iterable

from django.db import models

from learners.models import Learner

from ..scoring.trend import Day
from ..scoring.window import Standing


class ScoredDayManager(models.Manager["ScoredDay"]):
    def forget(self, learners: Iterable[int]) -> None:
        """Drop what is kept of these learners; it is computed again when somebody asks."""
        self.filter(learner__in=learners).delete()

    def kept(self, learner: Learner, n: int) -> "list[ScoredDay]":
        """The last n days that are kept, in their order."""
        return list(self.filter(learner=learner).order_by("-day")[:n])[::-1]

    def keep(self, learner: Learner, days: Iterable[Day]) -> None:
        """Keep days, in place of what was kept of them."""
        self.bulk_create(
            [ScoredDay.of(learner, day) for day in days],
            update_conflicts=True,
            unique_fields=["learner", "day"],
            update_fields=["n", "mean_q", "probability", "held", "since"],
        )


class ScoredDay(models.Model):
    """What a learner's answers came to on a day: kept for speed, computed from commitments, and dropped at will."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField()
    mean_q = models.FloatField()
    probability = models.FloatField()
    held = models.BooleanField()
    since = models.DateTimeField(null=True)

    objects = ScoredDayManager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_score_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.probability:.2f}"

    @classmethod
    def of(cls, learner: Learner, day: Day) -> "ScoredDay":
        score = {"n": day.n, "mean_q": day.mean_q, "probability": day.probability}
        return cls(learner=learner, day=day.day, held=day.standing.held, since=day.standing.since, **score)

    @property
    def plain(self) -> Day:
        return Day(self.day, self.n, self.mean_q, self.probability, Standing(self.held, self.since))
