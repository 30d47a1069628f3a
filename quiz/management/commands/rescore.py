"""Compute every cached score again from what learners committed."""

from typing import Any

from django.core.management.base import BaseCommand

from learners.models import Learner

from ... import progress
from ...models import DailyScore


class Command(BaseCommand):
    help = (
        "Rebuilds the scores that are kept for speed, and says where they differed from what the"
        " answers give."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        learners = (
            Learner.objects.filter(attempts__answers__finished_at__isnull=False)
            .distinct()
            .order_by("pk")
        )
        differed = 0
        for learner in learners:
            cached_days = [row.plain for row in DailyScore.objects.filter(learner=learner)]
            days = progress.recomputed_days(learner)
            if (
                cached_days
                and [day for day in days if day.day <= cached_days[-1].day] != cached_days
            ):
                differed += 1
                self.stdout.write(
                    f"learner {learner.pk}: {_said(cached_days[-1])} was kept,"
                    f" {_said(days[-1] if days else None)}"
                )
            DailyScore.objects.forget([learner.pk])
            DailyScore.objects.keep(learner, days)
        self.stdout.write(
            f"Learners scored anew: {len(learners)}. Kept scores that differed: {differed}."
        )


def _said(day: Any) -> str:
    if day is None:
        return "no answer that counts"
    status = (
        f"separates since {day.mastery.since:%Y-%m-%d}"
        if day.mastery.is_mastered
        else "no verdict held"
    )
    return f"{day.day} probability {day.probability:.4f}, {status}"
