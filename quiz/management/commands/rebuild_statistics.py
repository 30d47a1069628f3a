from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from quiz.analysis import rebuild
from quiz.models.response_tally import SUMS

WIDTH = 40  # of the bar, in characters


class Command(BaseCommand):
    help = (
        "Compute the statistics of cases again from all answers, and say where what was stored"
        " differed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--beliefs",
            action="store_true",
            help=(
                "read again, from the beliefs, what each learner called each case first; takes"
                " several times as long"
            ),
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what differs by the first calls as stored, and store nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        store = not options["dry_run"]
        if options["beliefs"]:
            changed = self._last(rebuild.reread_all_first_calls(store=store))
            self.stdout.write(f"Answers whose first call differed: {changed}.")
        differences = self._last(rebuild.rebuild_tallies(store=store))
        for line, called, stored, counted in ((*found.key, *found[1:]) for found in differences):
            changes = zip(SUMS, stored, counted, strict=True)
            words = ", ".join(
                f"{name} {old}, now {new}" for name, old, new in changes if old != new
            )
            self.stdout.write(f"Version {line} called {called or 'nothing'}: {words}")
        self.stdout.write(
            f"Sums that differed: {len(differences)}." if differences else "No difference."
        )

    def _last(self, steps: Iterable[Any]) -> Any:
        """Draw the shares done as a bar, and return what comes after them."""
        for step in steps:
            if isinstance(step, float):
                filled_width = round(step * WIDTH)
                self.stderr.write(
                    f"\r[{'#' * filled_width}{'.' * (WIDTH - filled_width)}] {step:4.0%}", ending=""
                )
                self.stderr.flush()
        self.stderr.write("")
        return step
