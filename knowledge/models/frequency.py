from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from ..inference.families import ONSET_FROM
from ..inference.frequency import BASES, CLASSES, ListedFrequency
from ..patterns import OUTSIDE, Pattern
from .choices import choices
from .disease import Disease
from .finding import Finding
from .reference import Reference


class FrequencyQuerySet(models.QuerySet["Frequency"]):
    def rows(self) -> list[ListedFrequency]:
        """Return those of the three patterns as plain rows, in one query."""
        rows = self.exclude(disease__pattern=OUTSIDE).values_list(
            "finding_id", "disease_id", "disease__pattern", "frequency", "basis"
        )
        return [
            ListedFrequency(finding, disease, Pattern(pattern), *rest)
            for finding, disease, pattern, *rest in rows
        ]


class Frequency(models.Model):
    """A frequency: how often a patient with the disease shows the finding.

    It counts the finding for any reason. `basis` says what the statement rests on.
    """

    position = models.PositiveIntegerField(default=0, editable=False)
    disease = models.ForeignKey(Disease, models.CASCADE, related_name="frequencies")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="frequencies")
    frequency = models.CharField(
        max_length=14,
        choices=choices(CLASSES),
    )
    basis = models.CharField(max_length=12, choices=list(BASES.items()))
    reference = models.ForeignKey(
        Reference, models.PROTECT, null=True, blank=True, related_name="frequencies"
    )
    hpoa_id = models.CharField(max_length=20, blank=True)
    hpoa_term = models.CharField(max_length=20, blank=True)
    hpoa_frequency = models.CharField(
        max_length=14, blank=True, help_text="Given where the annotation file differs."
    )

    objects = FrequencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "frequencies"
        constraints = [
            models.UniqueConstraint(fields=["disease", "finding"], name="one_frequency_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.disease}: {self.finding}"

    @property
    def range(self) -> str:
        """Return its class as people write it, such as "80 to 99 %"."""
        return CLASSES[self.frequency].range


class OnsetAge(models.Model):
    """A distribution of the age at the first symptom of a disease.

    Whole percents by band of years, 100 in all.
    """

    position = models.PositiveIntegerField(default=0, editable=False)
    disease = models.OneToOneField(
        Disease, models.CASCADE, primary_key=True, related_name="onset_age"
    )
    from_0 = models.PositiveSmallIntegerField("under 2 years")
    from_2 = models.PositiveSmallIntegerField("2 to 15 years")
    from_16 = models.PositiveSmallIntegerField("16 to 29 years")
    from_30 = models.PositiveSmallIntegerField("30 to 49 years")
    from_50 = models.PositiveSmallIntegerField("50 to 69 years")
    from_70 = models.PositiveSmallIntegerField("70 years and more")
    basis = models.CharField(max_length=12, choices=list(BASES.items()))
    reference = models.ForeignKey(
        Reference, models.PROTECT, null=True, blank=True, related_name="onset_ages"
    )

    class Meta:
        ordering = ["position", "disease"]

    def __str__(self) -> str:
        return f"Age at the first symptom of {self.disease}"

    def clean(self) -> None:
        shares = [getattr(self, f"from_{years}") for years in ONSET_FROM]
        if None not in shares and sum(shares) != 100:
            raise ValidationError(f"The percents add up to {sum(shares)}. Make them add up to 100.")
