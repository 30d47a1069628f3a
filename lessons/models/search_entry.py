from django.db import models


class SearchEntry(models.Model):
    """An entry of the search index for one row.

    The row is a disease, finding, lesson, term, claim or reference. The entry is made from it,
    and made again when it changes. The full-text index of `title_words` and `words` is the
    database's own: see the migration that creates it.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    url = models.CharField(max_length=200)
    title = models.TextField()
    text = models.TextField()
    names = models.JSONField(default=list, help_text="All that it is called, its codes too.")
    title_words = models.TextField()
    words = models.TextField()
    weight = models.FloatField(help_text="Times that its likeness to what was asked for counts.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_search_entry_a_row")
        ]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
