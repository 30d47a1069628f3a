"""Computes every score that is kept anew, from what learners committed."""

from typing import Any

from django.core.management.base import BaseCommand

from learners.models import Learner
from quiz import reports
from quiz.models import ScoredDay


class Command(BaseCommand):
    help = "Rebuilds the scores that are kept for speed, and says where they differed from what the answers give."

    def handle(self, *args: Any, **options: Any) -> None:
        learners = Learner.objects.filter(attempts__answers__finished_at__isnull=False).distinct().order_by("pk")
        differed = 0
        for learner in learners:
            kept = [row.plain for row in ScoredDay.objects.filter(learner=learner)]
            days = reports.days_anew(learner)
            if kept and [day for day in days if day.day <= kept[-1].day] != kept:
                differed += 1
                self.stdout.write(
                    f"learner {learner.pk}: {_said(kept[-1])} was kept, {_said(days[-1] if days else None)}"
                )
            ScoredDay.objects.forget([learner.pk])
            ScoredDay.objects.keep(learner, days)
        self.stdout.write(f"Learners scored anew: {len(learners)}. Kept scores that differed: {differed}.")


def _said(day: Any) -> str:
    if day is None:
        return "no answer that counts"
    standing = f"separates since {day.standing.since:%Y-%m-%d}" if day.standing.held else "no verdict held"
    return f"{day.day} probability {day.probability:.4f}, {standing}"
