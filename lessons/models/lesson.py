from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from simple_history.models import HistoricalRecords

from content.matching import Named
from knowledge.models import PATTERN_CHOICES, Finding, Reference
from learners.models import Learner, LearnerOwned

from ..citations import Cited, Known, cited, marks_cited, text_faults
from ..figures import NAMES as FIGURES
from ..markup import mark_up
from ..rendering import render_lesson
from ..schema import QuestionRecord
from .glossary import Term
from .source import CORRECTED, Claim

RED_FLAGS_LESSON = "danger-first"  # whose subject is the box that other lessons repeat, folded


class LessonQuerySet(models.QuerySet["Lesson"]):
    def for_list(self, who: "models.QuerySet[Learner]") -> "LessonQuerySet":
        """Add the number of claims cited, whether it was read and where it was left, in one query.

        `who`: the learner as a queryset of one or none.
        """
        shown = self.defer("body", "rendered").order_by("position", "id")
        return shown.annotate(
            claim_count=Count("claims"),
            is_read=_is_read(who),
            place=_place(who, "section"),
            left_at=_place(who, "left_at"),
        )

    def for_page(self, who: "models.QuerySet[Learner]") -> "LessonQuerySet":
        """Add whether it was read, where it was left, its version and the next, in one query.

        `version` counts from 1; `changed_at` is the date of the last. `who`: the learner as
        a queryset of one or none.
        """
        later = Lesson.objects.filter(position__gt=OuterRef("position")).order_by("position")
        versions = Lesson.history.filter(id=OuterRef("pk")).order_by().values("id")
        return self.annotate(
            is_read=_is_read(who),
            place=_place(who, "section"),
            next_slug=Subquery(later.values("slug")[:1]),
            next_title=Subquery(later.values("title")[:1]),
            version=Subquery(versions.annotate(n=Count("pk")).values("n")),
            changed_at=Subquery(versions.annotate(last=Max("history_date")).values("last")),
        )

    def questions_by_id(self) -> dict[str, dict[str, Any]]:
        """Return the questions that have an id, by it, in one query.

        Each is what its record says, with its `number` and its `lesson`.
        """
        return {
            question["id"]: {**question, "number": number, "lesson": lesson}
            for lesson in self.only("slug", "title", "questions")
            for number, question in enumerate(lesson.questions, 1)
            if question.get("id")
        }

    def forget_text(self) -> None:
        """Have the texts rendered anew when next read.

        It is called once something that their notes show has changed.
        """
        self.filter(rendered__isnull=False).update(rendered=None)


def _is_read(who: "models.QuerySet[Learner]") -> Exists:
    return Exists(Reading.objects.filter(lesson=OuterRef("pk"), learner__in=who))


def _place(who: "models.QuerySet[Learner]", field: str) -> Subquery:
    """Return a field of the ReadingPlace of a learner; None where there is none."""
    places = ReadingPlace.objects.filter(lesson=OuterRef("pk"), learner__in=who)
    return Subquery(places.values(field)[:1])


class Lesson(models.Model):
    """A text to read, each statement with the claim or reference that it rests on."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=5)
    pattern = models.CharField(max_length=12, choices=PATTERN_CHOICES, blank=True)
    summary = models.CharField(max_length=300)
    objectives = models.JSONField(
        default=list,
        blank=True,
        help_text="What its reader can do afterwards: three lines that begin with a verb.",
    )
    take_home = models.JSONField(
        default=list, blank=True, help_text="What to remember of it: three lines."
    )
    questions = models.JSONField(
        default=list,
        blank=True,
        help_text="Each with id (its own), text, choices (text, right, feedback), what it cites.",
    )
    body = models.TextField(
        help_text="Markdown. Cite as [@S07.4], [@S07.4; @S04.1] or [@ref:gilhus-2016]."
    )
    # The text with its notes, as `render_lesson` returns it; None if it is to be rendered anew.
    rendered = models.JSONField(null=True, editable=False)
    claims = models.ManyToManyField(Claim, blank=True, editable=False, related_name="lessons")
    references = models.ManyToManyField(
        Reference, blank=True, editable=False, related_name="lessons"
    )
    findings = models.ManyToManyField(Finding, blank=True, editable=False, related_name="lessons")
    reviewed_by = models.CharField(max_length=160, blank=True)

    objects = LessonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["rendered"])

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def named(self) -> Named:
        """Return what search finds it by: its title, then its text."""
        return Named([self.title, self.slug], f"{self.summary} {self.body}")

    @property
    def teaches_red_flags(self) -> bool:
        return self.slug == RED_FLAGS_LESSON

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])

    def parts(self) -> list[dict[str, Any]]:
        """Return the text in parts: passages, figures and questions.

        A passage has its `number`, its `html`, and the HTML of its `notes`; a figure has its HTML
        as `figure`; a question has its `number` and what its record says. The HTML is rendered
        once and kept until a claim or a reference changes.
        """
        if self.rendered is None:
            self.rendered = self._render()
            Lesson.objects.filter(pk=self.pk).update(rendered=self.rendered)
        return self._parts(self.rendered)

    def preview(self) -> list[dict[str, Any]]:
        """Return the same as `parts` for a lesson being written, and store nothing.

        Raises ValidationError for a text that cannot be rendered.
        """
        return self._parts(self._render())

    def _render(self) -> dict[str, Any]:
        cites = self.cited()
        return render_lesson(
            self.body,
            Claim.objects.filter(pk__in=cites.claims).prefetch_related("references"),
            Reference.objects.filter(pk__in=cites.references),
            Finding.objects.filter(pk__in=cites.findings).prefetch_related("references"),
            Term.objects.all(),
        )

    def _parts(self, rendered: dict[str, Any]) -> list[dict[str, Any]]:
        parts = []
        for part in rendered["parts"]:
            if not isinstance(part, int):
                parts.append(
                    {
                        name: mark_safe(value) if isinstance(value, str) else value
                        for name, value in part.items()
                    }
                )
            elif 0 < part <= len(self.questions):
                parts.append({**self.questions[part - 1], "number": part})
        return parts

    def contents(self) -> list[tuple[str, str]]:
        """Return its headings of the second level, as (id of the element, text).

        They are read from the rendered text, so `parts` has to be called first.
        """
        return [(place, heading) for place, heading in (self.rendered or {})["headings"]]

    def headings(self) -> dict[str, str]:
        """Return its headings of the second level by the id of the element, in their order."""
        self.parts()
        return dict(self.contents())

    @property
    def going_on(self) -> tuple[str, str] | None:
        """Return (id, text) of the heading at which its reader left it; None without a place.

        The `place` is that of `for_page` and `for_list`. One that the text has no more is none.
        """
        place: str | None = getattr(self, "place", None)
        heading = self.headings().get(place) if place else None
        return (place, heading) if place and heading else None

    def cited(self) -> Cited:
        """Return what its text cites, without the citations of its questions.

        Those stand with a question's feedback.
        """
        return cited(self.body)

    def cites(self) -> set[str]:
        """Return the ids of the claims that text and questions rest on."""
        return {
            *self.cited().claims,
            *(mark for one in self.questions for mark in one.get("cites", [])),
        }

    def clean(self) -> None:
        """Check text and questions.

        Raises ValidationError with all faults, each with its line or question.
        """
        faults: dict[str, list[str]] = {}
        try:
            self.questions = [
                QuestionRecord.model_validate(item).model_dump() for item in self.questions
            ]
        except (ValueError, TypeError) as fault:
            raise ValidationError({"questions": f"This is no list of questions: {fault}"}) from None
        known = known_marks()
        for line, message in text_faults(
            self.body, known, figures=FIGURES, questions=len(self.questions)
        ):
            if line > 0:
                faults.setdefault("body", []).append(f"Line {line}: {message}.")
            else:
                faults.setdefault("questions", []).append(f"{message[:1].upper()}{message[1:]}.")
        for n, question in enumerate(self.questions, 1):
            if wrong := known.fault(marks_cited(question["cites"])):
                faults.setdefault("questions", []).append(f"Question {n} {wrong}.")
        faults_of_ids = self._faults_of_question_ids()
        if faults_of_ids:
            faults.setdefault("questions", []).extend(faults_of_ids)
        try:
            mark_up(self.body)
        except ValidationError as fault:
            faults.setdefault("body", []).extend(fault.messages)
        if faults:
            raise ValidationError(faults)

    def _faults_of_question_ids(self) -> list[str]:
        """Return a sentence for each question whose id another one has, here or elsewhere."""
        others = Lesson.objects.exclude(pk=self.pk).values_list("questions", flat=True)
        seen = {one.get("id") for questions in others for one in questions}
        faults = []
        for n, question in enumerate(self.questions, 1):
            if (question_id := question.get("id")) and question_id in seen:
                faults.append(f"Question {n}: another question has the id {question_id} too.")
            seen.add(question_id)
        return faults

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.rendered = None
        super().save(*args, **kwargs)
        cites = self.cited()
        self.claims.set(Claim.objects.filter(pk__in=cites.claims))
        self.references.set(Reference.objects.filter(pk__in=cites.references))
        self.findings.set(Finding.objects.filter(pk__in=cites.findings))


def known_marks() -> Known:
    verdicts = list(Claim.objects.values_list("pk", "verdict", "correction"))
    return Known(
        claims=frozenset(pk for pk, _, _ in verdicts),
        references=frozenset(Reference.objects.values_list("pk", flat=True)),
        findings=frozenset(Finding.objects.values_list("pk", flat=True)),
        uncorrected=frozenset(
            pk for pk, verdict, correction in verdicts if verdict in CORRECTED and not correction
        ),
    )


class Reading(LearnerOwned):
    """A lesson that a learner has marked as read."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(db_default=Now())

    kind = "readings"
    words = ("lesson marked as read", "lessons marked as read")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="a_lesson_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.learner} read {self.lesson}"

    def export(self) -> dict[str, Any]:
        return {"lesson": self.lesson.slug, "read_at": self.read_at.isoformat()}


class ReadingPlaceManager(models.Manager["ReadingPlace"]):
    def keep(self, learner: Learner, lesson: Lesson, section: str) -> None:
        """Keep the section, a heading's id, in place of the one before; the last one ends it.

        A section that the lesson does not have, such as one renamed meanwhile, changes nothing.
        """
        sections = lesson.headings()
        if section not in sections:
            return
        if section == list(sections)[-1]:
            self.forget(learner, lesson)
        else:
            self.update_or_create(
                learner=learner,
                lesson=lesson,
                defaults={"section": section, "left_at": timezone.now()},
            )

    def forget(self, learner: Learner, lesson: Lesson) -> None:
        self.filter(learner=learner, lesson=lesson).delete()


class ReadingPlace(LearnerOwned):
    """The section at which a learner is in a lesson that they have not read to its end."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="places")
    section = models.CharField(max_length=200, help_text="The id of its heading.")
    left_at = models.DateTimeField(default=timezone.now)

    kind = "reading_places"
    words = ("place in a lesson", "places in lessons")

    objects = ReadingPlaceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_place_a_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.section}"

    def export(self) -> dict[str, Any]:
        return {
            "lesson": self.lesson.slug,
            "section": self.section,
            "left_at": self.left_at.isoformat(),
        }
