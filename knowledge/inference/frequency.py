"""How often a finding goes with a disease: the classes of Orphanet, as shares and as words. No Django."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..patterns import Pattern


class Class(NamedTuple):
    """A class of frequency: its range as people write it, and the share (0 to 1) that is computed with.

    No share is 0 or 1, so that one surprising finding cannot end the reasoning.
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
UNLISTED: Mapping[str, float] = MappingProxyType({"bedside": 0.03, "supportive": 0.03, "confirmatory": 0.01})
"""By role, the share of a finding that the table does not list for a disease."""
BASES = MappingProxyType({"hpoa": "annotation file", "literature": "literature", "consensus": "teaching judgement"})
WORDS = ((0.8, "nearly always"), (0.3, "often"), (0.05, "sometimes"), (0.01, "rarely"), (0.0, "never"))


class Row(NamedTuple):
    """One frequency: which disease of which pattern shows which finding, how often, and on what basis."""

    finding: str
    disease: str
    pattern: Pattern
    frequency: str
    basis: str


class Cell(NamedTuple):
    """How often a pattern shows a finding: the mean share over its diseases (0 to 1), and what that rests on.

    `bases` counts the diseases for each basis; those not listed are counted in `of` alone.
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


def contrast(rows: Sequence[Row], diseases: Mapping[Pattern, int]) -> dict[str, dict[Pattern, Cell]]:
    """For each finding in `rows` what each pattern shows, every one of its `diseases` counting alike."""
    grouped: dict[str, dict[Pattern, list[Row]]] = {}
    for row in rows:
        grouped.setdefault(row.finding, {pattern: [] for pattern in Pattern})[row.pattern].append(row)
    return {
        finding: {pattern: _cell(listed, diseases.get(pattern, 0)) for pattern, listed in by_pattern.items()}
        for finding, by_pattern in grouped.items()
    }


def spread(cells: Mapping[Pattern, Cell]) -> float:
    """How far apart the patterns lie (0 to 1): the largest share less the smallest."""
    shares = [cell.share for cell in cells.values()]
    return max(shares) - min(shares)


def _cell(rows: Sequence[Row], of: int) -> Cell:
    shares = [CLASSES[row.frequency].share for row in rows]
    shares += [UNLISTED["bedside"]] * (of - len(rows))
    bases = {basis: n for basis in BASES if (n := sum(row.basis == basis for row in rows))}
    return Cell(sum(shares) / len(shares) if shares else 0.0, of, bases)
