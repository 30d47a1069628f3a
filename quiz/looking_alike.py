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
    """A finding of either case: present, absent or not said (None) in each; whether it tells the two apart."""

    finding: str
    first: bool | None
    second: bool | None
    tells: bool


def compared(first: Iterable[Coded], second: Iterable[Coded]) -> list[Telling]:
    """Every finding of either case, in alphabetical order so that the order says nothing.

    One tells the cases apart if they state it differently, or if it decides in either.
    """
    here, there = ({item.finding: item for item in items} for items in (first, second))
    return [_telling(name, here.get(name), there.get(name)) for name in sorted({*here, *there})]


def _telling(name: str, first: Coded | None, second: Coded | None) -> Telling:
    differs = first is not None and second is not None and first.present != second.present
    decides = any(item is not None and item.decides for item in (first, second))
    return Telling(
        name,
        first.present if first else None,
        second.present if second else None,
        differs or decides,
    )
