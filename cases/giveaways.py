"""Words that tell a learner the answer before they have given theirs. No Django."""

import re
from collections.abc import Collection, Iterable

from .patterns import Pattern

STEMS = (
    *Pattern,
    *("neuropath", "myopath", "myasthen", "dystroph", "myosit", "neuronopath", "polyneur", "plexopath", "radiculopath"),
    *("neuromuscular", "motor neuron", "motor unit disease", "denervat", "fatigab", "botuli", "lambert"),
)


def names_of(disease: str, name: str, synonyms: Iterable[str]) -> set[str]:
    """What a disease (its id and name) may be called in a text, in lower case."""
    return {called.casefold() for called in (name, disease, *synonyms, *name.split(", "))}


def naming(names: Collection[str]) -> re.Pattern[str]:
    """Finds these names, as whole words, in a text in lower case."""
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?![\w-])")


def giveaways(text: str, names: Collection[str]) -> list[str]:
    """The names of diseases and the stems of patterns that a text holds, in alphabetical order."""
    plain = text.casefold()
    found = set(naming(names).findall(plain)) if names else set()
    return sorted(found | {str(stem) for stem in STEMS if stem in plain})
