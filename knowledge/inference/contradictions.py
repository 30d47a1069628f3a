"""Set aside findings that contradict or repeat others before the model reasons.

Imports the standard library only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .families import AGE, onset_says
from .tables import Tables


@dataclass(frozen=True, slots=True)
class ConsistentFindings:
    """The findings that are left to reason with, and those set aside.

    live: findings that say something. idle: findings that add nothing, each with the finding that
    already says it. clashes: (kept, set aside) where one is present and rules the other out; when
    two present findings rule each other out, both are set aside and both orders are listed. age:
    years at the first symptom. It is set aside when a stated finding about the onset contradicts
    it, because it is then most likely the age at the visit.
    """

    live: dict[str, bool]
    age: float | None
    idle: dict[str, str]
    clashes: tuple[tuple[str, str], ...]


def without_contradictions(
    tables: Tables, findings: Mapping[str, bool], age: float | None = None
) -> ConsistentFindings:
    """Set aside findings that contradict others and findings that add nothing.

    The order of the findings does not matter.
    """
    clashes = tuple(sorted(_clashes(tables, findings, age)))
    aside = {lost: kept for kept, lost in clashes}
    if AGE in aside:
        age = None
    consistent = {finding: present for finding, present in findings.items() if finding not in aside}
    idle = {
        finding: because
        for finding in consistent
        if (because := _already_said(tables, finding, consistent, age))
    }
    live = {finding: present for finding, present in consistent.items() if finding not in idle}
    return ConsistentFindings(live, age, {**aside, **idle}, clashes)


def _clashes(
    tables: Tables, findings: Mapping[str, bool], age: float | None
) -> Iterable[tuple[str, str]]:
    for finding, present in findings.items():
        if present:
            yield from (
                (finding, other) for other in tables.excludes[finding] if findings.get(other)
            )
            yield from (
                (finding, other)
                for other in tables.implies[finding]
                if findings.get(other) is False
            )
    if age is not None:
        yield from (
            (other, AGE)
            for other, true in onset_says(age).items()
            if findings.get(other, true) != true
        )


def _already_said(
    tables: Tables, finding: str, consistent: Mapping[str, bool], age: float | None
) -> str:
    """Return the id of what makes the finding superfluous, or empty."""
    if age is not None and finding in onset_says(age):
        return AGE
    if consistent[finding]:
        reasons = [other for other in tables.implied_by[finding] if consistent.get(other)]
    else:
        reasons = [other for other in tables.excludes[finding] if consistent.get(other)]
        reasons += [other for other in tables.implies[finding] if consistent.get(other) is False]
    return reasons[0] if reasons else ""
