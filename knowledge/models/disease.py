import re
from typing import Self, get_args

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from content.matching import Named, other_names

from ..claims import claim_faults
from ..patterns import OUTSIDE, STATED_ROLES, as_key
from ..schema import Category, Cause, Prevalence
from .choices import KEY_CHOICES, choices
from .examination import Manoeuvre
from .finding import Finding
from .reference import Reference

BRACKETS = re.compile(r"\s*\([^)]*\)")


class DiseaseQuerySet(models.QuerySet["Disease"]):
    def within_three(self) -> Self:
        """Return the diseases of the three patterns, without those outside."""
        return self.exclude(pattern=OUTSIDE)


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
        help_text=(
            "Those that prose uses otherwise too, such as MG (a dose) or DM (diabetes). Search"
            " knows them."
        ),
    )
    pattern = models.CharField(max_length=12, choices=KEY_CHOICES)
    category = models.CharField(
        max_length=20,
        blank=True,
        choices=choices(get_args(Category)),
        help_text="What it is of, where it is none of the three patterns; empty otherwise.",
    )
    exception = models.TextField(
        blank=True, help_text="How the bedside picture departs from the rule for its pattern."
    )
    prevalence = models.CharField(
        max_length=10,
        choices=choices(get_args(Prevalence)),
        default="rare",
        help_text=(
            "Common: at least 10 in 100,000 people; uncommon: 1 to 9; rare: 1 to 9 in a million; of"
            " acute illness, in a year. The model starts from it."
        ),
    )
    cause = models.CharField(
        max_length=20,
        choices=choices(get_args(Cause)),
        default="other",
        help_text="The group by which learners choose what to practise.",
    )
    lesion_site = models.CharField(max_length=200)
    orpha = models.CharField("Orphanet", max_length=20, blank=True)
    omim = models.CharField("OMIM", max_length=20, blank=True)
    mondo = models.CharField("Mondo", max_length=20, blank=True)
    codes_note = models.CharField(max_length=300, blank=True)
    script = models.TextField()
    must_not_miss = models.BooleanField(default=False)
    red_flags = models.JSONField(default=list, blank=True)
    checks = models.ManyToManyField(
        Manoeuvre,
        blank=True,
        related_name="checked_for",
        help_text="What its dangers call for at the bedside.",
    )
    key_positives = models.ManyToManyField(Finding, blank=True, related_name="as_key")
    key_negatives = models.ManyToManyField(Finding, blank=True, related_name="key_negative_of")
    references = models.ManyToManyField(Reference, blank=True, related_name="diseases")
    claims = models.JSONField(
        default=list, blank=True, help_text="Ids of claims of the source, such as S07.2."
    )
    reviewed_by = models.CharField(max_length=160, blank=True)

    objects = DiseaseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    @property
    def pattern_label(self) -> str:
        """Return the name of its pattern, such as "Junction"."""
        return as_key(self.pattern).label

    @property
    def is_outside(self) -> bool:
        """Return whether it is none of the three patterns."""
        return self.pattern == OUTSIDE

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:disease", args=[self.pk])

    def clean(self) -> None:
        """Refuse unknown claims, and another pattern while published cases rest on it.

        A disease outside the three patterns has a category, any other has none. Raises
        ValidationError.
        """
        if (self.pattern == OUTSIDE) != bool(self.category):
            raise ValidationError(
                {
                    "category": (
                        "Say what it is of, since it is none of the three patterns."
                        if self.pattern == OUTSIDE
                        else "Leave it empty: the pattern says where the lesion is."
                    )
                }
            )
        if faults := claim_faults(self.claims):
            raise ValidationError({"claims": faults})
        # the key of those cases is the pattern of their disease, so it would change unnoticed
        was = Disease.objects.filter(pk=self.pk).values_list("pattern", flat=True).first()
        keyed = (
            self.case_versions.exclude(published_at=None).count()
            if was and was != self.pattern
            else 0
        )
        if keyed:
            raise ValidationError(
                {
                    "pattern": (
                        f"Published versions of cases that have it for their key: {keyed}. Correct"
                        " their keys first, or make a new disease with the other pattern."
                    )
                }
            )

    @property
    def also_called(self) -> list[str]:
        """Return its other names and abbreviations.

        Those that its name says already are left out.
        """
        return other_names(self.name, [*self.abbreviations, *self.synonyms])

    @property
    def short_name(self) -> str:
        """Return its name without what the tables add in brackets."""
        return BRACKETS.sub("", self.name)

    @property
    def names(self) -> list[str]:
        """Return all its names, and its codes last."""
        codes = filter(None, (self.orpha, self.omim, self.mondo, self.pk))
        return [self.name, self.short_name, *self.synonyms, *self.abbreviations, *codes]

    @property
    def named(self) -> Named:
        """Return what search finds it by.

        Its names and codes come first, then its script, red flags and key findings.
        """
        key_findings = " ".join(finding.name for finding in self.key_positives.all())
        text = " ".join(
            (self.script, self.lesion_site, self.exception, *self.red_flags, key_findings)
        )
        return Named(self.names, text)

    def key_findings(self) -> dict[str, bool]:
        """Return the key findings, present or absent, without those that only confirm."""
        signs: dict[str, bool] = {}
        for present, key_rows in ((True, self.key_positives), (False, self.key_negatives)):
            signs |= dict.fromkeys(
                key_rows.filter(role__in=STATED_ROLES).values_list("pk", flat=True), present
            )
        return signs
