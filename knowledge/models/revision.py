"""Which revision of the tables the evidence model is built from."""

import uuid

from django.db import models


class Edition(models.Model):
    """One row: a mark that changes with the tables that the evidence model is built from."""

    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def begin(cls) -> None:
        """Tell every process that the tables are no longer what they were."""
        if not Edition.objects.filter(pk=1).update(stamp=uuid.uuid4()):
            Edition.objects.bulk_create([Edition(pk=1)], ignore_conflicts=True)
