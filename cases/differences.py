"""What differs between two texts, word by word, and between two sets of fields. No Django."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|[^\s]+")
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
    """Both texts as one, whole words removed or added; removed words stand before those that replace them."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    found: list[Part] = []
    for _, a, b, c, d in _steps(before, after):
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        if removed == added:
            found.append(Part("same", added))
        else:
            found += [part for part in (Part("removed", removed), Part("added", added)) if part.text]
    return tuple(found)


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
