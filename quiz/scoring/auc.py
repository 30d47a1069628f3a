"""Compute the area under the curve, and its interval.

The area says how often a value from one group is higher than a value from another.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache, partial

from knowledge.proportion import Z95

STEPS = 45  # halvings, which leave 3e-14


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Return the share (0 to 1) of pairs whose value from `high` is the higher.

    Ties count one half. Raises ValueError if a group is empty.
    """
    if not high or not low:
        raise ValueError("Both groups need a value.")
    ranked = sorted(low)
    below = sum(map(partial(bisect_left, ranked), high))
    below_or_level = sum(map(partial(bisect_right, ranked), high))
    return (below + below_or_level) / (2 * len(high) * len(low))


@lru_cache(maxsize=4096)
def auc_interval(area: float, m: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval (0 to 1) of an area from groups of m and n.

    It holds all t with (area - t)**2 <= Z**2 V(t) (Newcombe 2006, method 5); its ends lie on either
    side of `area`. Raises ValueError if a group is empty or `area` is not from 0 to 1.
    """
    if not 0 <= area <= 1 or min(m, n) < 1:
        raise ValueError(f"{area} of {m} and {n} cases is no area")
    return _end(area, 0.0, m, n), _end(area, 1.0, m, n)


def _end(area: float, outside: float, m: int, n: int) -> float:
    """Find by bisection the interval's end between `area` and 0 or 1."""
    if area == outside:
        return outside
    inside = area
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if abs(area - middle) <= Z95 * math.sqrt(_variance(middle, m, n)):
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


def _variance(t: float, m: int, n: int) -> float:
    """Return the variance of an estimated area whose true value is t.

    `m`, `n`: the sizes of the groups.
    """
    k = (m + n) / 2 - 1
    return t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / (m * n)
