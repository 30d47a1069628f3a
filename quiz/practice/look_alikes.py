"""Compare the findings of two cases that look alike, and ask about them (no Django)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from knowledge.patterns import KEYS, Key

SHARED = 3  # findings to be marked as the same in both patients, at most
OFFERED = 4  # findings of either kind that are offered as what separates the two
FEWEST = 2  # differing findings offered, though fewer decide
PATIENTS = ("first patient", "second patient")
NUMBERS = ("no", "one", "two", "three", "four", "five")


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
    def differs(self) -> bool:
        """Return whether one case states it as present and the other as absent."""
        return {self.first, self.second} == {True, False}

    @property
    def separates(self) -> bool:
        """Return whether it tells the two apart.

        They state it differently, or it decides in one and is not said in the other. What is the
        same in both separates nothing, though it may decide against a third pattern.
        """
        return self.differs or (self.decides and self.first is not self.second)

    @property
    def is_same(self) -> bool:
        """Return whether both state it alike."""
        return self.first is self.second

    @property
    def is_shared(self) -> bool:
        """Return whether both patients show it."""
        return self.first is True and self.second is True

    def speaks_for(self, first: Key, second: Key) -> Key | None:
        """Return the key, of those of the two cases, that it points to where it is found.

        None for a finding that does not separate them.
        """
        if not self.separates:
            return None
        return first if self.first is True or self.second is False else second


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked about two cases: ids of findings, each list in the order of the alphabet.

    `shared`: among these the learner marks the `count` that both patients show; empty where they
    share none. `separating`: among these the learner picks the one that separates them.
    """

    count: int
    shared: tuple[str, ...]
    separating: tuple[str, ...]


def compared(
    first: Iterable[StatedFinding], second: Iterable[StatedFinding]
) -> list[ComparedFinding]:
    here, there = ({item.finding: item for item in items} for items in (first, second))
    # in alphabetical order, so that the order says nothing
    return [_telling(name, here.get(name), there.get(name)) for name in sorted({*here, *there})]


def questions(rows: Sequence[ComparedFinding], chance: Random) -> Questions:
    """Choose what to offer; the same rows and chance give the same questions.

    As many findings that only one patient shows stand among those that both show, and as many that
    are the same among those that separate, as there are, so that no list gives itself away.
    """
    shared = _some([row for row in rows if row.is_shared], SHARED, chance)
    unshared = _some([row for row in rows if row.differs], SHARED, chance)
    deciding = _some([row for row in rows if row.separates and row.decides], OFFERED, chance)
    others = [row for row in rows if row.separates and row not in deciding]
    telling = [*deciding, *_some(others, max(0, FEWEST - len(deciding)), chance)]
    # what both lack is less of a temptation than what both show
    present = _some([row for row in rows if row.is_shared], OFFERED - 1, chance)
    absent = [row for row in rows if row.is_same and not row.is_shared]
    same = [*present, *_some(absent, OFFERED - len(present), chance)]
    return Questions(
        len(shared),
        _names([*shared, *unshared]) if shared else (),
        _names([*telling, *same]) if telling else _names(rows),
    )


def pair_of(text: str) -> tuple[Key, Key] | None:
    """Read a pair of keys as an address writes it: "neurogenic-myogenic"; None for anything else.

    The pair comes in the order of `KEYS`.
    """
    names = text.split("-")
    keys = tuple(key for key in KEYS if key in names)
    return (keys[0], keys[1]) if len(keys) == len(names) == 2 else None


def pair_text(pair: Iterable[Key]) -> str:
    """Write a pair of keys as an address has it; see `pair_of`."""
    return "-".join(sorted(pair, key=KEYS.index))


def drill_sentence(answers: Sequence[tuple[str, bool]]) -> str:
    """Say in a sentence which answers were right: "First patient right. Finding, not yet."

    `answers`: the name of each within a sentence, and whether it was right. Both patients in one
    list are called so.
    """
    right = [name for name, is_right in answers if is_right]
    wrong = [name for name, is_right in answers if not is_right]
    number = NUMBERS[len(answers)]
    if not wrong:
        return f"All {number} right."
    if not right:
        return f"None of the {number} yet."
    return f"{_listed(right)} right. {_listed(wrong)}, not yet."


def _listed(names: Sequence[str]) -> str:
    if set(PATIENTS) <= set(names):
        first = names.index(PATIENTS[0])
        names = [*names[:first], "both patients", *names[first + 2 :]]
    text = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return text[:1].upper() + text[1:]


def _some(rows: Sequence[ComparedFinding], count: int, chance: Random) -> list[ComparedFinding]:
    return chance.sample(list(rows), min(count, len(rows)))


def _names(rows: Iterable[ComparedFinding]) -> tuple[str, ...]:
    return tuple(sorted({row.finding for row in rows}))


def _telling(
    name: str, first: StatedFinding | None, second: StatedFinding | None
) -> ComparedFinding:
    return ComparedFinding(
        name,
        first.present if first else None,
        second.present if second else None,
        any(item is not None and item.decides for item in (first, second)),
    )
