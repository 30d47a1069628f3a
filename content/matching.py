"""How well the names of a thing fit what somebody types in a search field. No Django.

Accents, dashes, capitals, British or American spelling and endings do not matter, nor does the order of the words.
A word of three letters or more may be the beginning of one; a shorter one stands only for itself, and a short word is
never taken for a misspelt one: abbreviations differ by a letter and mean something else.
"""

import difflib
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TypeVar

from .spelling import stem, words

SHORTEST_BEGINNING = 3  # letters
SHORTEST_MENDED = 5  # letters
CLOSE = 0.75  # likeness (0 to 1) from which a word that occurs nowhere is taken for a misspelt one
IDLE = frozenset(
    [
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "no"),
        *("not", "of", "on", "or", "than", "that", "the", "to", "was", "with"),
        *("can", "do", "does", "how", "what", "when", "where", "which", "who", "why"),
    ]
)

Key = TypeVar("Key", bound=Hashable)


class Fit(IntEnum):
    """From the best down."""

    WHOLE = 0
    """A name, abbreviation or code is just what was typed."""
    BEGINS = 1
    """A name begins with it."""
    WITHIN = 2
    """One name holds every word of it."""
    TOGETHER = 3
    """The names and the text together hold every word of it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What may be found: the names it goes by, the best known first, and more that is said of it."""

    names: Sequence[str]
    text: str = ""


def asked(wish: str) -> list[str]:
    """The words of a wish in one spelling, without those that say nothing unless there are no others."""
    return [word for word in words(wish) if word not in IDLE] or words(wish)


def fit(wish: Sequence[str], named: Named, *, beginnings: bool = True) -> Fit | None:
    """How well it fits these words (see `asked`); None if a word is missing. `beginnings`: a word may be one."""
    every = _said(" \n".join([*named.names, named.text]))
    solid, holds_all = "".join(wish), all(_holds(every, word, beginnings) for word in wish)
    if not wish or not (holds_all or solid in every.solid):
        return None
    said = [_said(name) for name in named.names]
    if any(solid == name.solid or _has_the_words(wish, name) for name in said):
        return Fit.WHOLE
    if not holds_all:
        return None
    if any(_begins(wish, name, beginnings) for name in said):
        return Fit.BEGINS
    return Fit.WITHIN if any(all(_holds(name, word, beginnings) for word in wish) for name in said) else Fit.TOGETHER


def fits(wish: Sequence[str], shelf: Mapping[Key, Named]) -> dict[Key, Fit]:
    """How well each fits that does. What is a whole name of something begins no other word: "ALS" is not "also"."""
    found = {key: one for key, named in shelf.items() if (one := fit(wish, named)) is not None}
    if Fit.WHOLE in found.values():
        found = {key: one for key in found if (one := fit(wish, shelf[key], beginnings=False)) is not None}
    return found


def contained(wish: Sequence[str], named: Named) -> bool:
    """Whether a whole name stands among these words."""
    stems = set(map(stem, wish))
    return any(name.telling_stems and stems.issuperset(name.telling_stems) for name in map(_said, named.names))


def best(wish: str, shelf: Mapping[Key, Named]) -> dict[Fit, list[Key]]:
    """What fits, by how well; within a fit in the order of the shelf. Misspelt words are mended if nothing fits."""
    sought = asked(wish)
    found = _sorted(sought, shelf)
    return found or _sorted(mended(sought, vocabulary(shelf.values())), shelf)


def other_names(name: str, others: Iterable[str]) -> list[str]:
    """Those of the other names that say something else than the name or one before them."""
    listed: list[str] = []
    said = [" ".join(words(name))]
    for other in others:
        key = " ".join(words(other))
        if key and not any(key in one for one in said):
            listed.append(other)
            said.append(key)
    return listed


def vocabulary(shelf: Iterable[Named]) -> set[str]:
    """All words of the names, in one spelling."""
    return {word for named in shelf for name in named.names for word in _said(name).row.split()}


def unknown(sought: Iterable[str], known: Collection[str]) -> list[str]:
    """Words that are long enough to be misspelt, and neither a known word nor the beginning of one."""
    stems = {stem(word) for word in known}
    return [
        word
        for word in sought
        if len(word) >= SHORTEST_MENDED
        and stem(word) not in stems
        and not any(other.startswith(word) for other in known)
    ]


def mended(sought: Sequence[str], known: Collection[str]) -> list[str]:
    """Each word, or the one most like it if it is misspelt."""
    strange = set(unknown(sought, known))
    return [_nearest(word, known) if word in strange else word for word in sought]


def _nearest(word: str, known: Collection[str]) -> str:
    near = [other for other in known if len(other) >= SHORTEST_MENDED - 1 and abs(len(other) - len(word)) <= 2]
    return next(iter(difflib.get_close_matches(word, sorted(near), 1, CLOSE)), word)


def _sorted(sought: Sequence[str], shelf: Mapping[Key, Named]) -> dict[Fit, list[Key]]:
    found: dict[Fit, list[Key]] = {}
    for key, one in fits(sought, shelf).items():
        found.setdefault(one, []).append(key)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _Said:
    """A name or text, read once.

    Its words in a row, each after a space; without gaps, as in "footdrop" for "foot drop"; those that are not idle.
    """

    row: str
    solid: str
    stems: frozenset[str]
    telling: tuple[str, ...]
    telling_stems: tuple[str, ...]


@lru_cache(maxsize=30_000)
def _said(text: str) -> _Said:
    found = words(text)
    telling = tuple(word for word in found if word not in IDLE)
    row = "".join(f" {word}" for word in found)
    return _Said(row, "".join(found), frozenset(map(stem, found)), telling, tuple(map(stem, telling)))


def _has_the_words(wish: Sequence[str], name: _Said) -> bool:
    return len(wish) == len(name.telling) and sorted(map(stem, wish)) == sorted(name.telling_stems)


def _begins(wish: Sequence[str], name: _Said, beginnings: bool) -> bool:
    *before, last = wish
    if len(name.telling) <= len(before) or list(name.telling_stems[: len(before)]) != [stem(word) for word in before]:
        return False
    return name.telling_stems[len(before)] == stem(last) or (
        beginnings and len(last) >= SHORTEST_BEGINNING and name.telling[len(before)].startswith(last)
    )


def _holds(name: _Said, word: str, beginnings: bool) -> bool:
    return stem(word) in name.stems or (beginnings and len(word) >= SHORTEST_BEGINNING and f" {word}" in name.row)
