from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from quiz.tallies import SUMS, Tally

WIDTH = 40  # of the bar, in characters


class Command(BaseCommand):
    help = "Compute the statistics of cases again from the raw answers, and say where what was stored differed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what differs, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for step in Tally.objects.rebuild(store=not options["dry_run"]):
            if isinstance(step, float):
                self._draw(step)
                continue
            self.stderr.write("")
            for version, called, stored, counted in ((*found.key, *found[1:]) for found in step):
                changes = zip(SUMS, stored, counted, strict=True)
                said = ", ".join(f"{name} {old}, now {new}" for name, old, new in changes if old != new)
                self.stdout.write(f"Version {version} called {called or 'nothing'}: {said}")
            self.stdout.write(f"Sums that differed: {len(step)}." if step else "No difference.")

    def _draw(self, share: float) -> None:
        done = round(share * WIDTH)
        self.stderr.write(f"\r[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%}", ending="")
        self.stderr.flush()
