from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from knowledge.patterns import OUTSIDE

from ...exchange.formats import FORMATS
from ...exchange.importer import Imported, ImportStoppedError, import_cases
from ...exchange.mapping import folded


class Command(BaseCommand):
    help = (
        "Bring the questions and cases of a file in as drafts. See docs/exchange.md for formats and"
        " limits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format", choices=FORMATS, default="", help="recognised from the content if not given"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would come in, and store nothing"
        )
        parser.add_argument(
            "--strict", action="store_true", help="store nothing if anything is faulty"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="WORDS=MEANING",
            help=(
                "what an answer or a disease of the file means: a pattern, “outside” for none of"
                " the three, the id of a disease, or “leave out”"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            size = path.stat().st_size
            if size > settings.IMPORT_LIMIT_MB * 1_000_000:
                raise CommandError(
                    f"{path.name} is larger than {settings.IMPORT_LIMIT_MB} MB. Split it."
                )
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        mapping = {
            folded(words): meaning
            for words, _, meaning in (item.rpartition("=") for item in options["map"])
        }
        dry_run, strict = options["dry_run"], options["strict"]
        try:
            result = import_cases(
                data, kind=options["format"], mapping=mapping, strict=strict, dry_run=dry_run
            )
        except ImportStoppedError as stopped:
            self._tell(stopped.done, path.name, dry_run)
            raise CommandError(f"{stopped} Why: {stopped.__cause__!r}") from stopped
        self._tell(result, path.name, dry_run)
        if result.faults and strict and not result.written:
            raise CommandError("Nothing was stored, because there are faults.")
        if not result.rows:
            raise CommandError("Nothing came in.")

    def _tell(self, result: Imported, name: str, dry_run: bool) -> None:
        for fault in result.faults:
            self.stderr.write(f"{name}: {fault}")
        if result.rows:
            self.stdout.write(f"{'where':<24} {'pattern':<11} {'disease':<18} {'title':<40} fate")
        for row in result.rows:
            title = f"{row.title[:39]:<40}"
            self.stdout.write(
                f"{row.where:<24} {row.disease.pattern:<11} {row.disease.id:<18} {title} {row.fate}"
            )
            for note in row.notes:
                self.stdout.write(f"    {note}")
        for words, meaning in {**result.words.options, **result.words.diseases}.items():
            if not meaning:
                outside = words in result.words.maybe_outside
                hint = f', such as "{words}={OUTSIDE}" for none of the three' if outside else ""
                self.stdout.write(
                    f'Not known: "{words}". Say what it means with --map "{words}=..."{hint}'
                )
        did = "Would come in" if dry_run or not result.written else "Drafts"
        self.stdout.write(
            f"{did}: {len(result.new)}. Already here: {len(result.doubles)}. Faults:"
            f" {len(result.faults)}."
        )
