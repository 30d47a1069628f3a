import uuid
from collections import Counter
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import Case, CaseFinding, CaseVersion
from knowledge.models import KEY_CHOICES, Finding
from learners.models import Learner, LearnerOwned

from ..practice.look_alikes import ComparedFinding, StatedFinding, compared
from ..sealing import chance_of, seal, unseal

DRILL = "drill"  # purpose of the tickets that carry two look-alikes until they are answered


class DrillManager(models.Manager["Drill"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Drill]":
        return self.filter(learner=learner) if learner else self.none()

    def drawn(self, learner: Learner | None, browser: uuid.UUID) -> "Drill | None":
        """Return the look-alike pair to show, not stored.

        It is one of those least often drilled, and the same until it is answered. The result is
        None if there is no pair.
        """
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
        times_drawn = Counter(
            tuple(sorted(pair)) for pair in self.by(learner).values_list("first_id", "second_id")
        )
        chance = chance_of("look-alikes", learner.pk if learner else browser, times_drawn.total())
        fewest = min(times_drawn[pair] for pair in pairs)
        pair_ids = list(chance.choice([pair for pair in pairs if times_drawn[pair] == fewest]))
        chance.shuffle(pair_ids)
        versions = CaseVersion.objects.select_related("case").in_bulk(pair_ids)
        return Drill(first=versions[pair_ids[0]], second=versions[pair_ids[1]])

    def dealt(self, token: str) -> "Drill":
        """Return the drill, not stored yet, that a token speaks of.

        Raises BadSignature if nobody dealt it here, KeyError if one of its cases is gone.
        """
        first, second = unseal(token, purpose=DRILL)
        versions = CaseVersion.objects.select_related("case").in_bulk([first, second])
        return Drill(first=versions[first], second=versions[second])


class Drill(LearnerOwned):
    """One drill: a learner's answers to two look-alikes side by side.

    They are the pattern that the learner called each, and the finding that they say decides.
    """

    first = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    second = models.ForeignKey(CaseVersion, models.PROTECT, related_name="+")
    first_call = models.CharField(max_length=12, choices=KEY_CHOICES)
    second_call = models.CharField(max_length=12, choices=KEY_CHOICES)
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

    @property
    def named_first(self) -> bool:
        return self.first_call == self.first.disease.pattern

    @property
    def named_second(self) -> bool:
        return self.second_call == self.second.disease.pattern

    @property
    def found_it(self) -> bool:
        return any(row.tells and row.finding == self.finding_id for row in self.compared)

    @property
    def right_count(self) -> int:
        """Return how many of the three answers are right (0 to 3).

        They are both patterns and the finding.
        """
        return sum([self.named_first, self.named_second, self.found_it])

    @property
    def is_right(self) -> bool:
        return self.right_count == 3

    def export(self) -> dict[str, Any]:
        return {
            "cases": [version.case.code for version in self.versions],
            "calls": [self.first_call, self.second_call],
            "finding": self.finding_id,
            "answered_at": self.answered_at.isoformat(),
        }
