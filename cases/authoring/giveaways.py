"""Find words that tell a learner the answer before they have given theirs.

Imports no Django.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from knowledge.patterns import Pattern

STEMS = (
    *Pattern,
    "neuropath",
    "myopath",
    "myasthen",
    "dystroph",
    "myosit",
    "neuronopath",
    "polyneur",
    "plexopath",
    "radiculopath",
    "neuromuscular",
    "motor neuron",
    "motor unit disease",
    "denervat",
    "fatigab",
    "botuli",
    "lambert",
    # of none of the three: what findings are told with, such as "cord" or "brainstem", is none
    "myelopath",
    "cord compress",
    "cord lesion",
    "upper motor neur",
    "parkinson",
    "polymyalgia",
    "sclerosis",
    "functional weakness",
    "functional disorder",
    "conversion disorder",
    "disuse",
    "hemipleg",
)

LONGEST = (
    40  # letters before a stem within a word, so that a row of letters without end costs no more
)


def names_of(disease: str, name: str, synonyms: Iterable[str]) -> set[str]:
    """Return what a disease (its id and name) may be called in a text, in lower case."""
    return {alias.casefold() for alias in (name, disease, *synonyms, *name.split(", "))}


def naming(names: Collection[str]) -> re.Pattern[str]:
    """Compile a pattern for these names, as whole words, in a text in lower case."""
    return re.compile(
        r"(?<![\w-])("
        + "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        + r")(?![\w-])"
    )


def giveaways(text: str, names: Collection[str]) -> list[str]:
    """List the names of diseases in a text and its words that name a key, sorted."""
    return sorted({match[0] for match in _telling(frozenset(names)).finditer(text.casefold())})


@lru_cache(maxsize=2)
def _telling(names: frozenset[str]) -> re.Pattern[str]:
    """Compile a pattern for these names and for whole words that hold a stem."""
    name_patterns = [naming(names).pattern] if names else []
    stems = "|".join(map(re.escape, STEMS))
    # names come first, so that a name hides the words within it
    return re.compile("|".join([*name_patterns, rf"(?<!\w)\w{{0,{LONGEST}}}?(?:{stems})\w*"]))
