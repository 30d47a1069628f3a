from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from learners.middleware import YEAR
from learners.models import Learner

PART = 100  # deleted at once, so that nobody waits for long


class Command(BaseCommand):
    help = "Deletes what was done without an account in browsers that have not been here for a year."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = Learner.objects.filter(user=None, seen_at__lt=timezone.now() - timedelta(seconds=YEAR))
        n = 0
        while part := list(gone.values_list("pk", flat=True)[:PART]):
            Learner.objects.filter(pk__in=part, user=None).delete()
            n += len(part)
        self.stdout.write(f"Deleted the work of {n} browser{'' if n == 1 else 's'} without an account.")
