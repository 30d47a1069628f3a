"""Place beliefs on the triangle.

Its geometry and its corners are the same everywhere. Imports no Django.
"""

import math
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
    """Return the place of a belief: the mean of the corners, weighted by its percents.

    What it gives to something else has no place here: the triangle shows the shares within the
    three.
    """
    within = belief.within_three
    return Point(
        round(sum(within[pattern] * corner.x for pattern, corner in CORNERS.items()) / 100, 1),
        round(sum(within[pattern] * corner.y for pattern, corner in CORNERS.items()) / 100, 1),
    )


class PathMark(NamedTuple):
    """A mark on a path, with the numbers (from 1) of the steps that ended there."""

    at: Point
    steps: tuple[int, ...]

    @property
    def half_width(self) -> int:
        """Return half the width that its numbers take, in units of the drawing."""
        return 9 if len(self.steps) == 1 else 2 + 7 * len(self.steps)

    @property
    def width(self) -> int:
        return 2 * self.half_width


TOO_CLOSE = 12  # units of the drawing: one mark on another would hide its number


def path_marks(path: Sequence[Belief]) -> list[PathMark]:
    """Return where to mark the steps of a path; one too close to an earlier one shares its mark."""
    marks: list[PathMark] = []
    for number, belief in enumerate(path, 1):
        here = place(belief)
        for k, mark in enumerate(marks):
            if math.dist(mark.at, here) < TOO_CLOSE:
                marks[k] = PathMark(mark.at, (*mark.steps, number))
                break
        else:
            marks.append(PathMark(here, (number,)))
    return marks


class Edge(NamedTuple):
    """A side of the triangle that stands for a pair of patterns.

    `width` is 0 where nothing is known; `label` is the place of its label.
    """

    start: Point
    end: Point
    width: float
    label: Point
    anchor: str
    area: float | None


class Segment(NamedTuple):
    """A stroke from one place to another."""

    start: Point
    end: Point


class FilledSide(NamedTuple):
    """A side of the triangle as a track that fills from its middle.

    `marks`: two strokes across the track, where it is filled up to a line that counts.
    """

    track: Segment
    fill: Segment
    marks: tuple[Segment, Segment]
    label: Point
    anchor: str


THINNEST, THICKEST = 1.5, 11  # at a coin toss, and at 1.00
LABELS = (
    Point(96, 178),
    Point(304, 178),
    Point(200, 366),
)  # beside the middle of each side, in the order of the pairs
ANCHORS = ("end", "start", "middle")
CORNER_ROOM = 0.061  # of a side, left free at each of its ends
MARK = 11  # half the length of a mark across a side


def filled_sides(shares: Sequence[float], line: float) -> list[FilledSide]:
    """Return the three sides, each filled by a share (0 to 1), with marks where `line` is."""
    return [
        _filled(CORNERS[a], CORNERS[b], share, line, label, anchor)
        for (a, b), share, label, anchor in zip(PAIRS, shares, LABELS, ANCHORS, strict=True)
    ]


def _filled(a: Point, b: Point, share: float, line: float, label: Point, anchor: str) -> FilledSide:
    half = 1 / 2 - CORNER_ROOM

    def at(place_on_side: float) -> Point:
        return Point(
            round(a.x + (b.x - a.x) * place_on_side, 1), round(a.y + (b.y - a.y) * place_on_side, 1)
        )

    def across(place_on_side: float) -> Segment:
        length = math.dist(a, b)
        x, y = at(place_on_side)
        dx, dy = MARK * (a.y - b.y) / length, MARK * (b.x - a.x) / length
        return Segment(
            Point(round(x - dx, 1), round(y - dy, 1)), Point(round(x + dx, 1), round(y + dy, 1))
        )

    return FilledSide(
        Segment(at(1 / 2 - half), at(1 / 2 + half)),
        Segment(at(1 / 2 - half * share), at(1 / 2 + half * share)),
        (across(1 / 2 - half * line), across(1 / 2 + half * line)),
        label,
        anchor,
    )


def edges(areas: Sequence[float | None]) -> list[Edge]:
    """Return the three sides, each as thick as its pair is told apart.

    areas: A, 0 to 1, None where too few cases tell.
    """
    return [
        Edge(CORNERS[a], CORNERS[b], _thickness(area), label, anchor, area)
        for (a, b), area, label, anchor in zip(PAIRS, areas, LABELS, ANCHORS, strict=True)
    ]


def _thickness(area: float | None) -> float:
    if area is None:
        return 0
    return round(THINNEST + (THICKEST - THINNEST) * max(0.0, 2 * area - 1), 1)
