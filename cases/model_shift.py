"""What a change of the tables does to the model's view of the cases in the draw, said to whoever makes it."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.inference.explanation import model_share
from knowledge.inference.model import Model
from knowledge.patterns import Pattern

from .models import CaseVersion

NOTICED = 1  # percent on the key by which a case moves before it is named
SHOWN = 5  # cases that are named


@dataclass(frozen=True, slots=True)
class Shift:
    """A case whose key the model finds more or less likely than before, in whole percents at the end of the case."""

    version: CaseVersion
    before: int
    after: int

    def __str__(self) -> str:
        before, after = model_share(self.before).removesuffix(" %"), model_share(self.after)
        return f"{self.version.title} ({self.version.case.code}) {before} to {after}"


def shift_in_words(before: Model, after: Model) -> str:
    """Which cases in the draw the model sees otherwise, those that move most first."""
    versions = CaseVersion.objects.in_draw().select_related("case", "disease").prefetch_related("case_findings")
    found = shifts(versions.order_by("pk"), before, after)
    moved = [shift for shift in found if abs(shift.after - shift.before) >= NOTICED]
    if not moved:
        return "The model sees none of the cases that learners are dealt otherwise by 1 % or more."
    moved.sort(key=lambda shift: -abs(shift.after - shift.before))
    more = f", and {len(moved) - SHOWN} more" if len(moved) > SHOWN else ""
    named = "; ".join(map(str, moved[:SHOWN]))
    return (
        f"Of {len(found)} cases that learners are dealt, the model sees {len(moved)} otherwise by 1 % or more. "
        f"What it gives the key at the end: {named}{more}."
    )


def shifts(versions: Iterable[CaseVersion], before: Model, after: Model) -> list[Shift]:
    """What two models make of each version whose findings both know."""
    known = set(before.tables.roles) & set(after.tables.roles)
    found = []
    for version in versions:
        findings = {item.finding_id: item.present for item in version.case_findings.all()}
        if set(findings) <= known:
            found.append(Shift(version, *(_on(version.pattern, model, findings) for model in (before, after))))
    return found


def _on(key: Pattern, model: Model, findings: dict[str, bool]) -> int:
    chances = model.posterior(findings)
    return round(100 * sum(chances[disease] for disease, own in model.tables.patterns.items() if own == key))
