import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...exchange.exporter import export_cases, published_versions
from ...exchange.formats import EXPORTS


class Command(BaseCommand):
    help = (
        "Write published cases, all or those with these codes, in a format that other systems read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*")
        parser.add_argument("--format", choices=EXPORTS, required=True)
        parser.add_argument(
            "--output", type=Path, help="a file; without it the cases go to the standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        versions = published_versions(options["codes"])
        known_codes = (
            set(versions.values_list("case__code", flat=True)) if options["codes"] else set()
        )
        if missing := [code for code in options["codes"] if code not in known_codes]:
            raise CommandError(f"There is no published case {', '.join(missing)}.")
        pieces = export_cases(versions, options["format"])
        if options["output"]:
            with options["output"].open("wb") as file:
                file.writelines(pieces)
        elif not EXPORTS[options["format"]].is_text:
            if sys.stdout.isatty():
                raise CommandError("A package is no text: give --output FILE.")
            sys.stdout.buffer.writelines(pieces)
        else:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")
