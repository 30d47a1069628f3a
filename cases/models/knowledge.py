"""Clinical knowledge: references, findings, diseases, and how often they go together."""

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from ..claims import claim_faults
from ..frequency import BASES, CLASSES, Row
from ..matching import Named, best, other_names
from ..patterns import Pattern, Stage
from ..weighing.families import ONSET_FROM

BRACKETS = re.compile(r"\s*\([^)]*\)")


def choices(values: Any) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in values]


PATTERN_CHOICES = [(pattern.value, pattern.label) for pattern in Pattern]


class Reference(models.Model):
    """A publication that a statement rests on."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    authors = models.CharField(max_length=300)
    title = models.CharField(max_length=400)
    journal = models.CharField(max_length=200)
    year = models.CharField(max_length=20)
    volume_pages = models.CharField(max_length=80, blank=True)
    doi = models.CharField("DOI", max_length=120, blank=True)
    pmid = models.CharField("PubMed id", max_length=20, blank=True)
    pmcid = models.CharField("PubMed Central id", max_length=20, blank=True)
    type = models.CharField(max_length=40)
    verified = models.BooleanField(help_text="The record was seen in a search of published pages.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.first_author} {self.year}"

    @property
    def named(self) -> Named:
        """What search fields find it by."""
        codes = filter(None, (self.pk, self.pmid, self.doi, self.pmcid))
        return Named([str(self), self.title, *codes], f"{self.authors} {self.journal} {self.year}")

    @property
    def first_author(self) -> str:
        """The family name of the first author, or the whole name of a group."""
        name = self.authors.split(",")[0]
        words = name.split()
        return " ".join(words[:-1]) if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 3 else name

    @property
    def url(self) -> str:
        """Where the paper can be read about; empty where no identifier is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{self.pmcid}/" if self.pmcid else ""


class FindingQuerySet(models.QuerySet["Finding"]):
    def searched(self, wish: str) -> "list[Finding]":
        """Those that fit these words, in their own order; all of them for no words."""
        findings: list[Finding] = list(self)
        if not wish.strip():
            return findings
        found = {pk for pks in best(wish, {row.pk: row.named for row in findings}).values() for pk in pks}
        return [row for row in findings if row.pk in found]


class Finding(models.Model):
    """Something found, or found missing, in history, examination or tests."""

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
        max_length=12, choices=choices(("history", "exam", "lab", "edx", "imaging", "biopsy", "genetics"))
    )
    role = models.CharField(
        max_length=12,
        choices=choices(("bedside", "supportive", "confirmatory")),
        help_text="A confirmatory finding is close to the answer: a stage of a case may say that it is absent, never "
        "that it is present.",
    )
    regions = models.JSONField(default=list)
    elicit = models.TextField(help_text="One line: how a student looks for it.")
    mechanism = models.TextField(
        blank=True, help_text="One sentence: where in the motor unit it arises, and why it points as it does."
    )
    implies = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="implied_by")
    excludes = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="excluded_by")
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
        return reverse("cases:finding", args=[self.pk])

    @property
    def also_called(self) -> list[str]:
        """Its other names, without those that its name says already."""
        return other_names(self.name, [*self.synonyms, self.hpo_label])

    @property
    def names(self) -> list[str]:
        """All that it is called, its codes last."""
        codes = (self.hpo, *self.hpo_also_accepted, self.pk)
        return [name for name in (self.name, *self.synonyms, self.hpo_label, *codes) if name]

    @property
    def named(self) -> Named:
        """What search fields find it by: any of its names and codes, then how to look for it and why."""
        return Named(self.names, f"{self.elicit} {self.mechanism}")

    @property
    def stage(self) -> Stage:
        """The step of a case at which it is looked for."""
        return {"history": Stage.HISTORY, "exam": Stage.EXAMINATION}.get(self.group, Stage.TESTS)


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
        return reverse("cases:disease", args=[self.pk])

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


class FrequencyQuerySet(models.QuerySet["Frequency"]):
    def rows(self) -> list[Row]:
        """All as plain rows, in one query."""
        listed = self.values_list("finding_id", "disease_id", "disease__pattern", "frequency", "basis")
        return [Row(finding, disease, Pattern(pattern), *rest) for finding, disease, pattern, *rest in listed]


class Frequency(models.Model):
    """How often a patient with the disease shows the finding, for any reason, and on what basis that is said."""

    position = models.PositiveIntegerField(default=0, editable=False)
    disease = models.ForeignKey(Disease, models.CASCADE, related_name="frequencies")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="frequencies")
    frequency = models.CharField(
        max_length=14,
        choices=choices(CLASSES),
    )
    basis = models.CharField(max_length=12, choices=list(BASES.items()))
    reference = models.ForeignKey(Reference, models.PROTECT, null=True, blank=True, related_name="frequencies")
    hpoa_id = models.CharField(max_length=20, blank=True)
    hpoa_term = models.CharField(max_length=20, blank=True)
    hpoa_frequency = models.CharField(max_length=14, blank=True, help_text="Given where the annotation file differs.")

    objects = FrequencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "frequencies"
        constraints = [models.UniqueConstraint(fields=["disease", "finding"], name="one_frequency_a_pair")]

    def __str__(self) -> str:
        return f"{self.disease}: {self.finding}"

    @property
    def range(self) -> str:
        """Its class as people write it, such as "80 to 99 %"."""
        return CLASSES[self.frequency].range


class OnsetAge(models.Model):
    """How old patients are at the first symptom of a disease: whole percents by band of years, 100 in all."""

    position = models.PositiveIntegerField(default=0, editable=False)
    disease = models.OneToOneField(Disease, models.CASCADE, primary_key=True, related_name="onset_age")
    from_0 = models.PositiveSmallIntegerField("under 2 years")
    from_2 = models.PositiveSmallIntegerField("2 to 15 years")
    from_16 = models.PositiveSmallIntegerField("16 to 29 years")
    from_30 = models.PositiveSmallIntegerField("30 to 49 years")
    from_50 = models.PositiveSmallIntegerField("50 to 69 years")
    from_70 = models.PositiveSmallIntegerField("70 years and more")
    basis = models.CharField(max_length=12, choices=list(BASES.items()))
    reference = models.ForeignKey(Reference, models.PROTECT, null=True, blank=True, related_name="onset_ages")

    class Meta:
        ordering = ["position", "disease"]

    def __str__(self) -> str:
        return f"Age at the first symptom of {self.disease}"

    def clean(self) -> None:
        shares = [getattr(self, f"from_{years}") for years in ONSET_FROM]
        if None not in shares and sum(shares) != 100:
            raise ValidationError(f"The percents add up to {sum(shares)}. Make them add up to 100.")


class Confusion(models.Model):
    """What to learn from saying one pattern where it was another. Shown where a case has nothing of its own to say."""

    id = models.CharField(primary_key=True, max_length=30)
    position = models.PositiveIntegerField(default=0, editable=False)
    said = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    was = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="confusions", help_text="What separates the two.")
    text = models.TextField(help_text="Names the finding, and how to look for it.")
    references = models.ManyToManyField(Reference, related_name="confusions")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["said", "was"], name="one_confusion_a_pair")]

    def __str__(self) -> str:
        return f"Said {self.said}, was {self.was}"


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
