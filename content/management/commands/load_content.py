from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.loader import ContentFaultsError, files_digest, load
from content.models import LoadedRecord


class Command(BaseCommand):
    help = "Check all content files, list every fault, and bring the database in step with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="also replace what was edited here"
        )
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="do nothing if no file changed since the last load",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        digest = files_digest()
        files = LoadedRecord.objects.filter(kind="files", key="all")
        if options["if_changed"] and files.filter(digest=digest).exists():
            return
        try:
            result = load(overwrite=options["overwrite"])
        except ContentFaultsError as faults:
            raise CommandError(
                f"Nothing was loaded. The content files have faults:\n{faults}"
            ) from None
        LoadedRecord.objects.update_or_create(kind="files", key="all", defaults={"digest": digest})
        self.stdout.write(
            f"Content loaded: {result.created} records created, {result.changed} changed."
        )
        for line in result.kept_back:
            self.stdout.write(f"Kept back: {line}")
