"""Keys that were wrong, whose verdict that changed, and what learners report."""

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
from learners.models import Learner, Work

OPEN = Q(corrected_at=None, refused_at=None, withdrawn_at=None)


class KeyCorrectionQuerySet(models.QuerySet["KeyCorrection"]):
    def open(self) -> "KeyCorrectionQuerySet":
        """Those that wait for a second person."""
        return self.filter(OPEN)

    def of_line(self, version: CaseVersion) -> "KeyCorrectionQuerySet":
        """Those of this version and of the others that differ from it in wording only."""
        return self.filter(version__in=version.same_line())

    def for_list(self) -> "KeyCorrectionQuerySet":
        return self.select_related("version__case", "version__disease", "before", "disease", "proposed_by")


class KeyCorrection(models.Model):
    """The key of a published version was wrong: one reviewer proposes it, another corrects it for all answers at once.

    Until it is corrected nothing changes for learners.
    """

    version = models.ForeignKey(
        CaseVersion,
        models.PROTECT,
        related_name="key_corrections",
        limit_choices_to={"published_at__isnull": False},
        help_text="The published version; those that differ from it in wording only go with it. Once corrected, the "
        "case is dealt no longer until a new version explains the new key.",
    )
    before = models.ForeignKey(Disease, models.PROTECT, related_name="+", editable=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", help_text="What it truly is.")
    reason = models.TextField(
        max_length=1000,
        help_text="Why the key is wrong. Once it is corrected, learners who answered the case read it.",
    )
    proposed_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    corrected_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False, related_name="+")
    corrected_at = models.DateTimeField(null=True, editable=False)
    refused_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False, related_name="+")
    refused_at = models.DateTimeField(null=True, editable=False)
    refusal = models.TextField(max_length=1000, blank=True, editable=False, help_text="Why the key stays as it is.")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = KeyCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=OPEN, name="one_open_correction_a_version"),
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
        """Where it stands, in a word."""
        if self.corrected_at:
            return "corrected"
        if self.refused_at:
            return "refused"
        return "withdrawn" if self.withdrawn_at else "proposed"

    def clean(self) -> None:
        """Refuses a disease that the version has already, and a second proposal while one is open."""
        if not self.version_id:
            return
        if self.disease_id == self.version.disease_id:
            raise ValidationError({"disease": "This version has that disease already: there is nothing to correct."})
        waiting = KeyCorrection.objects.open().of_line(self.version).select_related("before", "disease", "proposed_by")
        if other := waiting.exclude(pk=self.pk).first():
            by = other.proposed_by or "somebody"
            raise ValidationError(
                {
                    "version": f"A correction of this key is proposed already, from {other.before} to {other.disease}, "
                    f"by {by}. Confirm, refuse or withdraw that one first."
                }
            )

    def may_be_confirmed_by(self, user: AbstractBaseUser) -> bool:
        """Whether this person is another than who proposed it, or the setting lets one do both."""
        return settings.ALLOW_SELF_APPROVAL or user.pk != self.proposed_by_id

    def refuse(self, *, by: AbstractBaseUser, reason: str) -> None:
        """Leave the key as it is, and say why. Raises ValidationError unless it is open."""
        self._close(refused_at=timezone.now(), refused_by=by, refusal=reason)

    def withdraw(self, *, by: AbstractBaseUser) -> None:
        """Take a proposal of one's own back. Raises ValidationError unless it is open, and one's own."""
        if by.pk != self.proposed_by_id:
            raise ValidationError("Only who proposed it withdraws it; anybody else refuses it, and says why.")
        self._close(withdrawn_at=timezone.now())

    def _close(self, **outcome: Any) -> None:
        """Set how it ended, if nobody was quicker."""
        if not KeyCorrection.objects.open().filter(pk=self.pk).update(**outcome):
            self.refresh_from_db()
            raise ValidationError(f"Nothing was done: it is {self.state} already.")
        self.refresh_from_db()


class VerdictChangeManager(models.Manager["VerdictChange"]):
    def told(self, learner: Learner | None) -> "models.QuerySet[VerdictChange]":
        """The last three of a learner."""
        return self.filter(learner=learner).select_related("correction")[:3] if learner else self.none()


class VerdictChange(Work):
    """A verdict that changed because a key was corrected, told to its learner."""

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
        return {"before": self.before, "after": self.after, "reason": self.correction.reason, "at": at}


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def settle(self) -> int:
        """Mark them as dealt with; how many were not before."""
        return self.filter(settled_at=None).update(settled_at=timezone.now())

    def on_cases_of(self, user: Any) -> "ProblemReportQuerySet":
        """Those on cases of which this person wrote a version."""
        return self.filter(version__case__versions__created_by=user.pk).distinct()


class ProblemReport(Work):
    """What a learner says is wrong with a case, and what became of it."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="problem_reports")
    text = models.TextField("What is wrong?", max_length=2000)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(
        max_length=2000,
        blank=True,
        help_text="What was done about it, or why nothing. Whoever reported it reads this with their data; your name "
        "is not shown.",
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When somebody dealt with it.")

    kind = "problem_reports"
    words = ("report of a problem", "reports of problems")

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.text[:60]}"

    def export(self) -> dict[str, Any]:
        return {
            "case": self.version.case.code,
            "text": self.text,
            "reported_at": self.reported_at.isoformat(),
            "answer": self.answer,
            "settled_at": self.settled_at and self.settled_at.isoformat(),
        }
