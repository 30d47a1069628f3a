"""The source, what it claims, and the lessons derived from it."""

import re
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.safestring import SafeString
from simple_history.models import HistoricalRecords

from cases.models import CaseVersion
from content.matching import Named
from knowledge.models import PATTERN_CHOICES, Disease, Finding, Reference, choices
from learners.models import Learner, Work

from .citations import Cited, Known, body_faults, cited, claim_number, marks_cited, render_lesson
from .figures import NAMES as FIGURES
from .schema import QuestionRecord
from .text import headings, render_text


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
        """Those that hold some of these claims, each with its references and lesson: five queries however many."""
        shown = claims.with_lesson().prefetch_related("references", "conflicts_with", "same_as")
        return self.filter(claims__in=claims).distinct().prefetch_related(Prefetch("claims", shown))


class Passage(models.Model):
    """A stretch of the source, by line. Its digest notices a changed source."""

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
        """With slug and title of the first lesson that cites each."""
        lessons = Lesson.objects.filter(claims=OuterRef("pk")).order_by("position")
        return self.annotate(
            lesson_slug=Subquery(lessons.values("slug")[:1]), lesson_title=Subquery(lessons.values("title")[:1])
        )

    def counts(self) -> list[tuple[str, int]]:
        """How many claims have each verdict, in the order of the verdicts."""
        found = dict(self.order_by().values_list("verdict").annotate(n=Count("pk")))
        return [(verdict, found.get(verdict, 0)) for verdict in VERDICTS]


class Claim(models.Model):
    """One claim of the source in other words, what it is worth, and what is taught instead where it fails."""

    id = models.CharField(primary_key=True, max_length=8)
    position = models.PositiveIntegerField(default=0, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="claims")
    line = models.PositiveIntegerField(help_text="Line of the source, from 1.")
    paraphrase = models.TextField()
    topic = models.CharField(max_length=60)
    pattern = models.CharField(max_length=12, choices=[*PATTERN_CHOICES, *choices(("general", "out_of_scope"))])
    verdict = models.CharField(max_length=12, choices=choices(VERDICTS))
    rationale = models.TextField()
    correction = models.TextField(blank=True, help_text="What is taught instead; empty if the claim is supported.")
    references = models.ManyToManyField(Reference, blank=True, related_name="claims")
    same_as = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="repeated_by")
    conflicts_with = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="conflicting")
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="claims", help_text="Findings that the claim speaks of."
    )
    safety_critical = models.BooleanField(default=False, help_text="An error here could delay care.")
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
        """How the claim is cited in a lesson: "7.4" for S07.4."""
        return claim_number(self.id)

    @property
    def named(self) -> Named:
        """What search fields find it by: its numbers, then what it says and what holds."""
        text = f"{self.topic} {self.paraphrase} {self.correction} {self.rationale}"
        return Named([f"Source {self.number}", self.pk], text)

    @property
    def all_repeats(self) -> "list[Claim]":
        """Claims that say the same, earlier or later in the source."""
        found = {claim.pk: claim for claim in (*self.same_as.all(), *self.repeated_by.all())}
        return list(found.values())

    @property
    def all_conflicts(self) -> "list[Claim]":
        """Claims that cannot be true beside this one, whichever of the two says so."""
        found = {claim.pk: claim for claim in (*self.conflicts_with.all(), *self.conflicting.all())}
        return list(found.values())

    def clean(self) -> None:
        """Refuses a verdict without what is taught instead, and a correction of what holds."""
        if self.verdict in CORRECTED and not self.correction.strip():
            raise ValidationError({"correction": f"Say what is taught instead: the claim is {self.verdict}."})
        if self.verdict == "supported" and self.correction.strip():
            raise ValidationError(
                {"correction": "A supported claim is taught as it stands: empty the correction, or change the verdict."}
            )

    def resting(self) -> "dict[str, list[Any]]":
        """What rests on it, by kind: lessons, claims that repeat it, cases that learners meet or that are written."""
        versions = CaseVersion.objects.select_related("case").filter(Q(current_of__isnull=False) | Q(published_at=None))
        return {
            "Lessons": [lesson for lesson in Lesson.objects.all() if self.pk in lesson.cites()],
            "Cases": [version for version in versions if self.pk in version.claims],
            "Diseases": [disease for disease in Disease.objects.all() if self.pk in disease.claims],
            "Claims that say the same": self.all_repeats,
        }

    @property
    def taught(self) -> str:
        """The statement that holds: the claim if it is supported, else its correction."""
        return self.paraphrase if self.verdict == "supported" else self.correction


class LessonQuerySet(models.QuerySet["Lesson"]):
    def for_list(self, who: "models.QuerySet[Learner]") -> "LessonQuerySet":
        """With what a list shows, in one query: claims cited, and whether the learner (a queryset) has read it."""
        shown = self.defer("body", "blocks", "text_html").order_by("position", "id")
        return shown.annotate(claim_count=Count("claims"), is_read=_is_read(who))

    def for_page(self, who: "models.QuerySet[Learner]") -> "LessonQuerySet":
        """With what its page shows beside the text: whether it was read, version, which comes next. One query."""
        later = Lesson.objects.filter(position__gt=OuterRef("position")).order_by("position")
        versions = Lesson.history.filter(id=OuterRef("pk")).order_by().values("id")
        return self.annotate(
            is_read=_is_read(who),
            next_slug=Subquery(later.values("slug")[:1]),
            next_title=Subquery(later.values("title")[:1]),
            version=Subquery(versions.annotate(n=Count("pk")).values("n")),
            changed_at=Subquery(versions.annotate(last=Max("history_date")).values("last")),
        )

    def forget_text(self) -> None:
        """Have their texts rendered anew when next read, since something that their notes show has changed."""
        self.exclude(text_html="").update(text_html="")


def _is_read(who: "models.QuerySet[Learner]") -> Exists:
    return Exists(Reading.objects.filter(lesson=OuterRef("pk"), learner__in=who))


class Lesson(models.Model):
    """A text to read, each statement with the claim or the reference that it rests on."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=5)
    pattern = models.CharField(max_length=12, choices=PATTERN_CHOICES, blank=True)
    summary = models.CharField(max_length=300)
    questions = models.JSONField(
        default=list, blank=True, help_text="Each with text, choices (text, right, feedback) and what it cites."
    )
    body = models.TextField(help_text="Markdown. Cite as [@S07.4], [@S07.4; @S04.1] or [@ref:gilhus-2016].")
    blocks = models.JSONField(default=list, editable=False)
    text_html = models.TextField(editable=False, blank=True)  # with its notes; empty: to be rendered anew
    claims = models.ManyToManyField(Claim, blank=True, editable=False, related_name="lessons")
    references = models.ManyToManyField(Reference, blank=True, editable=False, related_name="lessons")
    findings = models.ManyToManyField(Finding, blank=True, editable=False, related_name="lessons")
    reviewed_by = models.CharField(max_length=160, blank=True)

    objects = LessonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["blocks", "text_html"])

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def named(self) -> Named:
        """What search fields find it by: its title, then its text."""
        return Named([self.title, self.slug], f"{self.summary} {self.body}")

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])

    def parts(self) -> list[SafeString | dict[str, Any]]:
        """The text with its notes and figures as HTML, and between them the questions with their number.

        The HTML is rendered once and kept until a claim or a reference changes.
        """
        if not self.text_html:
            self.text_html = self._rendered()
            Lesson.objects.filter(pk=self.pk).update(text_html=self.text_html)
        return self._parts(self.text_html)

    def preview(self) -> list[SafeString | dict[str, Any]]:
        """The same of a lesson that is being written and not stored."""
        return self._parts(self._rendered())

    def _rendered(self) -> str:
        cites = self.cited()
        return render_text(
            self.blocks,
            Claim.objects.filter(pk__in=cites.claims).prefetch_related("references"),
            Reference.objects.filter(pk__in=cites.references),
            Finding.objects.filter(pk__in=cites.findings).prefetch_related("references"),
            Term.objects.all(),
        )

    def _parts(self, text: str) -> list[SafeString | dict[str, Any]]:
        pieces = re.split(r"<!--question (\d+)-->", text)
        return [
            {**self.questions[int(piece) - 1], "number": int(piece)} if odd else SafeString(piece)
            for odd, piece in zip(cycle([False, True]), pieces, strict=False)
            if not odd or 0 < int(piece) <= len(self.questions)
        ]

    def contents(self) -> list[tuple[str, str]]:
        """Its headings of the second level: where each stands and what it says."""
        return headings(self.text_html)

    def cited(self) -> Cited:
        """What its text cites; what a question rests on stands with its feedback."""
        return cited(self.body)

    def cites(self) -> set[str]:
        """The claims that text and questions rest on."""
        return {*self.cited().claims, *(mark for one in self.questions for mark in one.get("cites", []))}

    def clean(self) -> None:
        """Everything that is wrong with text and questions, each at its line."""
        faults: dict[str, list[str]] = {}
        try:
            self.questions = [QuestionRecord.model_validate(item).model_dump() for item in self.questions]
        except (ValueError, TypeError) as fault:
            raise ValidationError({"questions": f"This is no list of questions: {fault}"}) from None
        known = known_marks()
        for line, message in body_faults(self.body, known, figures=FIGURES, questions=len(self.questions)):
            if line > 0:
                faults.setdefault("body", []).append(f"Line {line}: {message}.")
            else:
                faults.setdefault("questions", []).append(f"{message[:1].upper()}{message[1:]}.")
        for n, question in enumerate(self.questions, 1):
            if wrong := known.fault(marks_cited(question["cites"])):
                faults.setdefault("questions", []).append(f"Question {n} {wrong}.")
        try:
            self.blocks = render_lesson(self.body)
        except ValidationError as fault:
            faults.setdefault("body", []).extend(fault.messages)
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.blocks, self.text_html = render_lesson(self.body), ""
        super().save(*args, **kwargs)
        cites = self.cited()
        self.claims.set(Claim.objects.filter(pk__in=cites.claims))
        self.references.set(Reference.objects.filter(pk__in=cites.references))
        self.findings.set(Finding.objects.filter(pk__in=cites.findings))


def known_marks() -> Known:
    """What lessons may cite."""
    verdicts = list(Claim.objects.values_list("pk", "verdict", "correction"))
    return Known(
        claims=frozenset(pk for pk, _, _ in verdicts),
        references=frozenset(Reference.objects.values_list("pk", flat=True)),
        findings=frozenset(Finding.objects.values_list("pk", flat=True)),
        uncorrected=frozenset(pk for pk, verdict, correction in verdicts if verdict in CORRECTED and not correction),
    )


class Term(models.Model):
    """A word that a reader may not know, with its meaning. Lessons show it where they first use the word."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    term = models.CharField(max_length=80)
    also = models.JSONField(default=list, blank=True, help_text="Other words and spellings for it, which search finds.")
    meaning = models.TextField(help_text="One plain sentence.")
    references = models.ManyToManyField(Reference, blank=True, related_name="terms")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.term

    @property
    def named(self) -> Named:
        """What search fields find it by: all its words, then its meaning."""
        return Named([self.term, *self.also], self.meaning)

    def get_absolute_url(self) -> str:
        return f"{reverse('lessons:glossary')}#{self.pk}"


class Reading(Work):
    """A lesson that a learner has marked as read."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(db_default=Now())

    kind = "readings"
    words = ("lesson marked as read", "lessons marked as read")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="a_lesson_read_once")]

    def __str__(self) -> str:
        return f"{self.learner} read {self.lesson}"

    def export(self) -> dict[str, Any]:
        return {"lesson": self.lesson.slug, "read_at": self.read_at.isoformat()}


class SearchEntry(models.Model):
    """What search knows of a disease, finding, lesson, term, claim or reference.

    It is made from that, and made again when that changes. The full-text index of `title_words` and `words` is the
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
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_search_entry_a_row")]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def references_in_use() -> "models.QuerySet[Reference]":
    """All references in the order of their authors, each with the lessons, claims and cases that rest on it."""
    return Reference.objects.order_by("authors", "year").prefetch_related(
        Prefetch("lessons", Lesson.objects.only("title", "slug")), Prefetch("claims", Claim.objects.only("id"))
    )


class ClaimsTaught:
    """The claims and where they are taught, as `knowledge.claims` asks for them."""

    def ids(self) -> Iterable[str]:
        return Claim.objects.order_by().values_list("pk", flat=True)

    def taught(self, ids: Sequence[str]) -> list[Claim]:
        return list(Claim.objects.filter(pk__in=ids).with_lesson())

    def lessons_about(self, finding: Finding) -> list[Lesson]:
        return list(finding.lessons.only("slug", "title"))
