from django.db import models
from django.urls import reverse

from content.matching import Named
from knowledge.models import Reference


class Term(models.Model):
    """A word that a reader may not know, with its meaning.

    Lessons explain it where they first use it.
    """

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    term = models.CharField(max_length=80)
    also = models.JSONField(
        default=list, blank=True, help_text="Other words and spellings, explained in lessons too."
    )
    search_only = models.JSONField(
        default=list,
        blank=True,
        help_text="Words for search alone, as a lesson may mean something else by them.",
    )
    meaning = models.TextField(help_text="One plain sentence.")
    references = models.ManyToManyField(Reference, blank=True, related_name="terms")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.term

    @property
    def named(self) -> Named:
        """Return what search finds it by: all its words, then its meaning."""
        return Named([self.term, *self.also, *self.search_only], self.meaning)

    def get_absolute_url(self) -> str:
        return f"{reverse('lessons:glossary')}#{self.pk}"
