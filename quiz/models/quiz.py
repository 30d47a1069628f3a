import random
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from content.markdown import render_markdown
from knowledge.patterns import OUTSIDE

from ..practice import selection


class QuizQuerySet(models.QuerySet["Quiz"]):
    def published(self) -> "QuizQuerySet":
        return self.filter(published_at__lte=timezone.now())

    def for_desk(self) -> "QuizQuerySet":
        """Count the cases that each lists, and those that learners are dealt.

        Takes one query.
        """
        return self.select_related("created_by").annotate(
            n_listed=Count("quizcase"),
            n_dealt=Count("quizcase", filter=Q(quizcase__case__in=Case.objects.in_draw())),
        )

    def for_list(self, runs: models.QuerySet[Any]) -> "QuizQuerySet":
        """Return those that learners see, with what a list of them shows.

        These are the number of cases in each, and whether one of these runs is in it or has ended.
        """
        runs = runs.filter(quiz=OuterRef("pk"))
        return self.published().annotate(
            case_count=Count("quizcase", filter=Q(quizcase__case__in=Case.objects.in_draw())),
            has_outside=Exists(
                QuizCase.objects.filter(
                    quiz=OuterRef("pk"), case__current__disease__pattern=OUTSIDE
                )
            ),
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
        choices=[(how.value, how.label) for how in selection.Arrangement],
        default=selection.Arrangement.MIXED.value,
        help_text=(
            "Each run keeps the order that held when it began, so that orders can be compared."
        ),
    )
    reflect = models.BooleanField(
        default=False,
        help_text=(
            "Before the last belief of each case learners say what fits the leading pattern and its"
            " rival."
        ),
    )
    may_be_outside = models.BooleanField(
        "with “something else”",
        default=False,
        help_text=(
            "Learners may say that a patient has none of the three patterns. It is so wherever a"
            " quiz lists such a patient; set it for others too, since else it would tell."
        ),
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: learners do not see the quiz."
    )
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
        return bool(self.published_at and self.published_at <= timezone.now())

    def not_dealt(self) -> list[tuple[Case, str]]:
        """Return the cases that it lists and learners do not meet.

        Each has the reason beside it; they are in the quiz's order.
        """
        cases = self.cases.select_related("current").order_by("quizcase__position", "quizcase__id")
        return [(case, why) for case in cases if (why := case.why_not_dealt)]

    def listed(self, chance: random.Random) -> tuple[list[int], bool]:
        """Return the ids of the current versions of its cases, for a new run.

        Chance and the quiz's setting give their order. With them comes whether something else can
        be said in the run.
        """
        placed = ("quizcase__position", "quizcase__id")
        cases = self.cases.in_draw().order_by(*placed)  # type: ignore[attr-defined]
        cards = [
            selection.Card(*row)
            for row in cases.values_list("id", "current_id", "current__disease__pattern")
        ]
        how = selection.Arrangement(self.arrangement)
        may_be_outside = self.may_be_outside or any(card.pattern == OUTSIDE for card in cards)
        return [card.version for card in selection.arranged(cards, how, chance)], may_be_outside


class QuizCase(models.Model):
    """A case's place in a quiz as its author lists it.

    Whether learners meet it there depends on the order of the quiz.
    """

    quiz = models.ForeignKey(Quiz, models.CASCADE)
    case = models.ForeignKey(Case, models.PROTECT)
    position = models.PositiveIntegerField(
        default=0,
        help_text=(
            "Counts for learners if the order is “as listed”; otherwise chance orders the cases."
        ),
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "case"], name="a_case_once_in_a_quiz")
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.case}"
