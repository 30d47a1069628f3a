from datetime import datetime
from typing import Any

from django.db import models, transaction

from learners.models import Learner, LearnerOwned

from ..practice import card_schedule
from ..practice.card_schedule import Grade


class StudiedCardManager(models.Manager["StudiedCard"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[StudiedCard]":
        return self.filter(learner=learner) if learner else self.none()

    def take(self, learner: Learner, key: str, grade: Grade, *, times: int, at: datetime) -> None:
        """Store what a learner said of a card that they had turned so many times before.

        A card that was turned since is left as it is, so Back, reload, a second tab and a double
        click change nothing.
        """
        with transaction.atomic():
            studied = self.filter(learner=learner, key=key).first()
            if (studied.times if studied else 0) != times:
                return
            card = card_schedule.graded(studied.card if studied else None, grade, at)
            values = {
                "card": card,
                "due_at": card_schedule.comes_back(card),
                "studied_at": at,
                "times": times + 1,
            }
            if studied:
                self.filter(pk=studied.pk, times=times).update(**values)
            else:
                new = StudiedCard(learner=learner, key=key, **values)
                self.bulk_create([new], ignore_conflicts=True)


class StudiedCard(LearnerOwned):
    """A flash card that a learner has turned, and when it comes back."""

    key = models.CharField(max_length=200, help_text="Which card; see `FlashCard`.")
    card = models.JSONField(help_text="What the library that gives the dates knows of it.")
    due_at = models.DateTimeField()
    studied_at = models.DateTimeField(help_text="When it was last turned.")
    times = models.PositiveIntegerField(help_text="How often it was turned.")

    kind = "flash_cards"
    words = ("flash card", "flash cards")

    objects = StudiedCardManager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="one_study_of_a_card")
        ]

    def __str__(self) -> str:
        return f"{self.key}, due {self.due_at:%Y-%m-%d}"

    @property
    def is_learned(self) -> bool:
        return card_schedule.is_learned(self.card)

    def export(self) -> dict[str, Any]:
        return {
            "card": self.key,
            "times": self.times,
            "studied_at": self.studied_at.isoformat(),
            "due_at": self.due_at.isoformat(),
        }

    def hand_over(self, learner: Learner) -> None:
        """Give this row to another learner; where they have the card too, the two become one.

        The later study says when it comes back, and turns are summed.
        """
        theirs = StudiedCard.objects.filter(learner=learner, key=self.key).first()
        if theirs is None:
            super().hand_over(learner)
            return
        later = max(self, theirs, key=lambda one: one.studied_at)
        theirs.card, theirs.due_at = later.card, later.due_at
        theirs.studied_at, theirs.times = later.studied_at, theirs.times + self.times
        theirs.save()
        self.delete()
