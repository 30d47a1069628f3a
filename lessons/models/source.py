"""Models of the source of the lessons: passages, and claims with verdicts."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.urls import reverse

from content.matching import Named
from knowledge.models import PATTERN_CHOICES, Finding, Reference, choices

from ..citations import claim_number


class Source(models.Model):
    """The one text that the lessons are derived from."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    file = models.CharField(max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.TextField()

    def __str__(self) -> str:
        return self.file


class PassageManager(models.Manager["Passage"]):
    def with_claims(self, claims: "ClaimQuerySet") -> "models.QuerySet[Passage]":
        """Return the passages that hold any of these claims, with just these claims.

        Each claim has its references and lesson. Five queries, however many passages.
        """
        shown = claims.with_lesson().prefetch_related("references", "conflicts_with", "same_as")
        return self.filter(claims__in=claims).distinct().prefetch_related(Prefetch("claims", shown))


class Passage(models.Model):
    """A stretch of the source, by line; its digest shows a change of the source."""

    id = models.SlugField(primary_key=True, max_length=3)
    position = models.PositiveIntegerField(default=0, editable=False)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    about = models.CharField(max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = PassageManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.about}"


CORRECTED = ("imprecise", "contradicted")  # such a claim needs what is taught instead


VERDICTS = ("supported", "imprecise", "contradicted", "unsupported", "out_of_scope")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_lesson(self) -> "ClaimQuerySet":
        """Add slug and title of the first lesson that cites each claim."""
        # The module of Lesson imports this one, so the model is reached by its relation.
        lessons = Claim.lessons.rel.related_model._default_manager.filter(
            claims=OuterRef("pk")
        ).order_by("position")
        return self.annotate(
            lesson_slug=Subquery(lessons.values("slug")[:1]),
            lesson_title=Subquery(lessons.values("title")[:1]),
        )

    def counts(self) -> list[tuple[str, int]]:
        """Return how many claims have each verdict, in the order of the verdicts."""
        found = dict(self.order_by().values_list("verdict").annotate(n=Count("pk")))
        return [(verdict, found.get(verdict, 0)) for verdict in VERDICTS]


class Claim(models.Model):
    """A claim of the source in other words, with a verdict.

    Where it does not hold, `correction` says what is taught instead.
    """

    id = models.CharField(primary_key=True, max_length=8)
    position = models.PositiveIntegerField(default=0, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="claims")
    line = models.PositiveIntegerField(help_text="Line of the source, from 1.")
    paraphrase = models.TextField()
    topic = models.CharField(max_length=60)
    pattern = models.CharField(
        max_length=12, choices=[*PATTERN_CHOICES, *choices(("general", "out_of_scope"))]
    )
    verdict = models.CharField(max_length=12, choices=choices(VERDICTS))
    rationale = models.TextField()
    correction = models.TextField(
        blank=True, help_text="What is taught instead; empty if the claim is supported."
    )
    references = models.ManyToManyField(Reference, blank=True, related_name="claims")
    same_as = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="repeated_by"
    )
    conflicts_with = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="conflicting"
    )
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="claims", help_text="Findings that the claim speaks of."
    )
    safety_critical = models.BooleanField(
        default=False, help_text="An error here could delay care."
    )
    reviewed_by = models.CharField(max_length=160, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.paraphrase[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:claim", args=[self.id])

    @property
    def number(self) -> str:
        return claim_number(self.id)

    @property
    def named(self) -> Named:
        """Return what search finds it by: its numbers, then its texts."""
        text = f"{self.topic} {self.paraphrase} {self.correction} {self.rationale}"
        return Named([f"Source {self.number}", self.pk], text)

    @property
    def all_repeats(self) -> "list[Claim]":
        """Return claims that say the same, earlier or later in the source."""
        found = {claim.pk: claim for claim in (*self.same_as.all(), *self.repeated_by.all())}
        return list(found.values())

    @property
    def all_conflicts(self) -> "list[Claim]":
        """Return claims that contradict this one, whichever of the two names the other."""
        found = {claim.pk: claim for claim in (*self.conflicts_with.all(), *self.conflicting.all())}
        return list(found.values())

    def clean(self) -> None:
        """Refuse a failed claim without correction, and a supported one with it.

        Raises ValidationError.
        """
        if self.verdict in CORRECTED and not self.correction.strip():
            raise ValidationError(
                {"correction": f"Say what is taught instead: the claim is {self.verdict}."}
            )
        if self.verdict == "supported" and self.correction.strip():
            raise ValidationError(
                {
                    "correction": (
                        "A supported claim is taught as it stands: empty the correction, or change"
                        " the verdict."
                    )
                }
            )

    @property
    def taught(self) -> str:
        """Return the statement that holds: a supported claim, else its correction."""
        return self.paraphrase if self.verdict == "supported" else self.correction
