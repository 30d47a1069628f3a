"""Hold the tables that the model is built from.

They are made of rows of the database or of the content files. Imports the standard library only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..patterns import KEYS, FindingRole, Key, Pattern, as_key
from .families import ONSET_FROM
from .frequency import CLASSES, COMMONNESS


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that the model is built from.

    Diseases and findings are ids; shares of onset are by band and add up to 1. `patterns` holds
    the key of each disease, those outside the three at the end; `commonness` how common it is among
    the diseases of its key.
    """

    patterns: Mapping[str, Key]
    roles: Mapping[str, FindingRole]
    implies: Mapping[str, tuple[str, ...]]
    implied_by: Mapping[str, tuple[str, ...]]
    excludes: Mapping[str, tuple[str, ...]]
    frequencies: Mapping[tuple[str, str], str]
    onset: Mapping[str, tuple[float, ...]]
    commonness: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls,
        diseases: Iterable[Mapping[str, Any]],
        findings: Iterable[Mapping[str, Any]],
        frequencies: Iterable[Mapping[str, Any]],
        onset_ages: Iterable[Mapping[str, Any]] = (),
    ) -> "Tables":
        """Build tables from rows of the database or of the content files.

        Diseases have `id` and `pattern`, and may have a `prevalence`; findings `id`, `role`,
        `implies` and `excludes` (lists of ids); frequencies `disease`, `finding` and `frequency` (a
        class); onset ages `disease` and a percent for each band, `from_0` to `from_70`. Raises
        ValueError for a frequency class that does not exist or a pattern without diseases.
        """
        rows = sorted(diseases, key=lambda row: KEYS.index(as_key(row["pattern"])))
        patterns = {row["id"]: as_key(row["pattern"]) for row in rows}
        classes = {(row["disease"], row["finding"]): row["frequency"] for row in frequencies}
        if wrong := sorted(set(classes.values()) - set(CLASSES)):
            raise ValueError(f"There is no frequency class {', '.join(wrong)}.")
        if missing := [pattern for pattern in Pattern if pattern not in patterns.values()]:
            raise ValueError(f"There is no disease of the pattern {', '.join(missing)}.")
        findings = list(findings)
        direct = {row["id"]: tuple(row["implies"]) for row in findings}
        implies = {finding: _all_implied(finding, direct) for finding in direct}
        return cls(
            patterns=patterns,
            roles={row["id"]: FindingRole(row["role"]) for row in findings},
            implies=implies,
            implied_by={
                finding: tuple(o for o, others in implies.items() if finding in others)
                for finding in implies
            },
            excludes=_both_ways({row["id"]: tuple(row["excludes"]) for row in findings}),
            frequencies=classes,
            onset={row["disease"]: _shares(row) for row in onset_ages},
            commonness={row["id"]: COMMONNESS[row.get("prevalence", "common")] for row in rows},
        )

    def frequency(self, disease: str, finding: str) -> float:
        """Return the probability that a patient with the disease shows the finding.

        It is as the table says; for a pair that is not listed, the share of the finding's role.
        """
        class_name = self.frequencies.get((disease, finding))
        return CLASSES[class_name].share if class_name else self.roles[finding].unlisted_share


def _all_implied(finding: str, implies: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    implied_findings: list[str] = []
    queue = list(implies[finding])
    while queue:
        nearest = queue.pop()
        if nearest not in implied_findings and nearest != finding:
            implied_findings.append(nearest)
            queue += implies.get(nearest, ())
    return tuple(sorted(implied_findings))


def _both_ways(excludes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        finding: tuple(
            sorted({*own, *(other for other, others in excludes.items() if finding in others)})
        )
        for finding, own in excludes.items()
    }


def _shares(row: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(float(row[f"from_{years}"]) / 100 for years in ONSET_FROM)
