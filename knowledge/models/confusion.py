from django.db import models

from .choices import PATTERN_CHOICES
from .finding import Finding
from .reference import Reference


class Confusion(models.Model):
    """A lesson from saying one pattern where it was another.

    It is shown where a case has nothing of its own to say.
    """

    id = models.CharField(primary_key=True, max_length=30)
    position = models.PositiveIntegerField(default=0, editable=False)
    said = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    was = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="confusions", help_text="What separates the two."
    )
    text = models.TextField(help_text="Names the finding, and how to look for it.")
    references = models.ManyToManyField(Reference, related_name="confusions")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["said", "was"], name="one_confusion_a_pair")]

    def __str__(self) -> str:
        return f"Said {self.said}, was {self.was}"
