"""Store what an examiner can do and order: manoeuvres at the bedside, and investigations."""

from collections.abc import Iterable
from typing import get_args

from django.db import models

from ..schema import Danger, InvestigationRecord, ManoeuvreRecord
from .choices import choices
from .finding import Finding
from .reference import Reference


class Manoeuvre(models.Model):
    """What an examiner does at the bedside, with the findings that it shows.

    Neither it nor its place in the list depends on a case.
    """

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=160)
    group = models.CharField(
        max_length=30,
        choices=choices(get_args(ManoeuvreRecord.model_fields["group"].annotation)),
    )
    seconds = models.PositiveSmallIntegerField(help_text="How long a careful examiner takes.")
    how = models.TextField(help_text="How it is done well.")
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="manoeuvres", help_text="What it shows: four at most."
    )
    normal = models.CharField(max_length=300, help_text="What a report says when nothing is wrong.")
    danger = models.CharField(
        max_length=12,
        blank=True,
        choices=choices(get_args(Danger)),
        help_text="What it checks, where that may kill or cripple.",
    )
    references = models.ManyToManyField(Reference, blank=True, related_name="manoeuvres")
    reviewed_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Investigation(models.Model):
    """A test, with the findings that it shows and its cost in words."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=160)
    group = models.CharField(
        max_length=30,
        choices=choices(get_args(InvestigationRecord.model_fields["group"].annotation)),
    )
    cost = models.CharField(
        max_length=30,
        choices=choices(get_args(InvestigationRecord.model_fields["cost"].annotation)),
    )
    findings = models.ManyToManyField(Finding, related_name="investigations")
    normal = models.CharField(max_length=300, help_text="What a report says when nothing is wrong.")
    references = models.ManyToManyField(Reference, blank=True, related_name="investigations")
    reviewed_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


def unknown_examinations(names: Iterable[str]) -> list[str]:
    """Return the names that are the id neither of a manoeuvre nor of an investigation."""
    named = set(names)
    if not named:
        return []
    known = {
        *Manoeuvre.objects.filter(pk__in=named).values_list("pk", flat=True),
        *Investigation.objects.filter(pk__in=named).values_list("pk", flat=True),
    }
    return sorted(named - known)
