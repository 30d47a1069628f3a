from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseVersion
from knowledge.models import Disease
from learners.models import Learner, LearnerOwned

OPEN = Q(corrected_at=None, refused_at=None, withdrawn_at=None)


class KeyCorrectionQuerySet(models.QuerySet["KeyCorrection"]):
    def open(self) -> "KeyCorrectionQuerySet":
        return self.filter(OPEN)

    def of_line(self, version: CaseVersion) -> "KeyCorrectionQuerySet":
        """Return those of the line of a version.

        These are its own and those of others that differ from it in wording only.
        """
        return self.filter(version__in=version.same_line())

    def for_list(self) -> "KeyCorrectionQuerySet":
        return self.select_related(
            "version__case", "version__disease", "before", "disease", "proposed_by"
        )


class KeyCorrection(models.Model):
    """A proposal to correct the wrong key of a published version.

    One reviewer proposes it, another corrects the key for all answers at once. Until it is
    corrected nothing changes for learners.
    """

    version = models.ForeignKey(
        CaseVersion,
        models.PROTECT,
        related_name="key_corrections",
        limit_choices_to={"published_at__isnull": False},
        help_text=(
            "The published version; those that differ from it in wording only go with it. Once"
            " corrected, the case is dealt no longer until a new version explains the new key."
        ),
    )
    before = models.ForeignKey(Disease, models.PROTECT, related_name="+", editable=False)
    disease = models.ForeignKey(
        Disease, models.PROTECT, related_name="+", help_text="What it truly is."
    )
    reason = models.TextField(
        max_length=1000,
        help_text=(
            "Why the key is wrong. Once it is corrected, learners who answered the case read it."
        ),
    )
    proposed_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    corrected_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    corrected_at = models.DateTimeField(null=True, editable=False)
    refused_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, editable=False)
    refusal = models.TextField(
        max_length=1000, blank=True, editable=False, help_text="Why the key stays as it is."
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = KeyCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=OPEN, name="one_open_correction_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.before} is {self.disease}"

    def get_absolute_url(self) -> str:
        return reverse("admin:quiz_keycorrection_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return not (self.corrected_at or self.refused_at or self.withdrawn_at)

    @property
    def state(self) -> str:
        if self.corrected_at:
            return "corrected"
        if self.refused_at:
            return "refused"
        return "withdrawn" if self.withdrawn_at else "proposed"

    def clean(self) -> None:
        """Refuse a disease that the version has, and a second open proposal.

        Raises ValidationError for either.
        """
        if not self.version_id:
            return
        if self.disease_id == self.version.disease_id:
            raise ValidationError(
                {"disease": "This version has that disease already: there is nothing to correct."}
            )
        open_corrections = (
            KeyCorrection.objects.open()
            .of_line(self.version)
            .select_related("before", "disease", "proposed_by")
        )
        if other := open_corrections.exclude(pk=self.pk).first():
            by = other.proposed_by or "somebody"
            raise ValidationError(
                {
                    "version": (
                        f"A correction of this key is proposed already, from {other.before} to"
                        f" {other.disease}, by {by}. Confirm, refuse or withdraw that one first."
                    )
                }
            )

    def may_be_confirmed_by(self, user: AbstractBaseUser) -> bool:
        """Return whether this person may confirm it.

        They are another than who proposed it, or the setting lets one do both.
        """
        return settings.ALLOW_SELF_APPROVAL or user.pk != self.proposed_by_id

    def refuse(self, *, by: AbstractBaseUser, reason: str) -> None:
        """Leave the key as it is, and store why.

        Raises ValidationError unless it is open.
        """
        self._close(refused_at=timezone.now(), refused_by=by, refusal=reason)

    def withdraw(self, *, by: AbstractBaseUser) -> None:
        """Take a proposal of one's own back.

        Raises ValidationError unless it is open, and one's own.
        """
        if by.pk != self.proposed_by_id:
            raise ValidationError(
                "Only who proposed it withdraws it; anybody else refuses it, and says why."
            )
        self._close(withdrawn_at=timezone.now())

    def _close(self, **outcome: Any) -> None:
        """Store how it ended.

        Raises ValidationError if somebody was quicker.
        """
        if not KeyCorrection.objects.open().filter(pk=self.pk).update(**outcome):
            self.refresh_from_db()
            raise ValidationError(f"Nothing was done: it is {self.state} already.")
        self.refresh_from_db()


class VerdictChangeManager(models.Manager["VerdictChange"]):
    def told(self, learner: Learner | None) -> "models.QuerySet[VerdictChange]":
        """Return the last three of a learner; none for nobody."""
        return (
            self.filter(learner=learner).select_related("correction")[:3]
            if learner
            else self.none()
        )


class VerdictChange(LearnerOwned):
    """A verdict that changed because a key was corrected."""

    correction = models.ForeignKey(KeyCorrection, models.CASCADE, related_name="changes")
    before = models.CharField(max_length=300)
    after = models.CharField(max_length=300)

    kind = "verdict_changes"

    objects = VerdictChangeManager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.before} became {self.after}"

    def export(self) -> dict[str, Any]:
        corrected_at = self.correction.corrected_at
        at = corrected_at.isoformat() if corrected_at else ""
        return {
            "before": self.before,
            "after": self.after,
            "reason": self.correction.reason,
            "at": at,
        }
