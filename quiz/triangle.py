"""The triangle: where a belief lies on it. Same geometry, same corners, everywhere. No Django."""

from typing import NamedTuple

from cases.patterns import Belief, Pattern


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
