"""Words that tell a learner the answer before they have given theirs. No Django."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from knowledge.patterns import Pattern

STEMS = (
    *Pattern,
    *("neuropath", "myopath", "myasthen", "dystroph", "myosit", "neuronopath", "polyneur", "plexopath", "radiculopath"),
    *("neuromuscular", "motor neuron", "motor unit disease", "denervat", "fatigab", "botuli", "lambert"),
)

LONGEST = 40  # letters before a stem within a word, so that a row of letters without end costs no more


def names_of(disease: str, name: str, synonyms: Iterable[str]) -> set[str]:
    """What a disease (its id and name) may be called in a text, in lower case."""
    return {called.casefold() for called in (name, disease, *synonyms, *name.split(", "))}


def naming(names: Collection[str]) -> re.Pattern[str]:
    """Finds these names, as whole words, in a text in lower case."""
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?![\w-])")


def giveaways(text: str, names: Collection[str]) -> list[str]:
    """The names of diseases that a text holds, and its words that name a pattern, in alphabetical order."""
    return sorted({found[0] for found in _telling(frozenset(names)).finditer(text.casefold())})


@lru_cache(maxsize=2)
def _telling(names: frozenset[str]) -> re.Pattern[str]:
    """Finds these names and whole words that hold a stem; a name hides the words within it."""
    named = [naming(names).pattern] if names else []
    stems = "|".join(map(re.escape, STEMS))
    return re.compile("|".join([*named, rf"(?<!\w)\w{{0,{LONGEST}}}?(?:{stems})\w*"]))
