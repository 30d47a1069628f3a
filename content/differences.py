"""What differs between two texts, word by word, and between two sets of fields. No Django."""

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
    """A stretch of text that both have, or one of them alone."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What happened to one field, in parts that read in order."""

    name: str
    parts: tuple[Part, ...]


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDifference]:
    """The fields that differ, in the order of the new one; a field that one of them lacks is empty there."""
    names = [*new, *(name for name in old if name not in new)]
    pairs = [(name, old.get(name, ""), new.get(name, "")) for name in names]
    return [FieldDifference(name, parts(before, after)) for name, before, after in pairs if before != after]


def parts(old: str, new: str) -> tuple[Part, ...]:
    """Both texts as one, whole words removed or added; removed words stand before those that replace them.

    Lines are compared first, then the words of those that differ: a long text would take seconds else.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        found += [Part("same", added)] if tag == "equal" else _words(removed, added)
    return tuple(found)


def near(found: Sequence[Part], characters: int = 300) -> tuple[Part, ...]:
    """The same with what stands far from any change left out, whole words at a time."""
    last = len(found) - 1
    return tuple(
        Part("same", _cut(part.text, characters, first=n == 0, last=n == last)) if part.kind == "same" else part
        for n, part in enumerate(found)
    )


def _cut(text: str, characters: int, *, first: bool, last: bool) -> str:
    """The end of a text before a change, the beginning of one after it, or both."""
    if len(text) <= 2 * characters + len(GAP):
        return text
    begins, ends = text[:characters].rpartition(" ")[0], text[-characters:].partition(" ")[2]
    return f"{'' if first else begins}{GAP}{'' if last else ends}"


def _words(old: str, new: str) -> list[Part]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    found: list[Part] = []
    for _, a, b, c, d in _steps(before, after):
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        if removed == added:
            found.append(Part("same", added))
        else:
            found += [part for part in (Part("removed", removed), Part("added", added)) if part.text]
    return found


def _steps(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Steps from one to the other; a lone space between two changes belongs to them, so that phrases stay whole."""
    merged: list[tuple[str, int, int, int, int]] = []
    for step in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        tag, _, b, _, d = step
        space = tag == "equal" and b - step[1] == 1 and before[step[1]].isspace()
        last = merged[-1] if merged else None
        if last and last[0] != "equal" and (space or tag != "equal") and (not space or b < len(before)):
            merged[-1] = ("replace", last[1], b, last[3], d)
        else:
            merged.append(step)
    return merged
