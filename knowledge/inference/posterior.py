"""Turn sums of log likelihoods into beliefs over diseases and keys.

Imports the standard library only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from .likelihood import Vector


@dataclass(frozen=True, slots=True)
class Posterior:
    """A sum of log likelihoods, split by key.

    `shares` holds the share of each disease within its key, `masses` the log mass of each key.
    """

    shares: tuple[list[float], ...]
    masses: tuple[float, ...]

    @classmethod
    def of(cls, slices: Sequence[slice], vectors: Sequence[Vector]) -> "Posterior":
        """Add up vectors over diseases.

        `slices` says which diseases belong to each key. The first vector may be shorter than the
        others, which then end with diseases that are not thought of.
        """
        totals = list(map(sum, zip(*vectors, strict=False)))
        shares, masses = [], []
        for own in slices:
            values = totals[own]
            top = max(values)
            parts = [exp(value - top) for value in values]
            mass = sum(parts)
            shares.append([part / mass for part in parts])
            masses.append(top + log(mass))
        return cls(tuple(shares), tuple(masses))

    def patterns(self) -> list[float]:
        top = max(self.masses)
        parts = [exp(mass - top) for mass in self.masses]
        return [part / sum(parts) for part in parts]

    def log_odds(self) -> list[float]:
        """Return the log odds of each key against all others."""
        return [
            mass - _log_sum([other for index, other in enumerate(self.masses) if index != own])
            for own, mass in enumerate(self.masses)
        ]

    def rivals(self) -> list[list[float]]:
        """Return, for each key, how the others share the rest of the belief.

        Its own share is 0; each row adds up to 1.
        """
        patterns = self.patterns()
        others = [
            [0.0 if index == own else p for index, p in enumerate(patterns)]
            for own in range(len(patterns))
        ]
        return [[p / sum(row) for p in row] for row in others]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + log(sum(exp(value - top) for value in values))


def share_out(shares: Mapping[str, list[float]], own: int, whole: float) -> None:
    """Change the shares for one key in place so that they add up to the whole."""
    size = sum(abs(row[own]) for row in shares.values())
    if size:
        missing = whole - sum(row[own] for row in shares.values())
        for row in shares.values():
            row[own] += missing * abs(row[own]) / size
