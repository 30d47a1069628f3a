from typing import Any

from django.core.management.base import BaseCommand

from lessons.tracing import TracedClaim, trace


class Command(BaseCommand):
    help = "Print passage, claim, lessons, findings and cases, then what is taught but not examined, and the reverse."

    def handle(self, *args: Any, **options: Any) -> None:
        found = trace()
        for passage, claims in found.passages:
            self.stdout.write(f"\n{passage} (lines {passage.first_line} to {passage.last_line})")
            for traced in claims:
                self.stdout.write(self._line(traced))
        for said, listed in found.gaps:
            self.stdout.write(f"\n{said}: {len(listed)}")
            if listed:
                self.stdout.write("  " + " ".join(listed))

    def _line(self, traced: TracedClaim) -> str:
        parts = [f"  {traced.claim.pk} {traced.claim.verdict}"]
        for name, listed in (("lessons", traced.lessons), ("findings", traced.findings), ("cases", traced.cases)):
            parts.append(f"{name}: {' '.join(listed) or 'none'}")
        return " | ".join(parts)
