"""The triangle: where a belief lies on it. Same geometry, same corners, everywhere. No Django."""

from collections.abc import Sequence
from typing import NamedTuple

from .patterns import PAIRS, Belief, Pattern


class Point(NamedTuple):
    """A place in the drawing, in its units from the top left."""

    x: float
    y: float


CORNERS = {
    Pattern.FATIGABLE: Point(200, 30),
    Pattern.NEUROGENIC: Point(20, 341.8),
    Pattern.MYOGENIC: Point(380, 341.8),
}


def place(belief: Belief) -> Point:
    """Where a belief lies: the mean of the corners, weighted by its percents."""
    return Point(
        round(sum(belief[pattern] * corner.x for pattern, corner in CORNERS.items()) / 100, 1),
        round(sum(belief[pattern] * corner.y for pattern, corner in CORNERS.items()) / 100, 1),
    )


class Edge(NamedTuple):
    """The side of the triangle that stands for a pair, with its thickness (0 where nothing is known) and its label."""

    start: Point
    end: Point
    width: float
    label: Point
    anchor: str
    area: float | None


THINNEST, THICKEST = 1.5, 11  # at a coin toss, and at 1.00
LABELS = (Point(96, 178), Point(304, 178), Point(200, 366))  # beside the middle of each side, in the order of the pairs
ANCHORS = ("end", "start", "middle")


def edges(areas: Sequence[float | None]) -> list[Edge]:
    """The three sides, each as thick as its pair is told apart (A, 0 to 1, None where too few cases tell)."""
    return [
        Edge(CORNERS[a], CORNERS[b], _thickness(area), label, anchor, area)
        for (a, b), area, label, anchor in zip(PAIRS, areas, LABELS, ANCHORS, strict=True)
    ]


def _thickness(area: float | None) -> float:
    if area is None:
        return 0
    return round(THINNEST + (THICKEST - THINNEST) * max(0.0, 2 * area - 1), 1)
