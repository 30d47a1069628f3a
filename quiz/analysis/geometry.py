"""Place the parts of a chart: lines, bars with intervals, clouds.

Lines run over time, clouds lie in the triangle. The module imports no Django.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.patterns import Belief
from knowledge.triangle import place

WIDTH, HEIGHT = 560, 120  # of the plot, in the units of the drawing
LEFT = 56  # room for the words beside it


class PlotMark(NamedTuple):
    x: float
    y: float


class Line(NamedTuple):
    """A run of values drawn as a line, with `marks` in their order."""

    marks: list[PlotMark]

    @property
    def points(self) -> str:
        return " ".join(f"{mark.x:g},{mark.y:g}" for mark in self.marks)


def line(values: Sequence[float | None], low: float, high: float) -> Line:
    """Place values from left to right, evenly spaced; None leaves its place empty.

    A single one lies in the middle. A value outside `low` to `high` is drawn at the edge.
    """
    step = WIDTH / max(len(values) - 1, 1)
    first = LEFT if len(values) > 1 else LEFT + WIDTH / 2
    return Line(
        [
            PlotMark(round(first + i * step, 1), height(value, low, high))
            for i, value in enumerate(values)
            if value is not None
        ]
    )


def height(value: float, low: float, high: float) -> float:
    """Return how far below the top of the plot a value lies.

    The result is in the units of the drawing.
    """
    share = (min(max(value, low), high) - low) / (high - low)
    return round(10 + HEIGHT * (1 - share), 1)


BAR_LEFT, BAR_WIDTH, BAR_STEP = (
    190,
    370,
    34,
)  # room for names, length of the scale, from one bar to the next


class Bar(NamedTuple):
    """A bar with a whisker across its end.

    It begins at `x`, its middle lies at the height `y`, and the whisker reaches from `low` to
    `high`.
    """

    y: float
    x: float
    width: float
    low: float
    high: float


def bar(
    row: int, span: tuple[float, float], whisker: tuple[float, float], greatest: float = 1
) -> Bar:
    """Place the bar in a row (from 0) that reaches over a span of values.

    The scale runs from 0 to `greatest`.
    """
    start, end, low, high = (
        round(BAR_LEFT + BAR_WIDTH * min(max(value / greatest, 0), 1), 1)
        for value in (*span, *whisker)
    )
    return Bar(BAR_STEP * (row + 0.5), start, round(end - start, 1), low, high)


class Dot(NamedTuple):
    x: float
    y: float
    radius: float


SMALLEST, LARGEST = 4, 26  # radius of a dot for one, and for all


def cloud(times: Mapping[Belief, int]) -> list[Dot]:
    """Return a dot in the triangle for each belief, the largest first.

    Its area is as large as the belief is frequent, but its radius is at least SMALLEST.
    """
    whole = sum(times.values())
    return [
        Dot(*place(belief), round(max(SMALLEST, LARGEST * math.sqrt(n / whole)), 1))
        for belief, n in sorted(times.items(), key=lambda item: -item[1])
    ]


def ticks(greatest: float) -> list[float]:
    """Return round values along a scale that ends at or just after `greatest`.

    The last of them is the end of the scale.
    """
    power = 10 ** math.floor(math.log10(greatest)) if greatest > 0 else 1
    step = next(
        step for step in (power / 5, power / 2, power, 2 * power, 5 * power) if greatest <= 5 * step
    )
    return (
        [round(step * i, 10) for i in range(math.ceil(greatest / step) + 1)]
        if greatest > 0
        else [0, 1]
    )
