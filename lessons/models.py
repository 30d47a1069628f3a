"""The source, what it claims, and the lessons derived from it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from cases.models import PATTERN_CHOICES, Reference, choices
from learners.models import Work

from .citations import cited, render_lesson


class Source(models.Model):
    """The one text that the lessons are derived from."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    file = models.CharField(max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.TextField()

    def __str__(self) -> str:
        return self.file


class Passage(models.Model):
    """A stretch of the source, by line. Its digest notices a changed source."""

    id = models.SlugField(primary_key=True, max_length=3)
    position = models.PositiveIntegerField(default=0, editable=False)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    about = models.CharField(max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.about}"


class Claim(models.Model):
    """One claim of the source in other words, what it is worth, and what is taught instead where it fails."""

    id = models.CharField(primary_key=True, max_length=8)
    position = models.PositiveIntegerField(default=0, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="claims")
    line = models.PositiveIntegerField(help_text="Line of the source, from 1.")
    paraphrase = models.TextField()
    topic = models.CharField(max_length=60)
    pattern = models.CharField(max_length=12, choices=[*PATTERN_CHOICES, *choices(("general", "out_of_scope"))])
    verdict = models.CharField(
        max_length=12, choices=choices(("supported", "imprecise", "contradicted", "unsupported", "out_of_scope"))
    )
    rationale = models.TextField()
    correction = models.TextField(blank=True, help_text="What is taught instead; empty if the claim is supported.")
    references = models.ManyToManyField(Reference, blank=True, related_name="claims")
    same_as = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="repeated_by")
    conflicts_with = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="conflicting")
    safety_critical = models.BooleanField(default=False, help_text="An error here could delay care.")
    reviewed_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.paraphrase[:80]}"

    def get_absolute_url(self) -> str:
        return f"{reverse('lessons:source_list')}#{self.id}"

    @property
    def number(self) -> str:
        """How the claim is cited in a lesson: "7.4" for S07.4."""
        passage, _, claim = self.id[1:].partition(".")
        return f"{int(passage)}.{claim}"

    @property
    def taught(self) -> str:
        """The statement that holds: the claim if it is supported, else its correction."""
        return self.paraphrase if self.verdict == "supported" else self.correction


class Lesson(models.Model):
    """A text to read, each statement with the claim or the reference that it rests on."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=5)
    pattern = models.CharField(max_length=12, choices=PATTERN_CHOICES, blank=True)
    summary = models.CharField(max_length=300)
    body = models.TextField(help_text="Markdown. Cite as [@S07.4], [@S07.4; @S04.1] or [@ref:gilhus-2016].")
    blocks = models.JSONField(default=list, editable=False)
    claims = models.ManyToManyField(Claim, blank=True, editable=False, related_name="lessons")
    references = models.ManyToManyField(Reference, blank=True, editable=False, related_name="lessons")
    reviewed_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])

    def clean(self) -> None:
        try:
            self.blocks = render_lesson(self.body)
        except ValidationError as fault:
            raise ValidationError({"body": fault.messages}) from None
        claims, references = cited(self.body)
        unknown = sorted(claims - set(Claim.objects.filter(pk__in=claims).values_list("pk", flat=True)))
        unknown += sorted(references - set(Reference.objects.filter(pk__in=references).values_list("pk", flat=True)))
        if unknown:
            raise ValidationError({"body": f"Cites what does not exist: {', '.join(unknown)}."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.blocks = render_lesson(self.body)
        super().save(*args, **kwargs)
        claims, references = cited(self.body)
        self.claims.set(Claim.objects.filter(pk__in=claims))
        self.references.set(Reference.objects.filter(pk__in=references))


class Reading(Work):
    """A lesson that a learner has marked as read."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(db_default=Now())

    kind = "readings"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="a_lesson_read_once")]

    def __str__(self) -> str:
        return f"{self.learner} read {self.lesson}"

    def export(self) -> dict[str, Any]:
        return {"lesson": self.lesson.slug, "read_at": self.read_at.isoformat()}
