"""Quizzes, attempts at them, and what learners committed to. Scores are computed from these rows, not stored."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import PATTERN_CHOICES, STAGE_CHOICES, Case, CaseFinding, CaseVersion, Disease, Finding
from cases.patterns import NO_IDEA, Belief, Pattern, Stage
from cases.prose import render_markdown
from learners.models import Learner, Work

from . import dealing, reviewing
from .looking_alike import Coded, Telling, compared
from .scoring.beliefs import choice
from .scoring.choosing import Step, next_step
from .scoring.report import Report
from .scoring.trend import Day
from .scoring.window import Standing
from .tallies import Tally

DEAL = "quiz.deal"  # salt of the tokens that carry a case from the page that deals it to its first belief

DRILL = "quiz.drill"  # the same for two look-alikes


class QuizQuerySet(models.QuerySet["Quiz"]):
    def published(self) -> "QuizQuerySet":
        return self.filter(published_at__lte=timezone.now())

    def for_list(self, learner: Learner | None) -> "QuizQuerySet":
        """Those that learners see, with what a list of them shows: cases in each, and whether a run is open."""
        runs = Attempt.objects.by(learner).filter(quiz=OuterRef("pk"))
        return self.published().annotate(
            case_count=Count("quizcase", filter=Q(cases__current__isnull=False, cases__withdrawn_at=None)),
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

    objects = QuizQuerySet.as_manager()

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
        """Ids of the current versions of its cases, in the order that a seed and its setting give."""
        listed = self.cases.filter(current__isnull=False, withdrawn_at=None).order_by("quizcase__position")
        cards = [dealing.Card(*row) for row in listed.values_list("id", "current_id", "current__disease__pattern")]
        how = dealing.Arrangement(self.arrangement)
        return [card.version for card in dealing.arranged(cards, how, random.Random(seed))]


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
        seed = dealing.seed(browser, quiz.slug if quiz else "practice", len(runs))
        if quiz is None:
            return Attempt(seed=seed)
        return Attempt(quiz=quiz, seed=seed, order=quiz.shuffled(seed), arrangement=quiz.arrangement)

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
            seed=dealing.new_seed(),
            started_at=timezone.now(),
        )
        self.bulk_create([new], ignore_conflicts=True)
        return self.get(learner=learner, is_assessment=True, ended_at=None)


class RunEndedError(Exception):
    """A belief was sent in a self-assessment that has ended; nothing was stored."""


class Attempt(Work):
    """One run: through a quiz, a self-assessment, or the practice that never ends (neither)."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    seed = models.BigIntegerField()
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
        """The next case of a quiz, not stored yet; None if none is left. Cases withdrawn meanwhile are left out."""
        done = set(self.answers.values_list("version_id", flat=True)) if self.pk else set()
        gone = Case.objects.exclude(withdrawn_at=None).filter(versions__in=self.order)
        done |= set(gone.values_list("versions", flat=True))
        for position, pk in enumerate(self.order, 1):
            if pk not in done:
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
        drawn = dealing.draw(stock, met, seed=self.seed, position=position, plan=plan)
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
            "seed": self.seed,
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
        """The answer, not stored yet, that a token speaks of. Raises BadSignature if nobody dealt it here."""
        deal = signing.loads(token, salt=DEAL)
        version = CaseVersion.objects.select_related("case").get(pk=deal["version"])
        attempt = Attempt(
            quiz_id=deal["quiz"],
            is_assessment=deal["assessment"],
            seed=deal["seed"],
            order=deal["order"],
            arrangement=deal["how"],
        )
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
        """What a page carries of an answer that is not stored yet, signed."""
        attempt = self.attempt
        run = {"quiz": attempt.quiz_id, "assessment": attempt.is_assessment, "seed": attempt.seed}
        place = {"order": attempt.order, "how": attempt.arrangement, "position": self.position, "rule": self.rule}
        return signing.dumps({**run, **place, "version": self.version_id}, salt=DEAL)

    def begin(self, learner: Learner) -> "Answer":
        """Store an answer that was dealt, in the run that its learner is in, and return it.

        Done twice, by two clicks or two tabs, it is one answer. If another case has taken its place in practice
        meanwhile, it takes the next. Raises BadSignature if the run's quiz does not hold its case, RunEndedError if the
        self-assessment that dealt it has ended.
        """
        attempt = self._run(learner)
        position = self.position
        if attempt.quiz_id:
            if self.version_id not in attempt.order:
                raise signing.BadSignature("This case belongs to another run.")
            position = attempt.order.index(self.version_id) + 1
        return self._stored_at(position, attempt)

    def _run(self, learner: Learner) -> Attempt:
        dealt = self.attempt
        if dealt.is_assessment:
            run = Attempt.objects.open_assessment(learner)
            if run is None or run.seed != dealt.seed:
                raise RunEndedError
            return run
        which = {"learner": learner, "quiz_id": dealt.quiz_id, "is_assessment": False, "ended_at": None}
        order = {"order": dealt.order, "arrangement": dealt.arrangement}
        new = Attempt(seed=dealt.seed, started_at=timezone.now(), **order, **which)
        Attempt.objects.bulk_create([new], ignore_conflicts=True)
        return Attempt.objects.get(**which)

    def _stored_at(self, position: int, attempt: Attempt) -> "Answer":
        answer = Answer(attempt=attempt, version=self.version, position=position, rule=self.rule)
        Answer.objects.bulk_create([answer], ignore_conflicts=True)
        stored = Answer.objects.for_page().get(attempt=attempt, position=position)
        return stored if stored.version_id == self.version_id else self._stored_at(position + 1, attempt)

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
            raise RunEndedError
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
            "rule": self.rule,
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


class ReviewManager(models.Manager["Review"]):
    def listed(self, learner: Learner | int | None) -> "models.QuerySet[Review]":
        """A learner's confident errors whose result may be shown, those due first at the top."""
        told = self.exclude(answer__attempt__withheld=True, answer__attempt__ended_at=None)
        told = told.filter(answer__version__case__withdrawn_at=None)
        return told.filter(learner=learner).order_by("due_at", "id") if learner else self.none()

    def due(self, learner: Learner | int | None, at: datetime) -> "models.QuerySet[Review]":
        return self.listed(learner).filter(due_at__lte=at)

    def heed(self, answer: Answer, belief: Belief, at: datetime) -> None:
        """What a finished answer means for the list: what was due is rated, a confident error makes a new entry."""
        learner, truth, called = answer.attempt.learner_id, answer.version.pattern, choice(belief)
        if answer.rule == dealing.Rule.DUE:
            review = next((one for one in self.due(learner, at) if truth in one.pair), None)
            if review:
                review.take(belief, truth, at)
        if called and reviewing.is_confident_error(belief, truth):
            card = reviewing.opened(answer.pk, belief, truth, at)
            pair = {"truth": truth, "called": called}
            new = Review(learner_id=learner, answer=answer, card=card, due_at=reviewing.due(card), **pair)
            self.bulk_create([new], ignore_conflicts=True)


class Review(Work):
    """A confident error, and when another case of its pair is due."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="review")
    truth = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    called = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    card = models.JSONField(help_text="What the library that gives the dates knows of it.")
    due_at = models.DateTimeField()

    kind = "confident_errors"

    objects = ReviewManager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["learner", "due_at"], name="what_is_due")]

    def __str__(self) -> str:
        return f"{self.truth} taken for {self.called}"

    @property
    def pair(self) -> tuple[Pattern, Pattern]:
        """The pattern that it was, and the one that it was taken for."""
        return Pattern(self.truth), Pattern(self.called)

    def take(self, belief: Belief, truth: Pattern, at: datetime) -> None:
        """Rate an answer to another case of the pair, which gives the next date."""
        self.card = reviewing.returned(self.card, belief, truth, at)
        self.due_at = reviewing.due(self.card)
        self.save(update_fields=["card", "due_at"])

    def export(self) -> dict[str, Any]:
        return {"case": self.answer.version.case.code, "called": self.called, "due_at": self.due_at.isoformat()}


class DrillManager(models.Manager["Drill"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Drill]":
        return self.filter(learner=learner) if learner else self.none()

    def drawn(self, learner: Learner | None, seed: int) -> "Drill | None":
        """The look-alike pair to show, not stored: of those least often drilled, by chance that can be repeated."""
        pairs = sorted(
            {
                tuple(sorted(pair))
                for pair in CaseVersion.objects.filter(
                    current_of__withdrawn_at=None,
                    current_of__isnull=False,
                    look_alike_case__withdrawn_at=None,
                    look_alike_case__current__isnull=False,
                )
                .exclude(disease__pattern=F("look_alike_case__current__disease__pattern"))
                .values_list("pk", "look_alike_case__current_id")
            }
        )
        if not pairs:
            return None
        done = Counter(tuple(sorted(pair)) for pair in self.by(learner).values_list("first_id", "second_id"))
        chance = random.Random(f"{seed} {done.total()}")
        fewest = min(done[pair] for pair in pairs)
        chosen = list(chance.choice([pair for pair in pairs if done[pair] == fewest]))
        chance.shuffle(chosen)
        versions = CaseVersion.objects.select_related("case").in_bulk(chosen)
        return Drill(first=versions[chosen[0]], second=versions[chosen[1]])

    def dealt(self, token: str) -> "Drill":
        """The drill, not stored yet, that a token speaks of. Raises BadSignature if nobody dealt it here."""
        first, second = signing.loads(token, salt=DRILL)
        versions = CaseVersion.objects.select_related("case").in_bulk([first, second])
        return Drill(first=versions[first], second=versions[second])


class Drill(Work):
    """Two look-alikes side by side: what a learner called each, and the finding that they say decides."""

    first = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    second = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    first_call = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    second_call = models.CharField(max_length=12, choices=PATTERN_CHOICES)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    kind = "look_alike_drills"

    objects = DrillManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id} beside {self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:look_alike", args=[self.pk])

    @property
    def token(self) -> str:
        """What a page carries of a pair that is not answered yet, signed."""
        return signing.dumps([self.first_id, self.second_id], salt=DRILL)

    @property
    def versions(self) -> list[CaseVersion]:
        return [self.first, self.second]

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The findings that either case states, by id, in one query."""
        stated = Finding.objects.filter(case_versions__in=[self.first_id, self.second_id]).distinct().order_by("name")
        return {finding.pk: finding for finding in stated}

    @cached_property
    def compared(self) -> list[Telling]:
        """What each case says of every finding of the two."""
        rows = list(CaseFinding.objects.filter(version__in=[self.first_id, self.second_id]))
        first, second = (
            [Coded(row.finding_id, row.present, row.decides) for row in rows if row.version_id == pk]
            for pk in (self.first_id, self.second_id)
        )
        return compared(first, second)

    @property
    def named_both(self) -> bool:
        return self.first_call == self.first.disease.pattern and self.second_call == self.second.disease.pattern

    @property
    def found_it(self) -> bool:
        """Whether the finding chosen is one that tells the two apart."""
        return any(row.tells and row.finding == self.finding_id for row in self.compared)

    @property
    def is_right(self) -> bool:
        """Right only if both patterns are named and the finding decides."""
        return self.named_both and self.found_it

    def export(self) -> dict[str, Any]:
        return {
            "cases": [version.case.code for version in self.versions],
            "calls": [self.first_call, self.second_call],
            "finding": self.finding_id,
            "answered_at": self.answered_at.isoformat(),
        }


class ScoredDayManager(models.Manager["ScoredDay"]):
    def forget(self, learners: Iterable[int]) -> None:
        """Drop what is kept of these learners; it is computed again when somebody asks."""
        self.filter(learner__in=learners).delete()

    def kept(self, learner: Learner, n: int) -> "list[ScoredDay]":
        """The last n days that are kept, in their order."""
        return list(self.filter(learner=learner).order_by("-day")[:n])[::-1]

    def keep(self, learner: Learner, days: Iterable[Day]) -> None:
        """Keep days, in place of what was kept of them."""
        self.bulk_create(
            [ScoredDay.of(learner, day) for day in days],
            update_conflicts=True,
            unique_fields=["learner", "day"],
            update_fields=["n", "mean_q", "probability", "held", "since"],
        )


class ScoredDay(models.Model):
    """What a learner's answers came to on a day: kept for speed, computed from commitments, and dropped at will."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField()
    mean_q = models.FloatField()
    probability = models.FloatField()
    held = models.BooleanField()
    since = models.DateTimeField(null=True)

    objects = ScoredDayManager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_score_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.probability:.2f}"

    @classmethod
    def of(cls, learner: Learner, day: Day) -> "ScoredDay":
        score = {"n": day.n, "mean_q": day.mean_q, "probability": day.probability}
        return cls(learner=learner, day=day.day, held=day.standing.held, since=day.standing.since, **score)

    @property
    def plain(self) -> Day:
        return Day(self.day, self.n, self.mean_q, self.probability, Standing(self.held, self.since))


class KeyCorrection(models.Model):
    """A reviewer's decision that the key of a published version was wrong; it holds for all answers at once."""

    version = models.ForeignKey(
        CaseVersion,
        models.PROTECT,
        related_name="key_corrections",
        limit_choices_to={"published_at__isnull": False},
        help_text="The published version; those that differ from it in wording only go with it. Wordings stay: make a "
        "new version if the feedback no longer fits.",
    )
    before = models.ForeignKey(Disease, models.PROTECT, related_name="+", editable=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", help_text="What it truly is.")
    reason = models.TextField(
        max_length=1000, help_text="Why the key was wrong. Learners whose verdict changes read it."
    )
    corrected_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.before} is {self.disease}"


class VerdictChangeManager(models.Manager["VerdictChange"]):
    def told(self, learner: Learner | None) -> "models.QuerySet[VerdictChange]":
        """The last three of a learner."""
        return self.filter(learner=learner).select_related("correction")[:3] if learner else self.none()


class VerdictChange(Work):
    """A verdict that changed because a key was corrected, told to its learner."""

    correction = models.ForeignKey(KeyCorrection, models.CASCADE, related_name="changes")
    before = models.CharField(max_length=300)
    after = models.CharField(max_length=300)

    kind = "verdict_changes"

    objects = VerdictChangeManager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.before} became {self.after}"

    def export(self) -> dict[str, Any]:
        at = self.correction.corrected_at.isoformat()
        return {"before": self.before, "after": self.after, "reason": self.correction.reason, "at": at}


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
