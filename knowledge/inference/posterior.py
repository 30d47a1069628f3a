"""Sums of log likelihoods seen as beliefs over diseases and patterns. Standard library only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from .likelihood import Vector


@dataclass(frozen=True, slots=True)
class View:
    """Log likelihoods summed up: within each pattern the share of each disease, and each pattern's log mass."""

    shares: tuple[list[float], ...]
    masses: tuple[float, ...]

    @classmethod
    def of(cls, slices: Sequence[slice], vectors: Sequence[Vector]) -> "View":
        """The sum of vectors over diseases; `slices` says which diseases belong to each pattern."""
        totals = list(map(sum, zip(*vectors, strict=True)))
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
        """Log odds of each pattern against the other two."""
        return [
            mass - _log_sum([other for index, other in enumerate(self.masses) if index != own])
            for own, mass in enumerate(self.masses)
        ]

    def rivals(self) -> list[list[float]]:
        """For each pattern, how the other two divide between them what it does not have."""
        patterns = self.patterns()
        others = [[0.0 if index == own else p for index, p in enumerate(patterns)] for own in range(len(patterns))]
        return [[p / sum(row) for p in row] for row in others]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + log(sum(exp(value - top) for value in values))


def share_out(shares: Mapping[str, list[float]], own: int, whole: float) -> None:
    """Makes the shares for one pattern add up to the whole."""
    size = sum(abs(row[own]) for row in shares.values())
    if size:
        missing = whole - sum(row[own] for row in shares.values())
        for row in shares.values():
            row[own] += missing * abs(row[own]) / size
