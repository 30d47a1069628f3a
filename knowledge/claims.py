"""Check and look up claims of the source, which cases and diseases name by id.

The app that teaches the claims owns them and registers itself here as their source.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

CLAIM = re.compile(r"S\d\d\.\d+")


class ClaimSource(Protocol):
    """An app that knows the claims, and the lessons that teach them and the findings."""

    def ids(self) -> Iterable[str]:
        """Return the ids of all claims, in one query."""

    def taught(self, ids: Sequence[str]) -> Sequence[Any]:
        """Return the claims with these ids, each with the first lesson on it; one query."""

    def lessons_about(self, finding: Any) -> Sequence[Any]:
        """Return the lessons that explain a finding, in their order, in one query."""

    def lessons_by_pattern(self) -> Mapping[str, Any]:
        """Return the lesson on each pattern that has one, in one query."""


# there is one source of claims, as there is one source text
class _Registered:
    source: ClaimSource


def register_claims(source: ClaimSource) -> None:
    _Registered.source = source


def source() -> ClaimSource:
    return _Registered.source


def known_claims() -> frozenset[str]:
    return frozenset(source().ids())


def claim_faults(ids: Iterable[str]) -> list[str]:
    claim_ids = list(dict.fromkeys(map(str, ids)))
    existing_ids = known_claims() if claim_ids else frozenset()
    return [
        f"There is no claim {pk}."
        if CLAIM.fullmatch(pk)
        else f"“{pk}” is no id of a claim: write it like S07.2."
        for pk in claim_ids
        if pk not in existing_ids
    ]
