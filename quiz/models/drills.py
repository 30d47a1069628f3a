"""Two look-alikes side by side."""

import uuid
from collections import Counter
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import Case, CaseFinding, CaseVersion
from knowledge.models import PATTERN_CHOICES, Finding
from learners.models import Learner, Work

from ..looking_alike import Coded, Telling, compared
from ..tickets import chance_of, seal, unseal

DRILL = "drill"  # purpose of the tickets that carry two look-alikes until they are answered


class DrillManager(models.Manager["Drill"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Drill]":
        return self.filter(learner=learner) if learner else self.none()

    def drawn(self, learner: Learner | None, browser: uuid.UUID) -> "Drill | None":
        """The look-alike pair to show, not stored: of those least often drilled, the same until it is answered."""
        pairs = sorted(
            {
                tuple(sorted(pair))
                for pair in CaseVersion.objects.in_draw()
                .filter(look_alike_case__in=Case.objects.in_draw())
                .exclude(disease__pattern=F("look_alike_case__current__disease__pattern"))
                .values_list("pk", "look_alike_case__current_id")
            }
        )
        if not pairs:
            return None
        done = Counter(tuple(sorted(pair)) for pair in self.by(learner).values_list("first_id", "second_id"))
        chance = chance_of("look-alikes", learner.pk if learner else browser, done.total())
        fewest = min(done[pair] for pair in pairs)
        chosen = list(chance.choice([pair for pair in pairs if done[pair] == fewest]))
        chance.shuffle(chosen)
        versions = CaseVersion.objects.select_related("case").in_bulk(chosen)
        return Drill(first=versions[chosen[0]], second=versions[chosen[1]])

    def dealt(self, token: str) -> "Drill":
        """The drill, not stored yet, that a token speaks of.

        Raises BadSignature if nobody dealt it here, KeyError if one of its cases is gone.
        """
        first, second = unseal(token, purpose=DRILL)
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
        """What a page carries of a pair that is not answered yet, sealed."""
        return seal([self.first_id, self.second_id], purpose=DRILL)

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
        """What each case says of every finding of the two.

        What decided for a key that was corrected decides no more.
        """
        rows = list(CaseFinding.objects.filter(version__in=[self.first_id, self.second_id]))
        first, second = (
            [
                Coded(row.finding_id, row.present, row.decides and version.is_explained)
                for row in rows
                if row.version_id == version.pk
            ]
            for version in self.versions
        )
        return compared(first, second)

    @property
    def named_first(self) -> bool:
        return self.first_call == self.first.disease.pattern

    @property
    def named_second(self) -> bool:
        return self.second_call == self.second.disease.pattern

    @property
    def found_it(self) -> bool:
        """Whether the finding chosen is one that tells the two apart."""
        return any(row.tells and row.finding == self.finding_id for row in self.compared)

    @property
    def right_count(self) -> int:
        """How many of the three answers are right (0 to 3): both patterns and the finding."""
        return sum([self.named_first, self.named_second, self.found_it])

    @property
    def is_right(self) -> bool:
        """Right only if both patterns are named and the finding decides."""
        return self.right_count == 3

    def export(self) -> dict[str, Any]:
        return {
            "cases": [version.case.code for version in self.versions],
            "calls": [self.first_call, self.second_call],
            "finding": self.finding_id,
            "answered_at": self.answered_at.isoformat(),
        }
