"""Confident errors, and when another case of their pair is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from cases.models import CaseVersion
from knowledge.models import PATTERN_CHOICES
from knowledge.patterns import Belief, Pattern
from learners.models import Learner, Work

from .. import dealing, reviewing
from ..scoring.beliefs import choice

if TYPE_CHECKING:
    from .runs import Answer


class ReviewManager(models.Manager["Review"]):
    def listed(self, learner: Learner | int | None) -> "models.QuerySet[Review]":
        """A learner's confident errors whose result may be shown, those due first at the top.

        Not those that a corrected key has made right.
        """
        told = self.exclude(answer__attempt__withheld=True, answer__attempt__ended_at=None)
        told = told.filter(answer__version__case__withdrawn_at=None).exclude(called=models.F("truth"))
        return told.filter(learner=learner).order_by("due_at", "id") if learner else self.none()

    def due(self, learner: Learner | int | None, at: datetime) -> "models.QuerySet[Review]":
        return self.listed(learner).filter(due_at__lte=at)

    def due_today(self, learner: Learner | int | None) -> "models.QuerySet[Review]":
        """What comes back by the end of today in the site's zone."""
        return self.due(learner, timezone.localtime().replace(hour=23, minute=59, second=59))

    def heed_key(
        self,
        versions: "models.QuerySet[CaseVersion]",
        truth: Pattern,
        unlisted: Iterable[tuple[int, int, Belief]],
        at: datetime,
    ) -> None:
        """What a key that is corrected at this moment means for the lists.

        `unlisted`: answer, learner and last belief of each answer to these versions that stands on no list. What has
        become a confident error is listed now. What is none any longer stays stored, in case the key is corrected back.
        """
        self.filter(answer__version__in=versions).update(truth=truth)
        new = []
        for answer, learner, belief in unlisted:
            if reviewing.is_confident_error(belief, truth):
                card = reviewing.opened(answer, belief, truth, at)
                pair = {"truth": truth, "called": choice(belief)}
                new.append(Review(learner_id=learner, answer_id=answer, card=card, due_at=reviewing.due(card), **pair))
        self.bulk_create(new, ignore_conflicts=True)

    def heed(self, answer: "Answer", belief: Belief, at: datetime) -> None:
        """What a finished answer means for the list: what was due is rated, a confident error makes a new entry."""
        learner, truth, called = answer.attempt.learner_id, answer.version.pattern, choice(belief)
        if answer.rule == dealing.Rule.DUE:
            review = next((one for one in self.due(learner, at) if truth in one.pair), None)
            if review:
                review.take(belief, truth, at)
        if called and reviewing.is_confident_error(belief, truth):
            card = reviewing.opened(answer.pk, belief, truth, at)
            pair = {"truth": truth, "called": called}
            new = Review(learner_id=learner, answer=answer, card=card, due_at=reviewing.due(card), **pair)
            self.bulk_create([new], ignore_conflicts=True)


class Review(Work):
    """A confident error, and when another case of its pair is due."""

    answer = models.OneToOneField("quiz.Answer", models.CASCADE, related_name="review")
    truth = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    called = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    card = models.JSONField(help_text="What the library that gives the dates knows of it.")
    due_at = models.DateTimeField()

    kind = "confident_errors"

    objects = ReviewManager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["learner", "due_at"], name="what_is_due")]

    def __str__(self) -> str:
        return f"{self.truth} taken for {self.called}"

    @property
    def pair(self) -> tuple[Pattern, Pattern]:
        """The pattern that it was, and the one that it was taken for."""
        return Pattern(self.truth), Pattern(self.called)

    def take(self, belief: Belief, truth: Pattern, at: datetime) -> None:
        """Rate an answer to another case of the pair, which gives the next date."""
        self.card = reviewing.returned(self.card, belief, truth, at)
        self.due_at = reviewing.due(self.card)
        self.save(update_fields=["card", "due_at"])

    @property
    def is_told(self) -> bool:
        return self.answer.is_told

    def export(self) -> dict[str, Any]:
        return {"case": self.answer.version.case.code, "called": self.called, "due_at": self.due_at.isoformat()}
