import uuid

from django.db import models


class KnowledgeRevision(models.Model):
    """A single row whose stamp changes with the tables of the evidence model."""

    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def begin(cls) -> None:
        """Tell every process, by a new stamp, that the tables have changed."""
        if not KnowledgeRevision.objects.filter(pk=1).update(stamp=uuid.uuid4()):
            KnowledgeRevision.objects.bulk_create([KnowledgeRevision(pk=1)], ignore_conflicts=True)
