from typing import Any

from django.core.management.base import BaseCommand

from content.loader import dump, shown


class Command(BaseCommand):
    help = (
        "Write the database back to the content files. Files whose content did not change are left"
        " alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in dump().items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"Wrote {shown(path)}")
