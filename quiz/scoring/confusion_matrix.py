"""Count what a learner called each pattern, and summarise the table.

A `Confusion` has three rows, one for each true pattern, of three or four counts: called fatigable,
neurogenic, myogenic and, where given, none chosen or something else. A row's sum is n, the cases of
that pattern shown; its diagonal is x, those recognised.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.patterns import Belief, Key, Pattern

from .belief_score import choice

Confusion = Sequence[Sequence[int]]
PATTERNS = frozenset(Pattern)


def confusion(answers: Iterable[tuple[Key, Belief]]) -> list[list[int]]:
    """Return three rows of four counts (the last: none chosen, or something else).

    `answers`: pairs of truth and the belief that counts; a truth outside the three is left out.
    """
    return of_calls((truth, choice(belief)) for truth, belief in answers)


def of_calls(calls: Iterable[tuple[Key, Key | None]]) -> list[list[int]]:
    times = Counter((truth, called if called in PATTERNS else None) for truth, called in calls)
    return [[times[truth, called] for called in (*Pattern, None)] for truth in Pattern]


def of_marks(marks: Iterable[tuple[Key, bool]]) -> list[list[int]]:
    """Return a table with the recognised, and all others in the last column."""
    times = Counter(marks)
    return [
        [times[truth, True] if called is truth else 0 for called in Pattern] + [times[truth, False]]
        for truth in Pattern
    ]


def found_counts(table: Confusion) -> list[tuple[int, int]]:
    """Return (x recognised, n shown) for each pattern."""
    return [(row[i], sum(row)) for i, row in enumerate(table)]


def accuracy(table: Confusion) -> tuple[int, int]:
    """Return (right, shown) over all patterns."""
    return sum(x for x, _ in found_counts(table)), sum(n for _, n in found_counts(table))


def separation_index(table: Confusion) -> float | None:
    """Return the mean share found, rescaled: 1 perfect, 0 guessing, -0.5 worst.

    The result is None unless each pattern has a case.
    """
    shares = found_counts(table)
    if not all(n for _, n in shares):
        return None
    return (sum(x / n for x, n in shares) / 3 - 1 / 3) / (2 / 3)


def kappa(table: Confusion) -> float | None:
    """Return Cohen's kappa on the three columns.

    The result is None without answers or where agreement by chance is certain.
    """
    square = [list(row[:3]) for row in table]
    total = sum(map(sum, square))
    if not total:
        return None
    agreed = sum(square[i][i] for i in range(3)) / total
    expected = sum(sum(square[i]) * sum(row[i] for row in square) for i in range(3)) / total**2
    return None if expected == 1 else (agreed - expected) / (1 - expected)


def mcc(table: Confusion) -> float:
    """Return the multiclass Matthews correlation on the three columns, -1 to 1.

    It is 0 where it is undefined (Gorodkin 2004).
    """
    square = [list(row[:3]) for row in table]
    total = sum(map(sum, square))
    right = sum(square[i][i] for i in range(3))
    truths = [sum(row) for row in square]
    calls = [sum(row[i] for row in square) for i in range(3)]
    spread = (total**2 - sum(p * p for p in calls)) * (total**2 - sum(t * t for t in truths))
    return (
        (right * total - sum(t * p for t, p in zip(truths, calls, strict=True))) / math.sqrt(spread)
        if spread
        else 0.0
    )
