"""Quizzes: chosen lists of cases."""

import random
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from content.markdown import render_markdown

from .. import dealing


class QuizQuerySet(models.QuerySet["Quiz"]):
    def published(self) -> "QuizQuerySet":
        return self.filter(published_at__lte=timezone.now())

    def for_desk(self) -> "QuizQuerySet":
        """With how many cases each lists, and how many of these learners are dealt; one query."""
        return self.select_related("created_by").annotate(
            n_listed=Count("quizcase"), n_dealt=Count("quizcase", filter=Q(quizcase__case__in=Case.objects.in_draw()))
        )

    def for_list(self, runs: models.QuerySet[Any]) -> "QuizQuerySet":
        """Those that learners see, with what a list shows: cases in each, and whether these runs passed it."""
        runs = runs.filter(quiz=OuterRef("pk"))
        return self.published().annotate(
            case_count=Count("quizcase", filter=Q(quizcase__case__in=Case.objects.in_draw())),
            is_begun=Exists(runs.filter(ended_at=None)),
            is_taken=Exists(runs.exclude(ended_at=None)),
        )


class Quiz(models.Model):
    """A chosen list of cases with a beginning and an end."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    introduction = models.TextField(
        help_text="What awaits the learner. Markdown. Must not tell which pattern comes when."
    )
    introduction_html = models.TextField(editable=False, blank=True)
    cases = models.ManyToManyField(Case, through="QuizCase", related_name="quizzes")
    arrangement = models.CharField(
        "order",
        max_length=12,
        choices=[(how.value, how.label) for how in dealing.Arrangement],
        default=dealing.Arrangement.MIXED.value,
        help_text="Each run keeps the order that held when it began, so that orders can be compared.",
    )
    reflect = models.BooleanField(
        default=False,
        help_text="Before the last belief of each case learners say what fits the leading pattern and its rival.",
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty: learners do not see the quiz.")
    created_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="written_quizzes",
        verbose_name="author",
    )

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "quizzes"
        permissions = [("publish_quiz", "Can publish a quiz")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quiz:quiz", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.introduction_html = render_markdown(self.introduction)
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Whether learners see it and may work in it."""
        return bool(self.published_at and self.published_at <= timezone.now())

    def not_dealt(self) -> list[tuple[Case, str]]:
        """The cases that it lists and learners do not meet, each with the reason, in its order."""
        listed = self.cases.select_related("current").order_by("quizcase__position", "quizcase__id")
        return [(case, why) for case in listed if (why := case.why_not_dealt)]

    def shuffled(self, chance: random.Random) -> list[int]:
        """Ids of the current versions of its cases, in the order that chance and its setting give."""
        placed = ("quizcase__position", "quizcase__id")
        listed = self.cases.in_draw().order_by(*placed)  # type: ignore[attr-defined]
        cards = [dealing.Card(*row) for row in listed.values_list("id", "current_id", "current__disease__pattern")]
        how = dealing.Arrangement(self.arrangement)
        return [card.version for card in dealing.arranged(cards, how, chance)]


class QuizCase(models.Model):
    """A case's place in a quiz as its author lists it; whether learners meet it there, the quiz's order says."""

    quiz = models.ForeignKey(Quiz, models.CASCADE)
    case = models.ForeignKey(Case, models.PROTECT)
    position = models.PositiveIntegerField(
        default=0, help_text="Counts for learners if the order is “as listed”; otherwise chance orders the cases."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["quiz", "case"], name="a_case_once_in_a_quiz")]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.case}"
