"""What content files said when they were last loaded."""

from django.db import models


class LoadedRecord(models.Model):
    """What the content file said of a record when it was last loaded; tells an author's edit from a file's."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=130)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_loaded_record_a_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
