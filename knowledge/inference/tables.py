"""What the model is built from: rows of the database or of the content files. Standard library only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..patterns import Pattern
from .families import ONSET_FROM
from .frequency import CLASSES, UNLISTED


@dataclass(frozen=True, slots=True)
class Tables:
    """What the model is built from. Diseases and findings are ids; shares of onset are by band and add up to 1."""

    patterns: Mapping[str, Pattern]
    roles: Mapping[str, str]
    implies: Mapping[str, tuple[str, ...]]
    implied_by: Mapping[str, tuple[str, ...]]
    excludes: Mapping[str, tuple[str, ...]]
    frequencies: Mapping[tuple[str, str], str]
    onset: Mapping[str, tuple[float, ...]]

    @classmethod
    def from_rows(
        cls,
        diseases: Iterable[Mapping[str, Any]],
        findings: Iterable[Mapping[str, Any]],
        frequencies: Iterable[Mapping[str, Any]],
        onset_ages: Iterable[Mapping[str, Any]] = (),
    ) -> "Tables":
        """From rows of the database or of the content files.

        Diseases have `id` and `pattern`; findings `id`, `role`, `implies` and `excludes` (lists of ids); frequencies
        `disease`, `finding` and `frequency` (a class); onset ages `disease` and a percent for each band, `from_0` to
        `from_70`. Raises ValueError for a frequency class that does not exist or a pattern without diseases.
        """
        rows = sorted(diseases, key=lambda row: list(Pattern).index(Pattern(row["pattern"])))
        patterns = {row["id"]: Pattern(row["pattern"]) for row in rows}
        listed = {(row["disease"], row["finding"]): row["frequency"] for row in frequencies}
        if wrong := sorted(set(listed.values()) - set(CLASSES)):
            raise ValueError(f"There is no frequency class {', '.join(wrong)}.")
        if missing := [pattern for pattern in Pattern if pattern not in patterns.values()]:
            raise ValueError(f"There is no disease of the pattern {', '.join(missing)}.")
        findings = list(findings)
        named = {row["id"]: tuple(row["implies"]) for row in findings}
        implies = {finding: _all_implied(finding, named) for finding in named}
        return cls(
            patterns=patterns,
            roles={row["id"]: row["role"] for row in findings},
            implies=implies,
            implied_by={finding: tuple(o for o, others in implies.items() if finding in others) for finding in implies},
            excludes=_both_ways({row["id"]: tuple(row["excludes"]) for row in findings}),
            frequencies=listed,
            onset={row["disease"]: _shares(row) for row in onset_ages},
        )

    def frequency(self, disease: str, finding: str) -> float:
        """Probability that a patient with the disease shows the finding, as the table says."""
        listed = self.frequencies.get((disease, finding))
        return CLASSES[listed].share if listed else UNLISTED[self.roles[finding]]


def _all_implied(finding: str, implies: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(implies[finding])
    while waiting:
        nearest = waiting.pop()
        if nearest not in found and nearest != finding:
            found.append(nearest)
            waiting += implies.get(nearest, ())
    return tuple(sorted(found))


def _both_ways(excludes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        finding: tuple(sorted({*named, *(other for other, others in excludes.items() if finding in others)}))
        for finding, named in excludes.items()
    }


def _shares(row: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(float(row[f"from_{years}"]) / 100 for years in ONSET_FROM)
