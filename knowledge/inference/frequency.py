"""Define how often findings go with diseases: Orphanet classes, shares and words.

Imports no Django.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..patterns import FindingRole, Pattern


class Class(NamedTuple):
    """A class of frequency: its range as people write it, and its share for computing.

    The share lies between 0 and 1 and is never either, so that one surprising finding cannot end
    the reasoning.
    """

    range: str
    share: float


CLASSES: Mapping[str, Class] = MappingProxyType(
    {
        "obligate": Class("100 %", 0.98),
        "very_frequent": Class("80 to 99 %", 0.9),
        "frequent": Class("30 to 79 %", 0.55),
        "occasional": Class("5 to 29 %", 0.16),
        "very_rare": Class("1 to 4 %", 0.025),
        "excluded": Class("0 %", 0.005),
    }
)
OFTEN = ("obligate", "very_frequent", "frequent")
"""Classes of what a disease shows often."""
COMMONNESS = MappingProxyType({"common": 1.0, "uncommon": 0.32, "rare": 0.1, "very_rare": 0.032})
"""How often a disease is thought of before anything is known, by its prevalence.

A class of prevalence spans a factor of ten; half of that on a log scale, because teaching shows
rare diseases more often than a clinic does.
"""
BASES = MappingProxyType(
    {"hpoa": "annotation file", "literature": "literature", "consensus": "teaching judgement"}
)
WORDS = (
    (0.8, "nearly always"),
    (0.3, "often"),
    (0.05, "sometimes"),
    (0.01, "rarely"),
    (0.0, "never"),
)


class ListedFrequency(NamedTuple):
    """A row of the table: how often a disease shows a finding, and on what basis."""

    finding: str
    disease: str
    pattern: Pattern
    frequency: str
    basis: str


class Cell(NamedTuple):
    """A cell of the table of contrasts: how often one pattern shows a finding.

    `share` is the mean over its diseases (0 to 1). `of` counts its diseases; `bases` counts them by
    basis, without those that list no frequency.
    """

    share: float
    of: int
    bases: dict[str, int]

    @property
    def word(self) -> str:
        return next(word for floor, word in WORDS if self.share >= floor)

    @property
    def listed(self) -> int:
        return sum(self.bases.values())


def contrast(
    rows: Sequence[ListedFrequency], diseases: Mapping[Pattern, int]
) -> dict[str, dict[Pattern, Cell]]:
    """Return how often each pattern shows each finding in `rows`.

    `diseases` counts the diseases of each pattern; each of them counts alike.
    """
    grouped: dict[str, dict[Pattern, list[ListedFrequency]]] = {}
    for row in rows:
        grouped.setdefault(row.finding, {pattern: [] for pattern in Pattern})[row.pattern].append(
            row
        )
    return {
        finding: {
            pattern: _cell(rows_of_pattern, diseases.get(pattern, 0))
            for pattern, rows_of_pattern in by_pattern.items()
        }
        for finding, by_pattern in grouped.items()
    }


def spread(cells: Mapping[Pattern, Cell]) -> float:
    """Return how far apart the patterns lie: the largest share less the smallest.

    It lies between 0 and 1.
    """
    shares = [cell.share for cell in cells.values()]
    return max(shares) - min(shares)


def _cell(rows: Sequence[ListedFrequency], of: int) -> Cell:
    shares = [CLASSES[row.frequency].share for row in rows]
    shares += [FindingRole.BEDSIDE.unlisted_share] * (of - len(rows))
    bases = {basis: n for basis in BASES if (n := sum(row.basis == basis for row in rows))}
    return Cell(sum(shares) / len(shares) if shares else 0.0, of, bases)
