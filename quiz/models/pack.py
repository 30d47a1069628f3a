import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import CaseVersion
from knowledge.patterns import KEYS, Key, Pattern
from learners.models import Learner, LearnerOwned

from ..practice.packs import LIFE
from .answer import Answer, Commitment


class PackQuerySet(models.QuerySet["Pack"]):
    def of(self, who: "models.QuerySet[Learner]") -> Self:
        """Return the packs of a learner who is not fetched.

        `who`: a queryset of one or none.
        """
        return self.filter(learner__in=who)

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Pack(LearnerOwned):
    """Cases that were dealt together, to be worked without a network.

    A browser holds the text of their stages and knows each by its place in the pack. Answers to
    them are ordinary answers of practice by the rule PACK, which count nowhere.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.JSONField(help_text="Case versions, in the order in which they are shown.")
    may_be_outside = models.BooleanField(
        default=False, help_text="Something else than the three patterns can be said."
    )
    drawn_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    kind = "packs"
    words = ("pack of cases", "packs of cases")
    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_at=None), name="one_open_pack_a_learner"
            )
        ]

    def __str__(self) -> str:
        return f"Pack of {self.learner}"

    def is_over(self, now: datetime) -> bool:
        """Return whether another pack is dealt now: it is too old, or all of it is answered."""
        return now - self.drawn_at >= LIFE or self.finished_places() == len(self.order)

    def finished_places(self) -> int:
        beliefs = self.beliefs.filter(commitment__answer__finished_at__isnull=False)
        return beliefs.values("place").distinct().count()

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the keys that a belief on its cases has a share for."""
        return KEYS if self.may_be_outside else tuple(Pattern)

    def versions(self) -> list[CaseVersion]:
        """Return the versions in their order; one that is gone is left out."""
        by_id = CaseVersion.objects.in_bulk(self.order)
        return [by_id[pk] for pk in self.order if pk in by_id]

    def answer_at(self, place: int) -> Answer | None:
        """Return the answer at a place (from 1), with what a commitment to it needs."""
        return (
            Answer.objects.for_page()
            .filter(commitments__offline__pack=self, commitments__offline__place=place)
            .first()
        )

    def end(self, at: datetime) -> None:
        Pack.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at)
        self.ended_at = at

    def export(self) -> dict[str, Any]:
        beliefs = self.beliefs.select_related("commitment")
        return {
            "code": str(self.code),
            "cases": len(self.order),
            "may_be_outside": self.may_be_outside,
            "drawn_at": self.drawn_at.isoformat(),
            "ended_at": self.ended_at and self.ended_at.isoformat(),
            "beliefs": [
                {
                    "id": str(belief.client_id),
                    "place": belief.place,
                    "stage": belief.commitment.stage,
                    "received_at": belief.received_at.isoformat(),
                }
                for belief in beliefs
            ],
        }

    def give_way(self) -> None:
        """End this pack, since its new learner has an open one. Beliefs on it are taken still."""
        self.ended_at = timezone.now()
        self.save(update_fields=["learner", "ended_at"])


class OfflineBelief(models.Model):
    """The mark of a commitment that was made without a network.

    `client_id`: the name that the browser gave the belief. The same belief sent again is known by
    it.
    """

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="beliefs")
    place = models.PositiveSmallIntegerField(help_text="Of the case in the pack, from 1.")
    client_id = models.UUIDField()
    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="offline")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "client_id"], name="a_belief_is_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.commitment} of {self.pack}, without a network"
