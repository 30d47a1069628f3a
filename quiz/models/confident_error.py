from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from cases.models import CaseVersion
from knowledge.models import KEY_CHOICES
from knowledge.patterns import OUTSIDE, Belief, Key, as_key
from learners.models import Learner, LearnerOwned

from ..practice import selection, spaced_repetition
from ..scoring.belief_score import choice

if TYPE_CHECKING:
    from .attempt import Answer


class ConfidentErrorManager(models.Manager["ConfidentError"]):
    def listed(self, learner: Learner | int | None) -> "models.QuerySet[ConfidentError]":
        """Return a learner's confident errors whose result may be shown.

        Those due first are at the top. Left out are errors that a corrected key has made right,
        those to which it is what could not be said, and those in withdrawn cases.
        """
        errors = self.exclude(answer__attempt__withheld=True, answer__attempt__ended_at=None)
        errors = errors.filter(answer__version__case__withdrawn_at=None).exclude(
            called=models.F("truth")
        )
        errors = errors.exclude(truth=OUTSIDE, answer__may_be_outside=False)
        return errors.filter(learner=learner).order_by("due_at", "id") if learner else self.none()

    def for_dealing(self, learner: Learner | int | None) -> "list[ConfidentError]":
        """Return a learner's list with what dealing needs: dates, pairs and cases, no prose."""
        fields = ("truth", "called", "due_at", "answer__version__case")
        return list(self.listed(learner).select_related("answer__version").only(*fields))

    def due(self, learner: Learner | int | None, at: datetime) -> "models.QuerySet[ConfidentError]":
        return self.listed(learner).filter(due_at__lte=at)

    def due_today(self, learner: Learner | int | None) -> "models.QuerySet[ConfidentError]":
        """Return what is due by the end of today in the site's zone."""
        return self.due(learner, timezone.localtime().replace(hour=23, minute=59, second=59))

    def heed_key(
        self,
        versions: "models.QuerySet[CaseVersion]",
        truth: Key,
        unlisted: Iterable[tuple[int, int, Belief]],
        at: datetime,
    ) -> None:
        """Update the lists for a key that is corrected at this moment.

        `unlisted`: answer, learner and last belief of each answer to these versions that stands on
        no list. What has become a confident error is listed now. What is none any longer stays
        stored, in case the key is corrected back.
        """
        self.filter(answer__version__in=versions).update(truth=truth)
        new = []
        for answer, learner, belief in unlisted:
            if spaced_repetition.is_confident_error(belief, truth):
                card = spaced_repetition.opened(answer, belief, truth, at)
                pair = {"truth": truth, "called": choice(belief)}
                new.append(
                    ConfidentError(
                        learner_id=learner,
                        answer_id=answer,
                        card=card,
                        due_at=spaced_repetition.due(card),
                        **pair,
                    )
                )
        self.bulk_create(new, ignore_conflicts=True)

    def heed(self, answer: "Answer", belief: Belief, at: datetime) -> None:
        """Update the list for a finished answer.

        What was due is rated; a confident error makes a new entry.
        """
        learner, truth, called = answer.attempt.learner_id, answer.version.pattern, choice(belief)
        if answer.rule == selection.DealingRule.DUE:
            review = next((one for one in self.due(learner, at) if truth in one.pair), None)
            if review:
                review.take(belief, truth, at)
        if called and spaced_repetition.is_confident_error(belief, truth):
            card = spaced_repetition.opened(answer.pk, belief, truth, at)
            pair = {"truth": truth, "called": called}
            new = ConfidentError(
                learner_id=learner,
                answer=answer,
                card=card,
                due_at=spaced_repetition.due(card),
                **pair,
            )
            self.bulk_create([new], ignore_conflicts=True)


class ConfidentError(LearnerOwned):
    """A confident error, with when another case of its pair is due."""

    answer = models.OneToOneField("quiz.Answer", models.CASCADE, related_name="review")
    truth = models.CharField(max_length=12, choices=KEY_CHOICES)
    called = models.CharField(max_length=12, choices=KEY_CHOICES)
    card = models.JSONField(help_text="What the library that gives the dates knows of it.")
    due_at = models.DateTimeField()

    kind = "confident_errors"

    objects = ConfidentErrorManager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["learner", "due_at"], name="what_is_due")]

    def __str__(self) -> str:
        return f"{self.truth} taken for {self.called}"

    @property
    def pair(self) -> tuple[Key, Key]:
        """Return what it was, and what it was taken for."""
        return as_key(self.truth), as_key(self.called)

    @property
    def percent(self) -> int:
        """Return how sure the learner was, in per cent."""
        return self.answer.last_belief[as_key(self.called)]

    @property
    def is_missed_danger(self) -> bool:
        """Return whether a danger outside the three was taken for one of them."""
        return self.truth == OUTSIDE and self.answer.version.disease.must_not_miss

    @property
    def name(self) -> str:
        """Return what it was: the disease where a danger was missed, else the key."""
        return (
            str(self.answer.version.disease) if self.is_missed_danger else self.get_truth_display()
        )

    def take(self, belief: Belief, truth: Key, at: datetime) -> None:
        """Rate an answer to another case of the pair.

        The rating gives the next date.
        """
        self.card = spaced_repetition.returned(self.card, belief, truth, at)
        self.due_at = spaced_repetition.due(self.card)
        self.save(update_fields=["card", "due_at"])

    @property
    def is_told(self) -> bool:
        return self.answer.is_told

    def export(self) -> dict[str, Any]:
        return {
            "case": self.answer.version.case.code,
            "called": self.called,
            "due_at": self.due_at.isoformat(),
        }
