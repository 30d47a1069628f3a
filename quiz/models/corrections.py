"""Keys that were wrong, whose verdict that changed, and what learners report."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from cases.models import CaseVersion, Disease
from learners.models import Learner, Work


class KeyCorrection(models.Model):
    """A reviewer's decision that the key of a published version was wrong; it holds for all answers at once."""

    version = models.ForeignKey(
        CaseVersion,
        models.PROTECT,
        related_name="key_corrections",
        limit_choices_to={"published_at__isnull": False},
        help_text="The published version; those that differ from it in wording only go with it. Wordings stay: make a "
        "new version if the feedback no longer fits.",
    )
    before = models.ForeignKey(Disease, models.PROTECT, related_name="+", editable=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", help_text="What it truly is.")
    reason = models.TextField(
        max_length=1000, help_text="Why the key was wrong. Learners whose verdict changes read it."
    )
    corrected_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.before} is {self.disease}"

    def clean(self) -> None:
        """Refuses a disease that the version has already, such as where two reviewers correct the same key."""
        if self.version_id and self.disease_id == self.version.disease_id:
            raise ValidationError({"disease": "This version has that disease already: there is nothing to correct."})


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
        at = self.correction.corrected_at.isoformat()
        return {"before": self.before, "after": self.after, "reason": self.correction.reason, "at": at}


class ProblemReport(Work):
    """What a learner says is wrong with a case."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="problem_reports")
    text = models.TextField("What is wrong?", max_length=2000)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When somebody dealt with it.")

    kind = "problem_reports"
    words = ("report of a problem", "reports of problems")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.text[:60]}"

    def export(self) -> dict[str, Any]:
        return {"case": self.version.case.code, "text": self.text, "reported_at": self.reported_at.isoformat()}
