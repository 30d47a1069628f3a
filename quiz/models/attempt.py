from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from learners.models import Learner, LearnerOwned, count_in_words

from ..analysis import rebuild
from ..practice.selection import DealingRule
from .daily_score import DailyScore
from .quiz import Quiz

if TYPE_CHECKING:
    from ..scoring.report import Report
    from .answer import Answer


class Mode(models.TextChoices):
    """A kind of run; `quiz/modes/` has a module for each."""

    PRACTICE = "practice", "Practice"
    QUIZ = "quiz", "Quiz"
    ASSESSMENT = "assessment", "Self-assessment"


class AttemptManager(models.Manager["Attempt"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Attempt]":
        return self.filter(learner=learner) if learner else self.none()

    def assessments(self, learner: Learner | None) -> "models.QuerySet[Attempt]":
        return self.by(learner).filter(mode=Mode.ASSESSMENT).order_by("-id")

    def begun(self, learner: Learner | None) -> "models.QuerySet[Attempt]":
        """Return the quizzes and self-assessments that a learner can go on with, the last first.

        Each has `done`, the number of its finished cases.
        """
        open_runs = self.by(learner).filter(ended_at=None).exclude(mode=Mode.PRACTICE)
        is_reachable = Q(quiz=None) | Q(quiz__published_at__lte=timezone.now())
        return (
            open_runs.filter(is_reachable)
            .select_related("quiz")
            .annotate(done=Count("answers__finished_at"))
            .order_by("-id")
        )

    def open_assessment(self, learner: Learner | None) -> "Attempt | None":
        return self.assessments(learner).filter(ended_at=None).first()

    def begin_assessment(
        self, learner: Learner, *, withheld: bool, may_be_outside: bool = False
    ) -> "Attempt":
        """Return the self-assessment that a learner is in.

        It is begun now if there was none; two clicks begin one.
        """
        new = Attempt(
            learner=learner,
            mode=Mode.ASSESSMENT,
            withheld=withheld,
            may_be_outside=may_be_outside,
            started_at=timezone.now(),
        )
        self.bulk_create([new], ignore_conflicts=True)
        return self.get(learner=learner, mode=Mode.ASSESSMENT, ended_at=None)


NEXT_VIEWS = {Mode.PRACTICE: "quiz:practice", Mode.ASSESSMENT: "quiz:next_assessed"}


class RunEndedError(Exception):
    """An error for a belief sent in a run that is no longer open.

    Nothing was stored. `url`: where to go on.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Attempt(LearnerOwned):
    """One run through a quiz, a self-assessment, or endless practice."""

    mode = models.CharField(max_length=12, choices=Mode, default=Mode.PRACTICE)
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    order = models.JSONField(
        default=list, help_text="Case versions in the order of a quiz; empty in practice."
    )
    arrangement = models.CharField(
        max_length=12,
        blank=True,
        help_text="How the quiz ordered its cases when the run began; empty elsewhere.",
    )
    withheld = models.BooleanField(
        default=False, help_text="No feedback and no score of its answers until the run has ended."
    )
    may_be_outside = models.BooleanField(
        default=False,
        help_text="Something else than the three patterns can be said in it; see the answer.",
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    kind = "attempts"
    words = ("run that was only begun", "runs that were only begun")
    number: int | None = None  # of a run that is not stored yet: how many its learner had before it
    report: "Report | None" = None  # of practice that deals a case: what it was dealt by
    wishes_outside = False  # of practice: whether its learner wants such patients from the start
    place = (
        ""  # of a run that is not stored yet: what its draws depend on beside the server's secret
    )

    objects = AttemptManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "mode"],
                condition=Q(quiz=None, ended_at=None),
                name="one_open_practice_a_learner",
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz"],
                condition=Q(ended_at=None),
                name="one_open_attempt_a_quiz",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.QUIZ, quiz__isnull=False)
                | (~Q(mode=Mode.QUIZ) & Q(quiz=None)),
                name="a_quiz_in_its_mode_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.learner}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:attempt", args=[self.pk])

    @property
    def name(self) -> str:
        return str(self.quiz or Mode(self.mode).label)

    @property
    def next_url(self) -> str:
        """Return where the next case of this run awaits.

        After the last one, it is where its result is.
        """
        if self.ended_at:
            return self.get_absolute_url()
        if self.quiz:
            return reverse("quiz:next_case", args=[self.quiz.slug])
        return reverse(NEXT_VIEWS[Mode(self.mode)])

    def waiting(self) -> "Answer | None":
        if not self._so_far["open"]:
            return None
        return self.answers.select_related("version__case").filter(finished_at=None).first()

    def waiting_return(self) -> "Answer | None":
        """Return the announced case that was begun and waits."""
        announced = self.answers.filter(finished_at=None, rule=DealingRule.ANNOUNCED)
        return announced.select_related("version__case").first()

    def waiting_choice(self, chosen: str) -> "Answer | None":
        """Return the case dealt by this choice that was begun and waits."""
        of_choice = self.answers.filter(finished_at=None, rule=DealingRule.FILTER, chosen=chosen)
        return of_choice.select_related("version__case").first()

    @cached_property
    def _so_far(self) -> dict[str, int]:
        """Return the last position that was begun, and how many are open.

        Open answers are not finished. Takes one query.
        """
        if not self.pk:
            return {"last": 0, "open": 0}
        totals = self.answers.aggregate(
            last=models.Max("position"), open=Count("pk", filter=Q(finished_at=None))
        )
        return {"last": totals["last"] or 0, "open": totals["open"]}

    @property
    def last_position(self) -> int:
        return self._so_far["last"]

    def end(self, at: datetime) -> None:
        """End the run: its result is shown, and what was withheld is told.

        A run that has ended stays as it is.
        """
        if Attempt.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            self.ended_at = at
            if (
                self.withheld
            ):  # what was withheld counts from now on, under the days on which it was answered
                DailyScore.objects.forget([self.learner_id])

    @classmethod
    def amount(cls, learner: Learner) -> str:
        if cases := cls.objects.filter(learner=learner).aggregate(n=Count("answers"))["n"]:
            return count_in_words(cases, "case", "cases")
        return super().amount(learner)

    def hand_over(self, learner: Learner) -> None:
        """Transfer the run to another learner.

        Their cached daily scores are dropped, and their first calls are read again.
        """
        DailyScore.objects.forget([learner.pk])
        super().hand_over(learner)
        rebuild.reread_first_calls(learner.pk)

    def export(self) -> dict[str, Any]:
        return {
            "quiz": self.quiz.slug if self.quiz else None,
            "self_assessment": self.mode == Mode.ASSESSMENT,
            "arrangement": self.arrangement,
            "may_be_outside": self.may_be_outside,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at and self.ended_at.isoformat(),
            "answers": [
                answer.export()
                for answer in self.answers.select_related(
                    "version__case", "reflection"
                ).prefetch_related("commitments")
            ],
        }

    def give_way(self) -> None:
        """End this run, since its new learner is in the middle of the same.

        Its answers are kept.
        """
        self.ended_at = timezone.now()
        self.save(update_fields=["learner", "ended_at"])
