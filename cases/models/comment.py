from django.db import models
from django.db.models.functions import Now

from .version import CaseVersion


class CaseComment(models.Model):
    """A comment of an author or a reviewer on a version; learners never see it."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, related_name="case_comments"
    )
    text = models.TextField(max_length=4000)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"On {self.version_id}: {self.text[:40]}"
