"""Compare two texts word by word, and two sets of fields, without Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|[^\s]+")
GAP = " […] "  # what is left out
Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that both versions have, or only one of them."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, as parts in reading order."""

    name: str
    parts: tuple[Part, ...]


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDifference]:
    """Return the fields that differ: new and kept ones in order, then removed ones.

    A field that one of the two lacks counts as empty there.
    """
    names = [*new, *(name for name in old if name not in new)]
    pairs = [(name, old.get(name, ""), new.get(name, "")) for name in names]
    return [
        FieldDifference(name, changed_parts(before, after))
        for name, before, after in pairs
        if before != after
    ]


def changed_parts(old: str, new: str) -> tuple[Part, ...]:
    """Merge two texts into one, with whole words marked as removed or added.

    Removed words stand before those that replace them.
    """
    # Lines are compared before words: a long text would take seconds otherwise.
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        parts += [Part("same", added)] if tag == "equal" else _words(removed, added)
    return tuple(parts)


def near(parts: Sequence[Part], characters: int = 300) -> tuple[Part, ...]:
    """Leave out unchanged text far from any change, whole words at a time.

    `characters`: about how many stay on each side of a change.
    """
    last = len(parts) - 1
    return tuple(
        Part("same", _cut(part.text, characters, first=n == 0, last=n == last))
        if part.kind == "same"
        else part
        for n, part in enumerate(parts)
    )


def _cut(text: str, characters: int, *, first: bool, last: bool) -> str:
    """Keep the end of a text before a change, the beginning of one after it, or both.

    `first`, `last`: nothing changes before or after this text. A short text stays whole.
    """
    if len(text) <= 2 * characters + len(GAP):
        return text
    begins, ends = text[:characters].rpartition(" ")[0], text[-characters:].partition(" ")[2]
    return f"{'' if first else begins}{GAP}{'' if last else ends}"


def _words(old: str, new: str) -> list[Part]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    parts: list[Part] = []
    for _, a, b, c, d in _steps(before, after):
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        if removed == added:
            parts.append(Part("same", added))
        else:
            parts += [
                part for part in (Part("removed", removed), Part("added", added)) if part.text
            ]
    return parts


def _steps(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the steps, like `get_opcodes`, from one list of words to the other.

    A lone space between two changes is merged with them, so that phrases stay whole.
    """
    merged: list[tuple[str, int, int, int, int]] = []
    for step in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        tag, _, b, _, d = step
        space = tag == "equal" and b - step[1] == 1 and before[step[1]].isspace()
        last = merged[-1] if merged else None
        if (
            last
            and last[0] != "equal"
            and (space or tag != "equal")
            and (not space or b < len(before))
        ):
            merged[-1] = ("replace", last[1], b, last[3], d)
        else:
            merged.append(step)
    return merged
