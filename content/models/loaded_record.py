from django.db import models


class LoadedRecord(models.Model):
    """The digest of a record as its content file gave it at the last load.

    A stored record with another digest was edited in the database since.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=130)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_loaded_record_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
