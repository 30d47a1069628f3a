"""Where the points of a small line chart lie. No Django."""

from collections.abc import Sequence
from typing import NamedTuple

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
