"""Claims of the source as cases and diseases name them: by id. Which ids there are, an app above says."""

import re
from collections.abc import Callable, Iterable

CLAIM = re.compile(r"S\d\d\.\d+")

_sources: list[Callable[[], Iterable[str]]] = []


def register(ids: Callable[[], Iterable[str]]) -> None:
    """Make known what says which claims there are."""
    _sources.append(ids)


def known_claims() -> frozenset[str]:
    """The ids of all claims; one query."""
    return frozenset(pk for source in _sources for pk in source())


def claim_faults(ids: Iterable[str]) -> list[str]:
    """What is wrong with a list of ids, a sentence each."""
    listed = list(dict.fromkeys(map(str, ids)))
    known = known_claims() if listed else frozenset()
    return [
        f"There is no claim {pk}." if CLAIM.fullmatch(pk) else f"“{pk}” is no id of a claim: write it like S07.2."
        for pk in listed
        if pk not in known
    ]
