"""The table of what a learner called each pattern, and what is read off it as a whole.

A `Confusion` has three rows, one a true pattern, of three or four counts: called fatigable, neurogenic, myogenic and,
where given, no choice. A row's sum is n, the cases of that pattern shown; its diagonal is x, those recognised.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.patterns import Belief, Pattern

from .beliefs import choice

Confusion = Sequence[Sequence[int]]


def confusion(answers: Iterable[tuple[Pattern, Belief]]) -> list[list[int]]:
    """Three rows of four counts (the last: no choice) from pairs of truth and the belief that counts."""
    return of_calls((truth, choice(belief)) for truth, belief in answers)


def of_calls(calls: Iterable[tuple[Pattern, Pattern | None]]) -> list[list[int]]:
    """The same from pairs of truth and choice."""
    times = Counter(calls)
    return [[times[truth, called] for called in (*Pattern, None)] for truth in Pattern]


def of_marks(marks: Iterable[tuple[Pattern, bool]]) -> list[list[int]]:
    """A table that tells only the recognised from the rest, which stand in the last column."""
    times = Counter(marks)
    return [
        [times[truth, True] if called is truth else 0 for called in Pattern] + [times[truth, False]]
        for truth in Pattern
    ]


def found(table: Confusion) -> list[tuple[int, int]]:
    """(x recognised, n shown) for each pattern."""
    return [(row[i], sum(row)) for i, row in enumerate(table)]


def accuracy(table: Confusion) -> tuple[int, int]:
    """(right, shown) over all patterns."""
    return sum(x for x, _ in found(table)), sum(n for _, n in found(table))


def separation_index(table: Confusion) -> float | None:
    """Mean share found, rescaled: 0 is guessing, 1 is perfect, -0.5 the worst. None unless each pattern has a case."""
    shares = found(table)
    if not all(n for _, n in shares):
        return None
    return (sum(x / n for x, n in shares) / 3 - 1 / 3) / (2 / 3)


def kappa(table: Confusion) -> float | None:
    """Cohen's kappa on the three columns; None without answers or where agreement by chance is certain."""
    square = [list(row[:3]) for row in table]
    total = sum(map(sum, square))
    if not total:
        return None
    agreed = sum(square[i][i] for i in range(3)) / total
    expected = sum(sum(square[i]) * sum(row[i] for row in square) for i in range(3)) / total**2
    return None if expected == 1 else (agreed - expected) / (1 - expected)


def mcc(table: Confusion) -> float:
    """Multiclass Matthews correlation on the three columns (Gorodkin 2004), -1 to 1; 0 where it is undefined."""
    square = [list(row[:3]) for row in table]
    total = sum(map(sum, square))
    right = sum(square[i][i] for i in range(3))
    truths = [sum(row) for row in square]
    calls = [sum(row[i] for row in square) for i in range(3)]
    spread = (total**2 - sum(p * p for p in calls)) * (total**2 - sum(t * t for t in truths))
    return (
        (right * total - sum(t * p for t, p in zip(truths, calls, strict=True))) / math.sqrt(spread) if spread else 0.0
    )
