"""Compare the findings of two cases that look alike (no Django)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class StatedFinding(NamedTuple):
    """A finding that the prose of a case states, and whether it decides."""

    finding: str
    present: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class ComparedFinding:
    """A finding of either of two cases.

    `first`, `second`: present, absent or not said (None) in each. `decides`: in either.
    """

    finding: str
    first: bool | None
    second: bool | None
    decides: bool = False

    @property
    def tells(self) -> bool:
        """Return whether it tells the two apart.

        They state it differently, or it decides in one of them.
        """
        return self.decides or {self.first, self.second} == {True, False}


def compared(
    first: Iterable[StatedFinding], second: Iterable[StatedFinding]
) -> list[ComparedFinding]:
    here, there = ({item.finding: item for item in items} for items in (first, second))
    # in alphabetical order, so that the order says nothing
    return [_telling(name, here.get(name), there.get(name)) for name in sorted({*here, *there})]


def _telling(
    name: str, first: StatedFinding | None, second: StatedFinding | None
) -> ComparedFinding:
    return ComparedFinding(
        name,
        first.present if first else None,
        second.present if second else None,
        any(item is not None and item.decides for item in (first, second)),
    )
