from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from cases.models import Case, CaseVersion
from knowledge.models import KEY_CHOICES
from knowledge.patterns import OUTSIDE, Belief, Key, as_key
from learners.models import Learner, LearnerOwned

from ..days import end_of_day
from ..practice import selection, spaced_repetition
from ..practice.spaced_repetition import CONFIDENT, NextReturn, Schedule
from ..scoring.belief_score import choice
from ..sealing import chance_of

if TYPE_CHECKING:
    from .answer import Answer

RETURNING = (selection.DealingRule.DUE, selection.DealingRule.ANNOUNCED)
Pair = frozenset[Key]


class MissManager(models.Manager["Miss"]):
    def listed(self, learner: Learner | int | None) -> "models.QuerySet[Miss]":
        """Return what a learner missed and may know of.

        Left out are answers that a corrected key has made right, those to which it is what could
        not be said, and those to withdrawn cases.
        """
        misses = self.exclude(answer__attempt__withheld=True, answer__attempt__ended_at=None)
        misses = misses.filter(answer__version__case__withdrawn_at=None).exclude(called=F("truth"))
        misses = misses.exclude(truth=OUTSIDE, answer__may_be_outside=False)
        return misses.filter(learner=learner) if learner else self.none()

    def for_list(self, learner: Learner | int | None) -> "models.QuerySet[Miss]":
        """Return what a page lists, in one query.

        Missed dangers are at the top, then errors that one was sure of, then what comes back first.
        """
        is_danger = Q(truth=OUTSIDE, answer__version__disease__must_not_miss=True)
        return (
            self.listed(learner)
            .select_related("answer__version__disease", "answer__attempt")
            .annotate(is_danger=models.Case(models.When(is_danger, then=1), default=0))
            .annotate(is_sure=models.Case(models.When(percent__gte=CONFIDENT, then=1), default=0))
            .order_by("-is_danger", "-is_sure", F("due_at").asc(nulls_last=True), "-pk")
        )

    def open(self, learner: Learner | int | None) -> "list[Miss]":
        """Return what comes back to a learner, one of each pair, due first at the top.

        Of the same pair it is the one that began last: an answer whose result was withheld takes
        over once it is told. Takes one query.
        """
        columns = ("truth", "called", "schedule", "started_at", "returns", "cases_left", "due_at")
        misses = (
            self.listed(learner)
            .exclude(due_at=None)
            .select_related("answer__version")
            .only(*columns, "learner_id", "answer__version__case_id")
            .order_by("started_at", "pk")
        )
        by_pair = {frozenset(miss.pair): miss for miss in misses}
        return sorted(by_pair.values(), key=lambda miss: (miss.due_at, miss.pk))

    def open_pairs(self, learner: Learner | int | None) -> set[Pair]:
        return {frozenset(miss.pair) for miss in self.open(learner)}

    def due(self, learner: Learner | int | None, at: datetime) -> "list[Miss]":
        return [miss for miss in self.open(learner) if miss.is_due(at)]

    def due_today(self, learner: Learner | int | None, now: datetime) -> "list[Miss]":
        """Return what is due by the end of this day in the site's zone."""
        return self.due(learner, end_of_day(now))

    def missed_cases(self, learner: Learner | int | None) -> "models.QuerySet[Case]":
        """Return the cases that a learner has ever missed, as they may know."""
        missed = self.listed(learner).values("answer__version__case")
        return Case.objects.filter(pk__in=missed)

    def heed(self, answer: "Answer", belief: Belief, at: datetime) -> None:
        """Take in a finished answer, by whatever rule its case was dealt.

        What returned with it goes on or begins anew, whatever waits for other cases waits for one
        less, and a case that was missed is stored. Of a pair one miss is open: a new one takes
        over, so that nothing is due twice.
        """
        learner, truth = answer.attempt.learner_id, answer.version.pattern
        returning = None
        if answer.rule in RETURNING:
            due = (self.due_today if answer.is_announced else self.due)(learner, at)
            returning = next((miss for miss in due if truth in miss.pair), None)
        self._count_case(learner, at)
        if returning:
            returning.take(at, is_right=choice(belief) == truth)
        if called := spaced_repetition.taken_for(belief, truth):
            schedule = self._schedule(learner, frozenset((truth, called)))
            new = self.model.begun(answer.pk, learner, belief, (truth, called), schedule, at)
            self.bulk_create([new], ignore_conflicts=True)
            # else what is closed would tell the result
            if answer.is_told:
                self._close(learner, frozenset((truth, called)), by=answer)

    def heed_key(
        self,
        versions: "models.QuerySet[CaseVersion]",
        truth: Key,
        unlisted: Iterable[tuple[int, int, Belief]],
        at: datetime,
    ) -> None:
        """Update the lists for a key that is corrected at this moment.

        `unlisted`: answer, learner and last belief of each answer to these versions that stands on
        no list. What is missed by the new key is listed now. What is missed no longer stays stored,
        in case the key is corrected back.
        """
        self.filter(answer__version__in=versions).update(truth=truth)
        new = [
            Miss.begun(
                answer,
                learner,
                belief,
                (truth, called),
                drawn_schedule(learner, frozenset((truth, called))),
                at,
            )
            for answer, learner, belief in unlisted
            if (called := spaced_repetition.taken_for(belief, truth))
        ]
        self.bulk_create(new, ignore_conflicts=True)

    def _count_case(self, learner: int, at: datetime) -> None:
        """Count a case as one of those that stand between something missed and its return."""
        waiting = self.filter(learner=learner, cases_left__gt=0)
        due_at = models.Case(models.When(cases_left=1, then=models.Value(at)), default=F("due_at"))
        waiting.update(cases_left=F("cases_left") - 1, due_at=due_at)

    def _schedule(self, learner: int, pair: Pair) -> Schedule:
        """Return the schedule of a learner's pair: the first that was drawn for it."""
        drawn = self.filter(_is_of(pair), learner=learner).exclude(schedule=Schedule.UNDRAWN)
        first = drawn.order_by("pk").values_list("schedule", flat=True).first()
        return Schedule(first) if first else drawn_schedule(learner, pair)

    def _close(self, learner: int, pair: Pair, *, by: "Answer") -> None:
        """Close what is open of a pair, since what an answer missed takes over."""
        earlier = self.filter(_is_of(pair), learner=learner).exclude(answer=by)
        earlier.exclude(due_at=None).update(due_at=None, cases_left=0)


class Miss(LearnerOwned):
    """A case that was missed, with when another case of its pair comes back."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="misses")
    answer = models.OneToOneField("quiz.Answer", models.CASCADE, related_name="miss")
    truth = models.CharField(max_length=12, choices=KEY_CHOICES)
    called = models.CharField(
        max_length=12,
        choices=KEY_CHOICES,
        help_text="What was called; without a choice, the likeliest other key.",
    )
    percent = models.PositiveSmallIntegerField(help_text="On what was called, at the last stage.")
    schedule = models.CharField(
        max_length=12,
        choices=[(schedule.value, schedule.label) for schedule in Schedule],
        help_text="By which rule it comes back; drawn once for each learner and pair.",
    )
    started_at = models.DateTimeField(
        help_text="From when returns are counted: when it was missed, or a return of it was."
    )
    returns = models.PositiveSmallIntegerField(
        default=0, help_text="Returns that were answered right since then."
    )
    cases_left = models.PositiveSmallIntegerField(
        default=0, help_text="Other cases after which it is due at once; 0 if only time counts."
    )
    due_at = models.DateTimeField(
        null=True, help_text="Empty once it is through, or a later one of its pair took over."
    )

    kind = "misses"

    objects = MissManager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["learner", "due_at"], name="what_is_due")]

    def __str__(self) -> str:
        return f"{self.truth} taken for {self.called}"

    @classmethod
    def begun(
        cls,
        answer: int,
        learner: int,
        belief: Belief,
        pair: tuple[Key, Key],
        schedule: Schedule,
        at: datetime,
    ) -> "Miss":
        """Return what an answer missed, not stored yet. `pair`: the truth, and what was called."""
        truth, called = pair
        miss = cls(
            answer_id=answer,
            learner_id=learner,
            truth=truth,
            called=called,
            percent=belief[called],
            schedule=schedule,
        )
        miss._begin(at)
        return miss

    @property
    def pair(self) -> tuple[Key, Key]:
        """Return what it was, and what it was taken for."""
        return as_key(self.truth), as_key(self.called)

    @property
    def is_confident(self) -> bool:
        """Return whether the learner was sure of what was wrong."""
        return self.percent >= CONFIDENT

    @property
    def is_missed_danger(self) -> bool:
        """Return whether a danger outside the three was taken for one of them."""
        return self.truth == OUTSIDE and self.answer.version.disease.must_not_miss

    @property
    def name(self) -> str:
        """Return what it was: the disease where a danger was missed, else the place."""
        return str(self.answer.version.disease) if self.is_missed_danger else self.pair[0].label

    @property
    def is_done(self) -> bool:
        """Return whether all returns were had."""
        return self.returns >= len(Schedule(self.schedule).waits)

    def is_due(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at <= at

    def take(self, at: datetime, *, is_right: bool) -> None:
        """Go on after another case of its pair: if right to the next, else from the start."""
        if is_right:
            self.returns += 1
            following = spaced_repetition.next_return(
                Schedule(self.schedule), self.returns, missed_at=self.started_at, at=at
            )
            self._wait(following)
        else:
            self._begin(at)
        self.save(update_fields=["started_at", "returns", "cases_left", "due_at"])

    def _begin(self, at: datetime) -> None:
        self.started_at, self.returns = at, 0
        chance = chance_of("cases between", self.answer_id, at.isoformat())
        self._wait(spaced_repetition.first_return(Schedule(self.schedule), at, chance))

    def _wait(self, following: NextReturn | None) -> None:
        self.due_at = following.due_at if following else None
        self.cases_left = following.cases_left if following else 0

    @property
    def is_told(self) -> bool:
        return self.answer.is_told

    def export(self) -> dict[str, Any]:
        return {
            "case": self.answer.version.case.code,
            "truth": self.truth,
            "called": self.called,
            "percent": self.percent,
            "schedule": self.schedule,
            "missed_at": self.answer.finished_at and self.answer.finished_at.isoformat(),
            "started_at": self.started_at.isoformat(),
            "returns": self.returns,
            "due_at": self.due_at and self.due_at.isoformat(),
        }


def drawn_schedule(learner: int, pair: Pair) -> Schedule:
    """Return the schedule that the lot gives to a learner's pair, the same each time."""
    return spaced_repetition.schedule_by_lot(chance_of("schedule", learner, *sorted(pair)))


def _is_of(pair: Pair) -> Q:
    one, other = sorted(pair)
    return Q(truth=one, called=other) | Q(truth=other, called=one)
