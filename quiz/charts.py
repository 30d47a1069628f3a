"""Where the parts of a chart lie: lines over time, bars with intervals, clouds in the triangle. No Django."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.patterns import Belief
from knowledge.triangle import place

WIDTH, HEIGHT = 560, 120  # of the plot, in the units of the drawing
LEFT = 56  # room for the words beside it


class Mark(NamedTuple):
    x: float
    y: float


class Line(NamedTuple):
    """A run of values as a line between `low` and `high`; `marks` in their order."""

    marks: list[Mark]

    @property
    def points(self) -> str:
        return " ".join(f"{mark.x:g},{mark.y:g}" for mark in self.marks)


def line(values: Sequence[float], low: float, high: float) -> Line:
    """Values from left to right, evenly spaced, a single one in the middle; what lies outside is drawn at the edge."""
    step = WIDTH / max(len(values) - 1, 1)
    first = LEFT if len(values) > 1 else LEFT + WIDTH / 2
    return Line([Mark(round(first + i * step, 1), height(value, low, high)) for i, value in enumerate(values)])


def height(value: float, low: float, high: float) -> float:
    """How far below the top of the plot a value lies."""
    share = (min(max(value, low), high) - low) / (high - low)
    return round(10 + HEIGHT * (1 - share), 1)


BAR_LEFT, BAR_WIDTH, BAR_STEP = 190, 370, 34  # room for names, length of the scale, from one bar to the next


class Bar(NamedTuple):
    """A bar from `x` on, at the height `y` of its middle, with a whisker from `low` to `high` across its end."""

    y: float
    x: float
    width: float
    low: float
    high: float


def bar(row: int, span: tuple[float, float], whisker: tuple[float, float], greatest: float = 1) -> Bar:
    """The bar in a row (from 0) that reaches over a span of values, on a scale from 0 to `greatest`."""
    start, end, low, high = (
        round(BAR_LEFT + BAR_WIDTH * min(max(value / greatest, 0), 1), 1) for value in (*span, *whisker)
    )
    return Bar(BAR_STEP * (row + 0.5), start, round(end - start, 1), low, high)


class Dot(NamedTuple):
    x: float
    y: float
    radius: float


SMALLEST, LARGEST = 4, 26  # radius of a dot for one, and for all


def cloud(times: Mapping[Belief, int]) -> list[Dot]:
    """A dot in the triangle for each belief, its area as large as the belief is frequent; the largest come first."""
    whole = sum(times.values())
    return [
        Dot(*place(belief), round(max(SMALLEST, LARGEST * math.sqrt(n / whole)), 1))
        for belief, n in sorted(times.items(), key=lambda item: -item[1])
    ]


def ticks(greatest: float) -> list[float]:
    """Round values along a scale that ends at `greatest` or a little after it; the last is the end of the scale."""
    power = 10 ** math.floor(math.log10(greatest)) if greatest > 0 else 1
    step = next(step for step in (power / 5, power / 2, power, 2 * power, 5 * power) if greatest <= 5 * step)
    return [round(step * i, 10) for i in range(math.ceil(greatest / step) + 1)] if greatest > 0 else [0, 1]
