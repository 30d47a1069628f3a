from typing import Any

from django.db import models
from django.utils import timezone

from cases.models import CaseVersion
from learners.models import LearnerOwned


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def settle(self) -> int:
        """Mark those not dealt with as dealt with.

        Returns how many there were.
        """
        return self.filter(settled_at=None).update(settled_at=timezone.now())

    def on_cases_of(self, user: Any) -> "ProblemReportQuerySet":
        return self.filter(version__case__versions__created_by=user.pk).distinct()


class ProblemReport(LearnerOwned):
    """A learner's report of what is wrong with a case, and its outcome."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="problem_reports")
    text = models.TextField("What is wrong?", max_length=2000)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(
        max_length=2000,
        blank=True,
        help_text=(
            "What was done about it, or why nothing. Whoever reported it reads this with their"
            " data; your name is not shown."
        ),
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody dealt with it."
    )

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
