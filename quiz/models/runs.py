"""Runs through cases, and what learners committed to in them."""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.db.models import Count, Exists, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import STAGE_CHOICES, Case, CaseVersion
from knowledge.models import PATTERN_CHOICES
from knowledge.patterns import NO_IDEA, Belief, Pattern, Stage
from learners.models import Learner, Work, in_words

from .. import dealing
from ..scoring.beliefs import choice
from ..scoring.choosing import Step, next_step
from ..scoring.report import Report
from ..tallies import Tally
from ..tickets import chance_of, seal, unseal
from .quizzes import Quiz
from .reviews import Review
from .scored_days import ScoredDay

DEAL = "deal"  # purpose of the tickets that carry a case from the page that deals it to its first belief


class AttemptManager(models.Manager["Attempt"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Attempt]":
        """The runs of one learner; none for nobody."""
        return self.filter(learner=learner) if learner else self.none()

    def current(self, learner: Learner | None, quiz: Quiz | None, browser: uuid.UUID) -> "Attempt":
        """The run that a learner is in; for whoever has not begun one, a run that is not stored yet."""
        runs = list(self.by(learner).filter(quiz=quiz, is_assessment=False))
        for run in runs:
            if not run.ended_at:
                return run
        who = learner.pk if learner else browser
        new = Attempt(quiz=quiz)
        new.number, new.place = len(runs), f"{who} {quiz.pk if quiz else 'practice'} {len(runs)}"
        if quiz:
            new.order, new.arrangement = quiz.shuffled(chance_of("order", new.place)), quiz.arrangement
        return new

    def assessments(self, learner: Learner | None) -> "models.QuerySet[Attempt]":
        """A learner's self-assessments, the latest first."""
        return self.by(learner).filter(is_assessment=True).order_by("-id")

    def open_assessment(self, learner: Learner | None) -> "Attempt | None":
        return self.assessments(learner).filter(ended_at=None).first()

    def begin_assessment(self, learner: Learner, *, withheld: bool) -> "Attempt":
        """The self-assessment that a learner is in, begun now if there was none; two clicks begin one."""
        new = Attempt(
            learner=learner,
            is_assessment=True,
            withheld=withheld,
            started_at=timezone.now(),
        )
        self.bulk_create([new], ignore_conflicts=True)
        return self.get(learner=learner, is_assessment=True, ended_at=None)


class RunEndedError(Exception):
    """A belief was sent in a run that is no longer open; nothing was stored. `url`: where to go on."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Attempt(Work):
    """One run: through a quiz, a self-assessment, or the practice that never ends (neither)."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    order = models.JSONField(default=list, help_text="Case versions in the order of a quiz; empty in practice.")
    arrangement = models.CharField(
        max_length=12, blank=True, help_text="How the quiz ordered its cases when the run began; empty elsewhere."
    )
    is_assessment = models.BooleanField(
        default=False, help_text="Ends at a verdict, at 60 answers or when its learner wishes."
    )
    withheld = models.BooleanField(
        default=False, help_text="No feedback and no score of its answers until the run has ended."
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    kind = "attempts"
    words = ("run that was only begun", "runs that were only begun")
    number: int | None = None  # of a run that is not stored yet: how many its learner had before it
    place = ""  # of a run that is not stored yet: what its draws depend on beside the server's secret

    objects = AttemptManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "is_assessment"],
                condition=Q(quiz=None, ended_at=None),
                name="one_open_practice_a_learner",
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz"], condition=Q(ended_at=None), name="one_open_attempt_a_quiz"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.learner}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:attempt", args=[self.pk])

    @property
    def name(self) -> str:
        """What learners call it."""
        return str(self.quiz or ("Self-assessment" if self.is_assessment else "Practice"))

    @property
    def next_url(self) -> str:
        """Where the next case of this run awaits; after the last one, its result."""
        if self.ended_at:
            return self.get_absolute_url()
        if self.is_assessment:
            return reverse("quiz:next_assessed")
        return reverse("quiz:next_case", args=[self.quiz.slug]) if self.quiz else reverse("quiz:practice")

    def waiting(self) -> "Answer | None":
        """The case that was begun and not finished."""
        if not self._so_far["open"]:
            return None
        return self.answers.select_related("version__case").filter(finished_at=None).first()

    @cached_property
    def _so_far(self) -> dict[str, int]:
        """The last position that was begun, and how many answers are not finished, in one query."""
        if not self.pk:
            return {"last": 0, "open": 0}
        found = self.answers.aggregate(last=models.Max("position"), open=Count("pk", filter=Q(finished_at=None)))
        return {"last": found["last"] or 0, "open": found["open"]}

    def listed(self) -> "Answer | None":
        """The next case of a quiz, not stored yet; None if none is left.

        Left out are cases withdrawn meanwhile, and versions whose key was corrected.
        """
        done = set(self.answers.values_list("version_id", flat=True)) if self.pk else set()
        dealt = set(CaseVersion.objects.still_dealt().filter(pk__in=self.order).values_list("pk", flat=True))
        for position, pk in enumerate(self.order, 1):
            if pk in dealt - done:
                return self._answer(pk, position, dealing.Rule.LIST)
        return None

    def deal(self, learner: Learner | None, plan: dealing.Plan, *, unlike: int | None = None) -> "Answer | None":
        """The next case of practice or of a self-assessment, not stored yet; None if the bank is empty.

        The same until it is begun, so that reload shows the same case. `unlike`: a case that is dealt only if there is
        no other.
        """
        position = self._so_far["last"] + 1
        pool = Case.objects.in_draw().order_by("id")
        columns = ("id", "current_id", "current__disease__pattern", "current__typicality")

        def stock(pattern: Pattern) -> list[dealing.Card]:
            rows = pool.filter(current__disease__pattern=pattern).values_list(*columns)
            cards = [dealing.Card(*row) for row in rows]
            return [card for card in cards if card.case != unlike] or cards

        met = list(Answer.objects.by(learner).order_by("id").values_list("version__case_id", flat=True))
        chance = chance_of("case", f"run {self.pk}" if self.pk else self.place, position)
        drawn = dealing.draw(stock, met, chance=chance, plan=plan)
        return self._answer(drawn.version, position, plan.rule) if drawn else None

    def _answer(self, version_id: int, position: int, rule: dealing.Rule) -> "Answer | None":
        version = CaseVersion.objects.filter(pk=version_id).select_related("case").first()
        return Answer(attempt=self, version=version, position=position, rule=rule) if version else None

    def conclude(self, report: Report, *, at: datetime) -> bool:
        """End a self-assessment if its report, or its length, says so; whether it has ended.

        It is long enough with 60 answers, those that do not count among them, so that a small bank comes to an end.
        """
        answered = self.answers.finished().count()
        if next_step(answered, report.verdict.word) is Step.STOP:
            self.end(at)
        return bool(self.ended_at)

    def end(self, at: datetime) -> None:
        """No case more: its result is shown, and what was withheld is told. Once ended, it stays as it is."""
        if Attempt.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            self.ended_at = at
            if self.withheld:  # what was withheld counts from now on, under the days on which it was answered
                ScoredDay.objects.forget([self.learner_id])

    @classmethod
    def amount(cls, learner: Learner) -> str:
        if cases := Answer.objects.by(learner).count():
            return in_words(cases, "case", "cases")
        return super().amount(learner)

    def hand_over(self, learner: Learner) -> None:
        """Give it to another learner, whose days are then no longer what was kept of them."""
        ScoredDay.objects.forget([learner.pk])
        super().hand_over(learner)
        Tally.objects.recall(learner.pk)

    def export(self) -> dict[str, Any]:
        return {
            "quiz": self.quiz.slug if self.quiz else None,
            "self_assessment": self.is_assessment,
            "arrangement": self.arrangement,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at and self.ended_at.isoformat(),
            "answers": [
                answer.export()
                for answer in self.answers.select_related("version__case", "reflection").prefetch_related("commitments")
            ],
        }

    def give_way(self) -> None:
        """The new learner is in the middle of the same: this run ends where it is, and its answers are kept."""
        self.ended_at = timezone.now()
        self.save(update_fields=["learner", "ended_at"])


class AnswerQuerySet(models.QuerySet["Answer"]):
    def by(self, learner: Learner | int | None) -> "AnswerQuerySet":
        """The answers of one learner; none for nobody."""
        return self.filter(attempt__learner=learner) if learner else self.none()

    def of(self, who: "models.QuerySet[Learner]") -> "AnswerQuerySet":
        """The same for a learner who is not fetched: a queryset of one or none."""
        return self.filter(attempt__learner__in=who)

    def for_page(self) -> "AnswerQuerySet":
        """With all that a page of the case shows before it is answered, in two queries."""
        related = ("attempt__quiz", "version__case", "version__disease", "version__look_alike", "reflection")
        return self.select_related(*related).prefetch_related("commitments")

    def finished(self) -> "AnswerQuerySet":
        return self.filter(finished_at__isnull=False)

    def told(self) -> "AnswerQuerySet":
        """Those whose result may be shown: feedback is not withheld, or their run has ended."""
        return self.exclude(attempt__withheld=True, attempt__ended_at=None)

    def not_counted(self, learner: Learner | None) -> "AnswerQuerySet":
        """A learner's answers that count nowhere yet: those not finished, and those whose result is withheld."""
        withheld = Q(attempt__withheld=True, attempt__ended_at=None)
        return self.by(learner).filter(Q(finished_at=None) | withheld).select_related("attempt__quiz")


class AnswerManager(models.Manager.from_queryset(AnswerQuerySet)):  # type: ignore[misc]
    def dealt(self, token: str) -> "Answer":
        """The answer, not stored yet, that a token speaks of.

        Raises BadSignature if nobody dealt it here, ObjectDoesNotExist if its case, its run or its quiz is gone.
        """
        deal = unseal(token, purpose=DEAL)
        version = CaseVersion.objects.select_related("case").get(pk=deal["version"])
        if deal["run"]:
            attempt = Attempt.objects.select_related("quiz").get(pk=deal["run"])
        else:
            quiz = Quiz.objects.get(pk=deal["quiz"]) if deal["quiz"] else None
            attempt = Attempt(quiz=quiz, order=deal["order"], arrangement=deal["how"])
            attempt.number = deal["number"]
        return Answer(attempt=attempt, version=version, position=deal["position"], rule=deal["rule"])


class Answer(models.Model):
    """One case in an attempt, in the wording that the learner met."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    version = models.ForeignKey(CaseVersion, models.PROTECT, related_name="answers")
    position = models.PositiveIntegerField(help_text="Counts from 1.")
    rule = models.CharField(
        max_length=12,
        choices=[(rule.value, rule.label) for rule in dealing.Rule],
        blank=True,
        help_text="By which rule the case was dealt; empty if that was not recorded.",
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    first_call = models.CharField(  # noqa: DJ001  the first answer to a case without a choice is no later one
        max_length=12,
        choices=PATTERN_CHOICES,
        null=True,
        editable=False,
        help_text="What was called at the last stage, empty for no choice; null unless this is the learner's first "
        "finished answer to the case.",
    )

    objects = AnswerManager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_a_position")]
        indexes = [
            models.Index(fields=["attempt", "finished_at", "version", "first_call"], name="answers_of_a_run"),
        ]

    standing: Report | None = None  # of the self-assessment that deals it, for its page

    def __str__(self) -> str:
        return f"Answer {self.position} of {self.attempt}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:answer", args=[self.pk])

    @property
    def page_url(self) -> str:
        """Where this case is shown, stored or not yet."""
        return self.get_absolute_url() if self.pk else self.attempt.next_url

    @property
    def commit_url(self) -> str:
        """Where its next belief is sent."""
        if not self.pk:
            return reverse("quiz:begin")
        return reverse("quiz:commit_belief", args=[self.pk, self.stage.position]) if self.stage else self.page_url

    @property
    def token(self) -> str:
        """What a page carries of an answer that is not stored yet, sealed."""
        run = self.attempt
        new = {"number": run.number, "quiz": run.quiz_id, "order": run.order, "how": run.arrangement}
        place = {"version": self.version_id, "position": self.position, "rule": self.rule}
        return seal({"run": run.pk, **place} | ({} if run.pk else new), purpose=DEAL)

    def begin(self, learner: Learner) -> "Answer":
        """Store an answer that was dealt, in the run that its learner is in, and return it.

        Done twice, by two clicks or two tabs, it is one answer. If another case has taken its place in practice
        meanwhile, it takes the next. Raises BadSignature if the learner's run does not hold its case, RunEndedError if
        the quiz or self-assessment that dealt it has ended or was taken back.
        """
        run = self._run(learner)
        if run.quiz_id:
            if self.version_id not in run.order:
                raise signing.BadSignature("This case belongs to another run.")
            self.position = run.order.index(self.version_id) + 1
        return self._stored_in(run)

    def _run(self, learner: Learner) -> Attempt:
        """The open run that dealt this, begun now if that was its first case. Practice goes on in whichever is open."""
        dealt = self.attempt
        if dealt.quiz and not dealt.quiz.is_published:
            raise RunEndedError(reverse("quiz:quiz_list"))
        runs = Attempt.objects.by(learner).filter(quiz=dealt.quiz_id, is_assessment=dealt.is_assessment)
        if dealt.quiz_id or dealt.is_assessment:
            run = runs.filter(ended_at=None, **({"pk": dealt.pk} if dealt.pk else {})).first()
            if run:
                return run
            if dealt.pk or runs.count() != dealt.number:
                raise RunEndedError(dealt.quiz.get_absolute_url() if dealt.quiz else reverse("quiz:assessment"))
        order = {"order": dealt.order, "arrangement": dealt.arrangement}
        new = Attempt(learner=learner, quiz_id=dealt.quiz_id, started_at=timezone.now(), **order)
        Attempt.objects.bulk_create([new], ignore_conflicts=True)  # a second click may have been first
        return runs.get(ended_at=None)

    def _stored_in(self, run: Attempt) -> "Answer":
        """This answer as a row of the run, at its place or, where another case has taken that, after the last.

        Two clicks make one row. The work is the same however many answers the run has.
        """
        stored = self._stored_at(self.position, run)
        while stored.version_id != self.version_id:
            last = run.answers.order_by("-position")[0]
            place = last.position if last.version_id == self.version_id else last.position + 1
            stored = self._stored_at(place, run)
        return stored

    def _stored_at(self, position: int, run: Attempt) -> "Answer":
        """The row at this position: this answer, or the one that was there before."""
        answer = Answer(attempt=run, version=self.version, position=position, rule=self.rule)
        Answer.objects.bulk_create([answer], ignore_conflicts=True)
        return Answer.objects.for_page().get(attempt=run, position=position)

    @property
    def beliefs(self) -> dict[Stage, Belief]:
        """What was committed, by stage, in the order of the stages."""
        if not self.pk:
            return {}
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

    @property
    def stages(self) -> list[Stage]:
        """The stages that the learner has reached, in order."""
        return list(Stage)[: len(self.beliefs) + 1]

    @property
    def is_finished(self) -> bool:
        return self.stage is None

    @property
    def wants_reflection(self) -> bool:
        """Whether its quiz asks, before the last belief, what fits and what does not, and was not answered yet."""
        asked = self.pk and self.attempt.quiz and self.attempt.quiz.reflect
        return bool(asked) and self.stage is list(Stage)[-1] and not hasattr(self, "reflection")

    @property
    def is_told(self) -> bool:
        """Whether its result may be shown."""
        return not self.attempt.withheld or bool(self.attempt.ended_at)

    def reflect(self, patterns: tuple[Pattern, Pattern], said: dict[str, dict[str, str]]) -> None:
        """Keep what was said before the last belief; the first time counts."""
        leading, rival = patterns
        Reflection.objects.bulk_create(
            [Reflection(answer=self, leading=leading, rival=rival, said=said)], ignore_conflicts=True
        )
        self.reflection = Reflection.objects.get(answer=self)

    def commit(self, belief: Belief, *, stage: Stage, at: datetime) -> None:
        """Fix what the learner believes at a stage.

        Only the stage that waits takes a belief, so Back, reload and a second tab change nothing. Raises RunEndedError
        in a self-assessment that has ended.
        """
        if stage != self.stage:
            return
        if self.attempt.is_assessment and self.attempt.ended_at:
            raise RunEndedError(reverse("quiz:assessment"))
        commitment = Commitment(answer=self, stage=stage, committed_at=at, **asdict(belief))
        with transaction.atomic(savepoint=False):
            Commitment.objects.bulk_create([commitment], ignore_conflicts=True)
            if stage is list(Stage)[-1]:
                self._finish(belief, at)
        self._prefetched_objects_cache: dict[str, Any] = {}
        models.prefetch_related_objects([self], "commitments")  # a second click may have been first

    def _finish(self, belief: Belief, at: datetime) -> None:
        earlier = Answer.objects.by(self.attempt.learner_id).finished().filter(version__case=self.version.case_id)
        first_call = models.Case(models.When(~Exists(earlier), then=models.Value(choice(belief) or "")))
        if Answer.objects.filter(pk=self.pk, finished_at=None).update(finished_at=at, first_call=first_call):
            Review.objects.heed(self, belief, at)
            Tally.objects.heed(self.pk, self.attempt.learner_id)
        if self.attempt.quiz_id:
            run = Attempt.objects.filter(pk=self.attempt_id, ended_at=None)
            answered = run.annotate(n=Count("answers__finished_at")).filter(n=len(self.attempt.order))
            if answered.update(ended_at=at):
                self.attempt.ended_at = at

    def export(self) -> dict[str, Any]:
        return {
            "case": self.version.case.code,
            "version": self.version.number,
            "rule": self.rule if self.is_told else None,
            "finished_at": self.finished_at and self.finished_at.isoformat(),
            "beliefs": [
                {"stage": item.stage, "committed_at": item.committed_at.isoformat(), **asdict(item.belief)}
                for item in self.commitments.all()
            ],
            **({"reflection": self.reflection.said} if hasattr(self, "reflection") else {}),
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


class Reflection(models.Model):
    """What a learner said, before the last belief of a case, of its findings: fits, does not fit, is missing.

    `said`: for each of the two patterns, by finding, one of `reflecting.WORDS`. Never changed once sent.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="reflection")
    leading = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    rival = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    said = models.JSONField(default=dict)
    reflected_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.leading} or {self.rival}"
