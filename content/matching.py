"""Match names with what somebody types in a search field, without Django.

Accents, dashes, capitals, British or American spelling, endings and the order of words do not
matter. A typed word of three letters or more may be the beginning of a word; a shorter one matches
only whole words. Words under five letters are never corrected, since abbreviations that differ by
one letter mean different things.
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
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "than",
        "that",
        "the",
        "to",
        "was",
        "with",
        "can",
        "do",
        "does",
        "how",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
    ]
)

Key = TypeVar("Key", bound=Hashable)


class Fit(IntEnum):
    """A grade of how well a thing fits a query, from the best down."""

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
    """A thing to be found: its names, the best known first, and other text about it."""

    names: Sequence[str]
    text: str = ""


def query_words(wish: str) -> list[str]:
    """Return the words of a query in one spelling, without idle ones such as "the".

    If all words are idle, all are returned.
    """
    return [word for word in words(wish) if word not in IDLE] or words(wish)


def fit(wish: Sequence[str], named: Named, *, beginnings: bool = True) -> Fit | None:
    """Return how well a thing fits these words; None if a word is missing.

    The words come from `query_words`. `beginnings`: a typed word may be the beginning of a
    word.
    """
    every = _said(" \n".join([*named.names, named.text]))
    solid, holds_all = "".join(wish), all(_holds(every, word, beginnings) for word in wish)
    if not wish or not (holds_all or solid in every.solid):
        return None
    names = [_said(name) for name in named.names]
    if any(solid == name.solid or _has_the_words(wish, name) for name in names):
        return Fit.WHOLE
    if not holds_all:
        return None
    if any(_begins(wish, name, beginnings) for name in names):
        return Fit.BEGINS
    return (
        Fit.WITHIN
        if any(all(_holds(name, word, beginnings) for word in wish) for name in names)
        else Fit.TOGETHER
    )


def fits(wish: Sequence[str], shelf: Mapping[Key, Named]) -> dict[Key, Fit]:
    """Return how well each thing on the shelf fits, without those that do not.

    If the words are a whole name of something, they begin no other word: "ALS" does not find
    "also".
    """
    fit_of = {key: one for key, named in shelf.items() if (one := fit(wish, named)) is not None}
    if Fit.WHOLE in fit_of.values():
        fit_of = {
            key: one
            for key in fit_of
            if (one := fit(wish, shelf[key], beginnings=False)) is not None
        }
    return fit_of


def contained(wish: Sequence[str], named: Named) -> bool:
    """Return whether all words of one of the thing's names are among these words."""
    stems = set(map(stem, wish))
    return any(
        name.telling_stems and stems.issuperset(name.telling_stems)
        for name in map(_said, named.names)
    )


def best(wish: str, shelf: Mapping[Key, Named]) -> dict[Fit, list[Key]]:
    """Return the keys of what fits, grouped from the best fit down.

    Within a fit the keys stand in the order of the shelf. If nothing fits, misspelt words are
    corrected and the search is made again.
    """
    wish_words = query_words(wish)
    matches = _sorted(wish_words, shelf)
    return matches or _sorted(mended(wish_words, vocabulary(shelf.values())), shelf)


def other_names(name: str, others: Iterable[str]) -> list[str]:
    """Return the other names that are not part of the name or of an earlier one."""
    new_names: list[str] = []
    keys = [" ".join(words(name))]
    for other in others:
        key = " ".join(words(other))
        if key and not any(key in one for one in keys):
            new_names.append(other)
            keys.append(key)
    return new_names


def vocabulary(shelf: Iterable[Named]) -> set[str]:
    return {word for named in shelf for name in named.names for word in _said(name).row.split()}


def unknown(wish_words: Iterable[str], known_words: Collection[str]) -> list[str]:
    """Return the words that may be misspelt.

    They have five letters or more and are neither a known word nor the beginning of one.
    """
    stems = {stem(word) for word in known_words}
    return [
        word
        for word in wish_words
        if len(word) >= SHORTEST_MENDED
        and stem(word) not in stems
        and not any(other.startswith(word) for other in known_words)
    ]


def mended(wish_words: Sequence[str], known_words: Collection[str]) -> list[str]:
    """Replace each misspelt word (see `unknown`) by the known word most like it.

    A word without a known word like it (`CLOSE`) stays.
    """
    strange = set(unknown(wish_words, known_words))
    return [_nearest(word, known_words) if word in strange else word for word in wish_words]


def _nearest(word: str, known_words: Collection[str]) -> str:
    near = [
        other
        for other in known_words
        if len(other) >= SHORTEST_MENDED - 1 and abs(len(other) - len(word)) <= 2
    ]
    return next(iter(difflib.get_close_matches(word, sorted(near), 1, CLOSE)), word)


def _sorted(wish_words: Sequence[str], shelf: Mapping[Key, Named]) -> dict[Fit, list[Key]]:
    matches: dict[Fit, list[Key]] = {}
    for key, one in fits(wish_words, shelf).items():
        matches.setdefault(one, []).append(key)
    return dict(sorted(matches.items()))


@dataclass(frozen=True, slots=True)
class _Said:
    """A name or text split into words once.

    `row`: its words, each after a space; `solid`: its words without gaps, as in "footdrop" for
    "foot drop"; `telling`: its words that are not idle.
    """

    row: str
    solid: str
    stems: frozenset[str]
    telling: tuple[str, ...]
    telling_stems: tuple[str, ...]


@lru_cache(maxsize=30_000)
def _said(text: str) -> _Said:
    all_words = words(text)
    telling = tuple(word for word in all_words if word not in IDLE)
    row = "".join(f" {word}" for word in all_words)
    return _Said(
        row, "".join(all_words), frozenset(map(stem, all_words)), telling, tuple(map(stem, telling))
    )


def _has_the_words(wish: Sequence[str], name: _Said) -> bool:
    return len(wish) == len(name.telling) and sorted(map(stem, wish)) == sorted(name.telling_stems)


def _begins(wish: Sequence[str], name: _Said, beginnings: bool) -> bool:
    *before, last = wish
    if len(name.telling) <= len(before) or list(name.telling_stems[: len(before)]) != [
        stem(word) for word in before
    ]:
        return False
    return name.telling_stems[len(before)] == stem(last) or (
        beginnings
        and len(last) >= SHORTEST_BEGINNING
        and name.telling[len(before)].startswith(last)
    )


def _holds(name: _Said, word: str, beginnings: bool) -> bool:
    return stem(word) in name.stems or (
        beginnings and len(word) >= SHORTEST_BEGINNING and f" {word}" in name.row
    )
