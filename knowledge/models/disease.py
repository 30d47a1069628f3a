"""Diseases with their illness scripts."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from content.matching import Named, other_names

from ..claims import claim_faults
from .choices import PATTERN_CHOICES
from .finding import Finding
from .reference import Reference

BRACKETS = re.compile(r"\s*\([^)]*\)")


class Disease(models.Model):
    """A disease with its illness script; its pattern is where the lesion truly is."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=160)
    synonyms = models.JSONField(
        default=list,
        blank=True,
        help_text="Other names. Where one stands in the prose of a case, it gives the case away.",
    )
    abbreviations = models.JSONField(
        default=list,
        blank=True,
        help_text="Those that prose uses otherwise too, such as MG (a dose) or DM (diabetes). Search knows them.",
    )
    pattern = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    exception = models.TextField(blank=True, help_text="How the bedside picture departs from the rule for its pattern.")
    lesion_site = models.CharField(max_length=200)
    orpha = models.CharField("Orphanet", max_length=20, blank=True)
    omim = models.CharField("OMIM", max_length=20, blank=True)
    mondo = models.CharField("Mondo", max_length=20, blank=True)
    codes_note = models.CharField(max_length=300, blank=True)
    script = models.TextField()
    must_not_miss = models.BooleanField(default=False)
    red_flags = models.JSONField(default=list, blank=True)
    key_positives = models.ManyToManyField(Finding, blank=True, related_name="key_of")
    key_negatives = models.ManyToManyField(Finding, blank=True, related_name="key_negative_of")
    references = models.ManyToManyField(Reference, blank=True, related_name="diseases")
    claims = models.JSONField(default=list, blank=True, help_text="Ids of claims of the source, such as S07.2.")
    reviewed_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:disease", args=[self.pk])

    def clean(self) -> None:
        """Refuses claims that do not exist; and another pattern while published cases have it for their key.

        Else their key would be another unawares.
        """
        if faults := claim_faults(self.claims):
            raise ValidationError({"claims": faults})
        was = Disease.objects.filter(pk=self.pk).values_list("pattern", flat=True).first()
        keyed = self.case_versions.exclude(published_at=None).count() if was and was != self.pattern else 0
        if keyed:
            raise ValidationError(
                {
                    "pattern": f"Published versions of cases that have it for their key: {keyed}. Correct their keys "
                    "first, or make a new disease with the other pattern."
                }
            )

    @property
    def also_called(self) -> list[str]:
        """Its other names and abbreviations, without those that its name says already."""
        return other_names(self.name, [*self.abbreviations, *self.synonyms])

    @property
    def names(self) -> list[str]:
        """All that it is called, its codes last."""
        short = BRACKETS.sub("", self.name)
        codes = filter(None, (self.orpha, self.omim, self.mondo, self.pk))
        return [self.name, short, *self.synonyms, *self.abbreviations, *codes]

    @property
    def named(self) -> Named:
        """What search fields find it by: any of its names and codes, then its script, red flags and key findings."""
        key_findings = " ".join(finding.name for finding in self.key_positives.all())
        text = " ".join((self.script, self.lesion_site, self.exception, *self.red_flags, key_findings))
        return Named(self.names, text)

    def key_findings(self) -> dict[str, bool]:
        """The findings that decide, present or absent, without those that only confirm."""
        found: dict[str, bool] = {}
        for present, listed in ((True, self.key_positives), (False, self.key_negatives)):
            found |= dict.fromkeys(listed.exclude(role="confirmatory").values_list("pk", flat=True), present)
        return found
