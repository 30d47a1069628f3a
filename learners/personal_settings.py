"""Define what a person sets for themselves: looks, notes, keys, and which folds stand open.

They are kept as plain values in `Learner.settings`; what is not there is as it comes.
"""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

THEMES = {"system": "As my device", "light": "Light", "dark": "Dark"}
TEXT_SIZES = {100: "100 %", 112: "112 %", 125: "125 %", 150: "150 %"}  # of the browser's own
MOTIONS = {"system": "As my device", "less": "Always less"}
NOTES = {"folded": "Folded", "open": "Open"}
KEYS = {"on": "On", "off": "Off"}
FOLD_NAME = re.compile(r"[a-z-]{1,40}")
MOST_FOLDS = 60  # that are remembered as open, or as closed; the first ones are forgotten first


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """What a person has set, each value one of those above.

    `folds` names the folds that they opened last, `closed_folds` those that they closed.
    """

    theme: str = "system"
    text_size: int = 100
    motion: str = "system"
    notes: str = "folded"
    keys: str = "on"
    folds: tuple[str, ...] = ()
    closed_folds: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return the settings that a row keeps; what it keeps wrongly is as it comes."""
        choices: dict[str, Container[Any]] = {
            "theme": THEMES,
            "text_size": TEXT_SIZES,
            "motion": MOTIONS,
            "notes": NOTES,
            "keys": KEYS,
        }
        chosen = {name: kept[name] for name in choices if kept.get(name) in choices[name]}
        return cls(
            **chosen,
            folds=tuple(kept.get("folds", ())),
            closed_folds=tuple(kept.get("closed_folds", ())),
        )

    @property
    def attributes(self) -> dict[str, str]:
        """Return the attributes of `<html>` that style sheets and scripts go by."""
        named = {
            "data-theme": self.theme.replace("system", ""),
            "data-text": "" if self.text_size == 100 else str(self.text_size),
            "data-motion": self.motion.replace("system", ""),
            "data-keys": self.keys.replace("on", ""),
        }
        return {name: value for name, value in named.items() if value}

    def stands_open(self, fold: str, *, comes_open: bool) -> bool:
        """Return whether a fold is open; `comes_open` says it where nobody touched it."""
        return fold in self.folds or (comes_open and fold not in self.closed_folds)


def folds_after(before: Iterable[str], opened: Iterable[str], closed: Iterable[str]) -> list[str]:
    """Return the names of the folds that are open now, at most `MOST_FOLDS`, the last ones.

    What is no name of a fold is left out.
    """
    gone = {*opened, *closed}
    names = [name for name in before if name not in gone]
    names += [name for name in dict.fromkeys(opened) if FOLD_NAME.fullmatch(name)]
    return names[-MOST_FOLDS:]
