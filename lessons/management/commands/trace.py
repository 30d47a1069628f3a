from typing import Any

from django.core.management.base import BaseCommand

from ...traceability import TracedClaim, trace


class Command(BaseCommand):
    help = (
        "Print passage, claim, lessons, findings and cases, then what is taught but not examined,"
        " and the reverse."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        result = trace()
        for passage, claims in result.passages:
            self.stdout.write(f"\n{passage} (lines {passage.first_line} to {passage.last_line})")
            for traced in claims:
                self.stdout.write(self._line(traced))
        for gap, keys in result.gaps:
            self.stdout.write(f"\n{gap}: {len(keys)}")
            if keys:
                self.stdout.write("  " + " ".join(keys))

    def _line(self, traced: TracedClaim) -> str:
        parts = [f"  {traced.claim.pk} {traced.claim.verdict}"]
        for name, keys in (
            ("lessons", traced.lessons),
            ("findings", traced.findings),
            ("cases", traced.cases),
        ):
            parts.append(f"{name}: {' '.join(keys) or 'none'}")
        return " | ".join(parts)
