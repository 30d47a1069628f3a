"""Measure how far a learner keeps the two patterns of a pair apart.

The separation is 1 if they are never confused and 0.5 for a coin toss; below that is possible.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.patterns import PAIRS, Belief, Pattern
from knowledge.proportion import Z95

from .auc import auc
from .confusion_matrix import Confusion

Pair = tuple[Pattern, Pattern]
Columns = Mapping[
    Pattern, Sequence[int]
]  # for the answers with one truth: the percents on each pattern


@dataclass(frozen=True, slots=True)
class Separations:
    """The separations of all pairs, and their mean.

    `pairs`: A (0 to 1) of each pair in the order of `PAIRS`, None where a pattern has no case.
    `mean`: None with any None.
    """

    pairs: tuple[float | None, ...]
    mean: float | None


@dataclass(frozen=True, slots=True)
class FromChoices:
    """The separation of one pair, estimated from choices.

    `pc`: share right (0 to 1) of somebody as good who leans to neither pattern; `low`, `high`: 95 %
    interval.
    """

    pc: float
    low: float
    high: float


def hand_till(answers: Iterable[tuple[Pattern, Belief]]) -> Separations:
    """Return the separation of each pair and their mean M (Hand, Till 2001).

    `answers`: pairs of truth and belief; what a belief gives to something else is left out.
    """
    percents: dict[Pattern, list[tuple[int, ...]]] = {pattern: [] for pattern in Pattern}
    for truth, belief in answers:
        percents[truth].append(belief.within_three.percents)
    on = {
        truth: dict(zip(Pattern, zip(*rows, strict=True), strict=True))
        for truth, rows in percents.items()
        if rows
    }
    areas = [_area(on[a], on[b], a, b) if a in on and b in on else None for a, b in PAIRS]
    known_areas = [area for area in areas if area is not None]
    return Separations(tuple(areas), sum(known_areas) / 3 if len(known_areas) == 3 else None)


def _area(truly_a: Columns, truly_b: Columns, a: Pattern, b: Pattern) -> float:
    """Return the mean of two areas, one for each pattern of a pair.

    The first compares the percents on a, higher where a is true; the second those on b, higher
    where b is.
    """
    return (auc(truly_a[a], truly_b[a]) + auc(truly_b[b], truly_a[b])) / 2


def pair_separation(table: Confusion, pair: Pair) -> FromChoices:
    """Estimate the separation of a pair from choices alone (Luce 1963).

    Half a case is added to each of the four cells.
    """
    order = list(Pattern)
    a, b = (order.index(pattern) for pattern in pair)
    right, wrong = (table[a][a] + 0.5, table[b][b] + 0.5), (table[a][b] + 0.5, table[b][a] + 0.5)
    distance = math.log(right[0] * right[1] / (wrong[0] * wrong[1])) / 2
    spread = Z95 / 2 * math.sqrt(sum(1 / cell for cell in (*right, *wrong)))
    return FromChoices(
        _logistic(distance), _logistic(distance - spread), _logistic(distance + spread)
    )


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))
