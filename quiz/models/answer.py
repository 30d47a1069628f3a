"""Store answers to cases, and what learners committed to in them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.db import models, transaction
from django.db.models import Count, Exists, F, Q
from django.urls import reverse
from django.utils import timezone

from cases.models import STAGE_CHOICES, CaseVersion
from knowledge.models import KEY_CHOICES, PATTERN_CHOICES
from knowledge.patterns import NO_IDEA, Belief, Pattern, Stage
from learners.models import Learner

from ..practice import selection
from ..practice.steering import CHOSEN_OUTSIDE, CaseChoice
from ..scoring.adaptive import ASSESSED_OUTSIDE, LISTED_OUTSIDE, PRACTISED_OUTSIDE
from ..scoring.belief_score import choice
from ..scoring.report import Report
from .attempt import Attempt, Mode, RunEndedError
from .miss import Miss
from .response_tally import ResponseTally

OUTSIDE_RATES = {
    Mode.PRACTICE: PRACTISED_OUTSIDE,
    Mode.ASSESSMENT: ASSESSED_OUTSIDE,
    Mode.QUIZ: LISTED_OUTSIDE,
}


class AnswerQuerySet(models.QuerySet["Answer"]):
    def by(self, learner: Learner | int | None) -> "AnswerQuerySet":
        return self.filter(attempt__learner=learner) if learner else self.none()

    def of(self, who: "models.QuerySet[Learner]") -> "AnswerQuerySet":
        """Return the answers of a learner who is not fetched.

        `who`: a queryset of one or none.
        """
        return self.filter(attempt__learner__in=who)

    def for_page(self) -> "AnswerQuerySet":
        """Fetch with them all that a page of the case shows, in two queries.

        This is what it shows before the case is answered.
        """
        related = (
            "attempt__quiz",
            "version__case",
            "version__disease",
            "version__look_alike",
            "reflection",
        )
        return self.select_related(*related).prefetch_related("commitments")

    def finished(self) -> "AnswerQuerySet":
        return self.filter(finished_at__isnull=False)

    def told(self) -> "AnswerQuerySet":
        """Return those whose result may be shown.

        Their feedback is not withheld, or their run has ended.
        """
        return self.exclude(attempt__withheld=True, attempt__ended_at=None)

    def not_counted(self, learner: Learner | None) -> "AnswerQuerySet":
        """Return a learner's answers that count nowhere yet.

        These are those not finished, and those whose result is withheld.
        """
        withheld = Q(attempt__withheld=True, attempt__ended_at=None)
        return (
            self.by(learner).filter(Q(finished_at=None) | withheld).select_related("attempt__quiz")
        )


class Answer(models.Model):
    """One case in an attempt, in the wording that the learner met."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    version = models.ForeignKey(CaseVersion, models.PROTECT, related_name="answers")
    position = models.PositiveIntegerField(help_text="Counts from 1.")
    rule = models.CharField(
        max_length=12,
        choices=[(rule.value, rule.label) for rule in selection.DealingRule],
        blank=True,
        help_text="By which rule the case was dealt; empty if that was not recorded.",
    )
    may_be_outside = models.BooleanField(
        default=False, help_text="Something else than the three patterns could be said."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    chosen = models.CharField(
        max_length=160,
        blank=True,
        editable=False,
        help_text="By what its learner chose cases, as an address holds it; empty elsewhere.",
    )
    first_call = models.CharField(  # noqa: DJ001  the first answer to a case without a choice is no later one
        max_length=12,
        choices=KEY_CHOICES,
        null=True,
        editable=False,
        help_text=(
            "What was called at the last stage, empty for no choice; null unless this is the"
            " learner's first finished answer to the case."
        ),
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_a_position")
        ]
        indexes = [
            models.Index(
                fields=["attempt", "finished_at", "version", "first_call"], name="answers_of_a_run"
            ),
        ]

    report_so_far: Report | None = None  # of the self-assessment that deals it, for its page

    def __str__(self) -> str:
        return f"Answer {self.position} of {self.attempt}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:answer", args=[self.pk])

    @property
    def page_url(self) -> str:
        return self.get_absolute_url() if self.pk else self.next_url

    @property
    def next_url(self) -> str:
        """Return where the next case awaits: what is announced or chosen goes on as such."""
        if self.is_announced:
            return reverse("quiz:next_return")
        if self.is_chosen:
            return f"{reverse('quiz:steered_case')}?{self.chosen}"
        return self.attempt.next_url

    @property
    def body_map_url(self) -> str:
        """Return where the stages committed to are drawn; empty before the first belief."""
        return reverse("quiz:body_map", args=[self.pk]) if self.pk else ""

    @property
    def lesser_findings_url(self) -> str:
        """Return where the findings that moved less are drawn, once its result is told."""
        return reverse("quiz:lesser_findings", args=[self.pk])

    @property
    def commit_url(self) -> str:
        if not self.pk:
            return reverse("quiz:begin")
        return (
            reverse("quiz:commit_belief", args=[self.pk, self.stage.position])
            if self.stage
            else self.page_url
        )

    @property
    def beliefs(self) -> dict[Stage, Belief]:
        """Return what was committed, by stage, in the order of the stages."""
        if not self.pk:
            return {}
        by_stage = {Stage(item.stage): item.belief for item in self.commitments.all()}
        return {stage: by_stage[stage] for stage in Stage if stage in by_stage}

    @property
    def stage(self) -> Stage | None:
        """Return the stage that waits for a belief; None if none does."""
        return next((stage for stage in Stage if stage not in self.beliefs), None)

    @property
    def last_belief(self) -> Belief:
        """Return the last that was committed; before it, where belief starts.

        No pattern is likelier than another, and something else is as likely as it is dealt.
        """
        if self.beliefs:
            return list(self.beliefs.values())[-1]
        return NO_IDEA.with_outside(round(100 * self.outside_rate))

    @property
    def outside_rate(self) -> float:
        """Return how often (0 to 1) patients outside the three are dealt here, as it is told.

        It is 0 where something else cannot be said.
        """
        if not self.may_be_outside:
            return 0.0
        return CHOSEN_OUTSIDE if self.is_chosen else OUTSIDE_RATES[Mode(self.attempt.mode)]

    @property
    def outside_in_words(self) -> str:
        """Say how often patients here have none of the three; empty where that cannot be said."""
        if not self.may_be_outside:
            return ""
        among = round(1 / self.outside_rate)
        if self.attempt.mode == Mode.QUIZ or self.is_chosen:
            return f"A patient here may have none of the three; count on 1 in {among}."
        return f"About 1 patient in {among} here has none of the three."

    @property
    def stages(self) -> list[Stage]:
        return list(Stage)[: len(self.beliefs) + 1]

    @property
    def is_finished(self) -> bool:
        return self.stage is None

    @property
    def wants_reflection(self) -> bool:
        """Return whether its quiz asks now what fits and what does not.

        It asks before the last belief, unless that was answered already.
        """
        reflects = self.pk and self.attempt.quiz and self.attempt.quiz.reflect
        return bool(reflects) and self.stage is list(Stage)[-1] and not hasattr(self, "reflection")

    @property
    def counts(self) -> bool:
        """Return whether the rule that dealt its case lets it count in scores and statistics."""
        return self.rule not in selection.UNCOUNTED

    @property
    def why_uncounted(self) -> str:
        """Return why it counts nowhere, as half a sentence; "" where it counts."""
        return "" if self.counts else selection.DealingRule(self.rule).why_uncounted

    @property
    def is_announced(self) -> bool:
        """Return whether its learner was told that the case comes since its pair was missed."""
        return self.rule == selection.DealingRule.ANNOUNCED

    @property
    def is_chosen(self) -> bool:
        """Return whether its learner chose by what its case was dealt."""
        return self.rule == selection.DealingRule.FILTER

    @property
    def case_choice(self) -> CaseChoice:
        return CaseChoice.read(dict(parse_qsl(self.chosen)))

    @property
    def is_told(self) -> bool:
        return not self.attempt.withheld or bool(self.attempt.ended_at)

    def reflect(self, patterns: tuple[Pattern, Pattern], said: dict[str, dict[str, str]]) -> None:
        """Store what was said before the last belief; the first time counts."""
        leading, rival = patterns
        Reflection.objects.bulk_create(
            [Reflection(answer=self, leading=leading, rival=rival, said=said)],
            ignore_conflicts=True,
        )
        self.reflection = Reflection.objects.get(answer=self)

    def commit(self, belief: Belief, *, stage: Stage, at: datetime) -> None:
        """Fix what the learner believes at a stage.

        Only the stage that waits takes a belief, so Back, reload and a second tab change nothing.
        Raises RunEndedError in a self-assessment that has ended.
        """
        if stage != self.stage:
            return
        if self.attempt.mode == Mode.ASSESSMENT and self.attempt.ended_at:
            raise RunEndedError(reverse("quiz:assessment"))
        commitment = Commitment(answer=self, stage=stage, committed_at=at, **asdict(belief))
        with transaction.atomic(savepoint=False):
            Commitment.objects.bulk_create([commitment], ignore_conflicts=True)
            if stage is list(Stage)[-1]:
                self._finish(belief, at)
        self._prefetched_objects_cache: dict[str, Any] = {}
        models.prefetch_related_objects([self], "commitments")  # a second click may have been first

    def _finish(self, belief: Belief, at: datetime) -> None:
        earlier = (
            Answer.objects.by(self.attempt.learner_id)
            .finished()
            .filter(version__case=self.version.case_id)
        )
        first_call = models.Case(
            models.When(
                ~Exists(earlier) & ~Q(rule__in=selection.UNCOUNTED),
                then=models.Value(choice(belief) or ""),
            )
        )
        if Answer.objects.filter(pk=self.pk, finished_at=None).update(
            finished_at=at, first_call=first_call
        ):
            Miss.objects.heed(self, belief, at)
            ResponseTally.objects.record_answer(self.pk, self.attempt.learner_id)
        if self.attempt.order:
            run = Attempt.objects.filter(pk=self.attempt_id, ended_at=None)
            whole_run = run.annotate(n=Count("answers__finished_at")).filter(
                n=len(self.attempt.order)
            )
            if whole_run.update(ended_at=at):
                self.attempt.ended_at = at

    def export(self) -> dict[str, Any]:
        return {
            "case": self.version.case.code,
            "version": self.version.number,
            "rule": self.rule if self.is_told else None,
            "chosen": self.chosen,
            "counts": self.counts,
            "may_be_outside": self.may_be_outside,
            "finished_at": self.finished_at and self.finished_at.isoformat(),
            "beliefs": [
                {
                    "stage": item.stage,
                    "committed_at": item.committed_at.isoformat(),
                    **asdict(item.belief),
                }
                for item in self.commitments.all()
            ],
            **({"reflection": self.reflection.said} if hasattr(self, "reflection") else {}),
        }


class Commitment(models.Model):
    """A belief at one stage: whole percents that add up to 100.

    It never changes once made.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="commitments")
    stage = models.CharField(max_length=12, choices=STAGE_CHOICES)
    fatigable = models.PositiveSmallIntegerField()
    neurogenic = models.PositiveSmallIntegerField()
    myogenic = models.PositiveSmallIntegerField()
    outside = models.PositiveSmallIntegerField(default=0)
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "stage"], name="one_commitment_a_stage"),
            models.CheckConstraint(
                condition=Q(myogenic=100 - F("fatigable") - F("neurogenic") - F("outside")),
                name="shares_add_up_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: " + "/".join(map(str, self.belief.shares))

    @property
    def belief(self) -> Belief:
        return Belief(self.fatigable, self.neurogenic, self.myogenic, self.outside)


class Reflection(models.Model):
    """A learner's marks on the findings of a case before its last belief.

    A finding fits, does not fit or is missing. `said`: for each of the two patterns, by finding,
    one of `reflection.WORDS`. It never changes once sent.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="reflection")
    leading = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    rival = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    said = models.JSONField(default=dict)
    reflected_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.leading} or {self.rival}"
