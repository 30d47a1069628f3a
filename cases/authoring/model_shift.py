"""Tell an author how a change of the tables shifts the model's view of the cases."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.inference.explanation import model_share, thought_of
from knowledge.inference.model import Model
from knowledge.patterns import Key

from ..models import CaseVersion

NOTICED = 1  # percent on the key by which a case moves before it is named
SHOWN = 5  # cases that are named


@dataclass(frozen=True, slots=True)
class Shift:
    """A case whose key the model finds more or less likely than before.

    `before` and `after` are whole percents at the end of the case.
    """

    version: CaseVersion
    before: int
    after: int

    def __str__(self) -> str:
        before, after = model_share(self.before).removesuffix(" %"), model_share(self.after)
        return f"{self.version.title} ({self.version.case.code}) {before} to {after}"


def bank_shift_in_words(before: Model, after: Model) -> str:
    """Say which cases in the draw another model sees otherwise, largest moves first."""
    versions = (
        CaseVersion.objects.in_draw()
        .select_related("case", "disease")
        .prefetch_related("case_findings")
    )
    case_shifts = shifts(versions.order_by("pk"), before, after)
    large_shifts = [shift for shift in case_shifts if abs(shift.after - shift.before) >= NOTICED]
    if not large_shifts:
        return "The model sees none of the cases that learners are dealt otherwise by 1 % or more."
    large_shifts.sort(key=lambda shift: -abs(shift.after - shift.before))
    more = f", and {len(large_shifts) - SHOWN} more" if len(large_shifts) > SHOWN else ""
    examples = "; ".join(map(str, large_shifts[:SHOWN]))
    return (
        f"Of {len(case_shifts)} cases that learners are dealt, the model sees {len(large_shifts)}"
        f" otherwise by 1 % or more. What it gives the key at the end: {examples}{more}."
    )


def shifts(versions: Iterable[CaseVersion], before: Model, after: Model) -> list[Shift]:
    """Compare two models on each version whose findings both know."""
    common_findings = set(before.tables.roles) & set(after.tables.roles)
    case_shifts = []
    for version in versions:
        findings = {item.finding_id: item.present for item in version.case_findings.all()}
        if set(findings) <= common_findings:
            case_shifts.append(
                Shift(
                    version, *(_on(version.pattern, model, findings) for model in (before, after))
                )
            )
    return case_shifts


def _on(key: Key, model: Model, findings: dict[str, bool]) -> int:
    return round(100 * model.beliefs(findings, outside=thought_of(key)).get(key, 0))
