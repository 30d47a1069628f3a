"""Two cases that look alike: which findings tell them apart. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Coded(NamedTuple):
    """A finding that the prose of a case states, and whether it decides there."""

    finding: str
    present: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """A finding of either case: present, absent or not said (None) in each; whether it decides in either."""

    finding: str
    first: bool | None
    second: bool | None
    decides: bool = False

    @property
    def tells(self) -> bool:
        """Whether it tells the two apart: they state it differently, or it decides in one of them."""
        return self.decides or {self.first, self.second} == {True, False}


def compared(first: Iterable[Coded], second: Iterable[Coded]) -> list[Telling]:
    """Every finding of either case, in alphabetical order so that the order says nothing."""
    here, there = ({item.finding: item for item in items} for items in (first, second))
    return [_telling(name, here.get(name), there.get(name)) for name in sorted({*here, *there})]


def _telling(name: str, first: Coded | None, second: Coded | None) -> Telling:
    return Telling(
        name,
        first.present if first else None,
        second.present if second else None,
        any(item is not None and item.decides for item in (first, second)),
    )
