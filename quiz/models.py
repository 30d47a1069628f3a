"""Quizzes, attempts at them, and what learners committed to. Scores are computed from these rows, not stored."""

import random
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.models import STAGE_CHOICES, Case, CaseVersion
from cases.patterns import NO_IDEA, Belief, Stage
from cases.prose import render_markdown
from learners.models import Learner, Work


class Quiz(models.Model):
    """A chosen list of cases with a beginning and an end."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    introduction = models.TextField(
        help_text="What awaits the learner. Markdown. Must not tell which pattern comes when."
    )
    introduction_html = models.TextField(editable=False, blank=True)
    cases = models.ManyToManyField(Case, through="QuizCase", related_name="quizzes")
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty: learners do not see the quiz.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quiz:quiz", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.introduction_html = render_markdown(self.introduction)
        super().save(*args, **kwargs)

    def shuffled(self, seed: int) -> list[int]:
        """Ids of the current versions of its cases, in the order that a seed gives."""
        order = list(
            self.cases.filter(current__isnull=False, withdrawn_at=None)
            .order_by("quizcase__position")
            .values_list("current_id", flat=True)
        )
        random.Random(seed).shuffle(order)
        return order


class QuizCase(models.Model):
    """A case's place in a quiz as its author lists it; learners meet the cases in random order."""

    quiz = models.ForeignKey(Quiz, models.CASCADE)
    case = models.ForeignKey(Case, models.PROTECT)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["quiz", "case"], name="a_case_once_in_a_quiz")]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.case}"


class Attempt(Work):
    """One run: through a quiz, or the practice that never ends (no quiz)."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    seed = models.BigIntegerField()
    order = models.JSONField(default=list, help_text="Case versions in the order of a quiz; empty in practice.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    kind = "attempts"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(quiz=None, ended_at=None), name="one_open_practice_a_learner"
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz"], condition=Q(ended_at=None), name="one_open_attempt_a_quiz"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz or 'Practice'} of {self.learner}"

    def export(self) -> dict[str, Any]:
        return {
            "quiz": self.quiz.slug if self.quiz else None,
            "seed": self.seed,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at and self.ended_at.isoformat(),
            "answers": [
                answer.export()
                for answer in self.answers.select_related("version__case").prefetch_related("commitments")
            ],
        }

    def give_way(self) -> None:
        """The new learner is in the middle of the same: this run ends where it is, and its answers are kept."""
        self.ended_at = timezone.now()
        self.save(update_fields=["learner", "ended_at"])


class AnswerQuerySet(models.QuerySet["Answer"]):
    def by(self, learner: Learner | None) -> "AnswerQuerySet":
        """The answers of one learner; none for nobody."""
        return self.filter(attempt__learner=learner) if learner else self.none()

    def finished(self) -> "AnswerQuerySet":
        return self.filter(finished_at__isnull=False)

    def counting(self) -> "AnswerQuerySet":
        """Finished answers to cases that are not withdrawn."""
        return self.finished().filter(version__case__withdrawn_at=None)


class Answer(models.Model):
    """One case in an attempt, in the wording that the learner met."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    version = models.ForeignKey(CaseVersion, models.PROTECT, related_name="answers")
    position = models.PositiveIntegerField(help_text="Counts from 1.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_a_position")]

    def __str__(self) -> str:
        return f"Answer {self.position} of {self.attempt}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:answer", args=[self.pk])

    @property
    def beliefs(self) -> dict[Stage, Belief]:
        """What was committed, by stage, in the order of the stages."""
        found = {Stage(item.stage): item.belief for item in self.commitments.all()}
        return {stage: found[stage] for stage in Stage if stage in found}

    @property
    def stage(self) -> Stage | None:
        """The stage that waits for a belief; None once all are committed."""
        return next((stage for stage in Stage if stage not in self.beliefs), None)

    @property
    def last_belief(self) -> Belief:
        """Where the learner's point was left."""
        return list(self.beliefs.values())[-1] if self.beliefs else NO_IDEA

    def commit(self, belief: Belief, *, stage: Stage, at: datetime) -> bool:
        """Fix what the learner believes at a stage; True if it was taken.

        Only the stage that waits takes a belief, so Back, reload and a second tab change nothing.
        """
        with transaction.atomic():
            answer = Answer.objects.select_for_update().prefetch_related("commitments").get(pk=self.pk)
            if stage != answer.stage:
                return False
            answer.commitments.create(stage=stage, committed_at=at, **asdict(belief))
            if stage is list(Stage)[-1]:
                Answer.objects.filter(pk=self.pk).update(finished_at=at)
        return True

    def export(self) -> dict[str, Any]:
        return {
            "case": self.version.case.code,
            "version": self.version.number,
            "finished_at": self.finished_at and self.finished_at.isoformat(),
            "beliefs": [
                {"stage": item.stage, "committed_at": item.committed_at.isoformat(), **asdict(item.belief)}
                for item in self.commitments.all()
            ],
        }


class Commitment(models.Model):
    """A belief at one stage: whole percents that add up to 100. Never changed once made."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="commitments")
    stage = models.CharField(max_length=12, choices=STAGE_CHOICES)
    fatigable = models.PositiveSmallIntegerField()
    neurogenic = models.PositiveSmallIntegerField()
    myogenic = models.PositiveSmallIntegerField()
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "stage"], name="one_commitment_a_stage"),
            models.CheckConstraint(
                condition=Q(myogenic=100 - F("fatigable") - F("neurogenic")), name="shares_add_up_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.fatigable}/{self.neurogenic}/{self.myogenic}"

    @property
    def belief(self) -> Belief:
        return Belief(self.fatigable, self.neurogenic, self.myogenic)


class ProblemReport(Work):
    """What a learner says is wrong with a case."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="problem_reports")
    text = models.TextField("What is wrong?", max_length=2000)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When somebody dealt with it.")

    kind = "problem_reports"

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.text[:60]}"

    def export(self) -> dict[str, Any]:
        return {"case": self.version.case.code, "text": self.text, "reported_at": self.reported_at.isoformat()}
