from django.db import models
from django.urls import reverse

from content.matching import Named, best, other_names

from ..patterns import FindingRole, Stage
from .choices import choices
from .reference import Reference


class FindingQuerySet(models.QuerySet["Finding"]):
    def searched(self, wish: str) -> "list[Finding]":
        """Return the findings that fit these words, in their own order.

        All of them for no words.
        """
        findings: list[Finding] = list(self)
        if not wish.strip():
            return findings
        matching_ids = {
            pk for pks in best(wish, {row.pk: row.named for row in findings}).values() for pk in pks
        }
        return [row for row in findings if row.pk in matching_ids]


class Finding(models.Model):
    """A finding of history, examination or tests, which may be present or absent."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=160)
    synonyms = models.JSONField(
        default=list, blank=True, help_text="Other names and abbreviations, which search knows."
    )
    hpo = models.CharField("HPO term", max_length=20, blank=True)
    hpo_label = models.CharField("HPO label", max_length=160, blank=True)
    hpo_also_accepted = models.JSONField(default=list, blank=True)
    group = models.CharField(
        max_length=12,
        choices=choices(("history", "exam", "lab", "edx", "imaging", "biopsy", "genetics")),
    )
    role = models.CharField(
        max_length=12,
        choices=choices(FindingRole),
        help_text=(
            "A confirmatory finding is close to the answer: a stage of a case may say that it is"
            " absent, never that it is present."
        ),
    )
    regions = models.JSONField(default=list)
    elicit = models.TextField(help_text="One line: how a student looks for it.")
    report_present = models.CharField(
        max_length=200, blank=True, help_text="What a clinical report writes where it is found."
    )
    report_absent = models.CharField(
        max_length=200,
        blank=True,
        help_text="What a clinical report writes where it was looked for and is not there.",
    )
    mechanism = models.TextField(
        blank=True,
        help_text="One sentence: where in the motor unit it arises, and why it points as it does.",
    )
    implies = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="implied_by"
    )
    excludes = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="excluded_by"
    )
    references = models.ManyToManyField(
        Reference, blank=True, related_name="findings", help_text="What the mechanism rests on."
    )
    note = models.CharField(max_length=300, blank=True)
    reviewed_by = models.CharField(max_length=160, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:finding", args=[self.pk])

    @property
    def also_called(self) -> list[str]:
        """Return its other names, without those that its name says already."""
        return other_names(self.name, [*self.synonyms, self.hpo_label])

    @property
    def names(self) -> list[str]:
        """Return all its names, and its codes last."""
        codes = (self.hpo, *self.hpo_also_accepted, self.pk)
        return [name for name in (self.name, *self.synonyms, self.hpo_label, *codes) if name]

    @property
    def named(self) -> Named:
        """Return what search finds it by.

        Its names and codes come first, then how to look for it and why.
        """
        return Named(self.names, f"{self.elicit} {self.mechanism}")

    @property
    def stage(self) -> Stage:
        """Return the step of a case at which it is looked for."""
        return {"history": Stage.HISTORY, "exam": Stage.EXAMINATION}.get(self.group, Stage.TESTS)
