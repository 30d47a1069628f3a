import uuid
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import Case, CaseFinding, CaseVersion
from knowledge.models import KEY_CHOICES, Finding
from knowledge.patterns import Key, as_key
from learners.models import Learner, LearnerOwned

from ..practice.look_alikes import (
    PATIENTS,
    ComparedFinding,
    Questions,
    StatedFinding,
    compared,
    drill_sentence,
    pair_text,
    questions,
)
from ..sealing import chance_of, seal, unseal

DRILL = "drill"  # purpose of the tickets that carry two look-alikes until they are answered


class DrillManager(models.Manager["Drill"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Drill]":
        return self.filter(learner=learner) if learner else self.none()

    def drawn(
        self, learner: Learner | None, browser: uuid.UUID, between: Sequence[Key] | None = None
    ) -> "Drill | None":
        """Return the look-alike pair to show, not stored.

        It is one of those least often drilled, and the same until it is answered. `between`: the
        patterns of the two, where the learner wishes a pair of them. The result is None if there is
        no pair.
        """
        pairs = self._pairs(between)
        if not pairs:
            return None
        times_drawn = Counter(
            tuple(sorted(pair)) for pair in self.by(learner).values_list("first_id", "second_id")
        )
        chance = chance_of("look-alikes", learner.pk if learner else browser, times_drawn.total())
        fewest = min(times_drawn[pair] for pair in pairs)
        pair_ids = list(chance.choice([pair for pair in pairs if times_drawn[pair] == fewest]))
        chance.shuffle(pair_ids)
        versions = CaseVersion.objects.select_related("case").in_bulk(pair_ids)
        return Drill(first=versions[pair_ids[0]], second=versions[pair_ids[1]])

    def _pairs(self, between: Sequence[Key] | None = None) -> list[tuple[int, int]]:
        """Return the pairs of versions that can be drilled, the lower id first, in order."""
        linked = (
            CaseVersion.objects.in_draw()
            .filter(look_alike_case__in=Case.objects.in_draw())
            .exclude(disease__pattern=F("look_alike_case__current__disease__pattern"))
        )
        if between:
            linked = linked.filter(
                disease__pattern__in=between,
                look_alike_case__current__disease__pattern__in=between,
            )
        ids = linked.values_list("pk", "look_alike_case__current_id")
        return sorted({(min(pair), max(pair)) for pair in ids})

    def dealt(self, token: str) -> "Drill":
        """Return the drill, not stored yet, that a token speaks of.

        Raises BadSignature if nobody dealt it here, KeyError if one of its cases is gone.
        """
        first, second = unseal(token, purpose=DRILL)
        versions = CaseVersion.objects.select_related("case").in_bulk([first, second])
        return Drill(first=versions[first], second=versions[second])


def look_alikes_address(between: Sequence[Key]) -> str:
    """Return the address of look-alikes of two patterns."""
    return f"{reverse('quiz:look_alikes')}?pair={pair_text(between)}"


class Drill(LearnerOwned):
    """One drill: a learner's answers to two look-alikes side by side.

    They are the findings marked as the same in both, the pattern that the learner called each, the
    finding that they say separates them, and what that points to. Of drills from before marks and
    reasons were asked for, `marked` is null and `reason` empty.
    """

    first = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    second = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    first_call = models.CharField(max_length=12, choices=KEY_CHOICES)
    second_call = models.CharField(max_length=12, choices=KEY_CHOICES)
    marked = models.JSONField(
        null=True, blank=True, help_text="The findings that were marked as the same in both."
    )
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    reason = models.CharField(
        max_length=12,
        choices=KEY_CHOICES,
        blank=True,
        help_text="What the finding points to where it is found, as was said.",
    )
    answered_at = models.DateTimeField(default=timezone.now)

    kind = "look_alike_drills"
    words = ("pair of look-alikes", "pairs of look-alikes")

    objects = DrillManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id} beside {self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:look_alike", args=[self.pk])

    @property
    def token(self) -> str:
        """Return the pair, sealed.

        A page carries it until it is answered.
        """
        return seal([self.first_id, self.second_id], purpose=DRILL)

    @property
    def versions(self) -> list[CaseVersion]:
        return [self.first, self.second]

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Return the findings that either case states, by id, in one query."""
        rows = (
            Finding.objects.filter(case_versions__in=[self.first_id, self.second_id])
            .distinct()
            .order_by("name")
        )
        return {finding.pk: finding for finding in rows}

    @cached_property
    def compared(self) -> list[ComparedFinding]:
        """Return what each case says of every finding of the two.

        A finding that decided for a key that was corrected decides no more.
        """
        rows = list(CaseFinding.objects.filter(version__in=[self.first_id, self.second_id]))
        first, second = (
            [
                StatedFinding(row.finding_id, row.present, row.decides and version.is_explained)
                for row in rows
                if row.version_id == version.pk
            ]
            for version in self.versions
        )
        return compared(first, second)

    @cached_property
    def questions(self) -> Questions:
        """Return what is asked of the two: the same each time, whoever is asked."""
        pair = sorted((self.first_id, self.second_id))
        return questions(self.compared, Random(f"{pair[0]} {pair[1]}"))

    @property
    def between(self) -> tuple[Key, Key]:
        """Return the keys of the two."""
        return self.first.pattern, self.second.pattern

    @property
    def address_of_another(self) -> str:
        """Return where another pair of the same patterns is drilled."""
        return look_alikes_address(self.between)

    @property
    def picked(self) -> ComparedFinding | None:
        """Return what the two say of the finding that was picked."""
        return next((row for row in self.compared if row.finding == self.finding_id), None)

    @property
    def points_to(self) -> Key | None:
        """Return what the finding that was picked points to where it is found, of the two keys."""
        return self.picked.speaks_for(*self.between) if self.picked else None

    @property
    def wrong_marks(self) -> list[str]:
        """Return the findings marked as the same that one of the two does not show."""
        shared = {row.finding for row in self.compared if row.is_shared}
        return [finding for finding in self.marked or [] if finding not in shared]

    @property
    def marked_rightly(self) -> bool:
        return not self.wrong_marks

    @property
    def said_of_first(self) -> str:
        return as_key(self.first_call).site

    @property
    def said_of_second(self) -> str:
        return as_key(self.second_call).site

    @property
    def said_as_reason(self) -> str:
        return as_key(self.reason).site

    @property
    def at_once(self) -> list[tuple[str, str]]:
        """Return what to do without delay in each patient where a danger is at stake."""
        told = [
            (name, version.explained_by)
            for name, version in zip(PATIENTS, self.versions, strict=True)
        ]
        return [(name, one.at_once) for name, one in told if one and one.at_once]

    @property
    def named_first(self) -> bool:
        return self.first_call == self.first.pattern

    @property
    def named_second(self) -> bool:
        return self.second_call == self.second.pattern

    @property
    def found_it(self) -> bool:
        return bool(self.picked and self.picked.separates)

    @property
    def gave_reason(self) -> bool:
        """Return whether the finding separates the two, and points where was said."""
        return bool(self.reason) and self.reason == self.points_to

    @property
    def judged(self) -> list[tuple[str, bool]]:
        """Return what was asked, in its order, and whether each answer is right."""
        answers = [("what is the same", self.marked_rightly)] if self.marked else []
        answers += [
            (PATIENTS[0], self.named_first),
            (PATIENTS[1], self.named_second),
            ("finding", self.found_it),
        ]
        return [*answers, ("reason", self.gave_reason)] if self.reason else answers

    @property
    def verdict(self) -> str:
        return drill_sentence(self.judged)

    @property
    def is_right(self) -> bool:
        return all(is_right for _, is_right in self.judged)

    def export(self) -> dict[str, Any]:
        return {
            "cases": [version.case.code for version in self.versions],
            "marked": self.marked,
            "calls": [self.first_call, self.second_call],
            "finding": self.finding_id,
            "reason": self.reason,
            "answered_at": self.answered_at.isoformat(),
        }
