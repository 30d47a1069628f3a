"""Claims of the source as cases and diseases name them: by id. What they are, the app that teaches them says."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

CLAIM = re.compile(r"S\d\d\.\d+")


class ClaimSource(Protocol):
    """What knows the claims, and where they and the findings are taught."""

    def ids(self) -> Iterable[str]:
        """The ids of all claims; one query."""

    def taught(self, ids: Sequence[str]) -> Sequence[Any]:
        """The claims with these ids, each with the first lesson that teaches it; one query."""

    def lessons_about(self, finding: Any) -> Sequence[Any]:
        """The lessons that explain a finding, in their order; one query."""


class _Registered:
    """What knows the claims: there is one, as there is one source text."""

    source: ClaimSource


def register(source: ClaimSource) -> None:
    """Make known what knows the claims."""
    _Registered.source = source


def source() -> ClaimSource:
    """What knows the claims."""
    return _Registered.source


def known_claims() -> frozenset[str]:
    """The ids of all claims; one query."""
    return frozenset(source().ids())


def claim_faults(ids: Iterable[str]) -> list[str]:
    """What is wrong with a list of ids, a sentence each."""
    listed = list(dict.fromkeys(map(str, ids)))
    known = known_claims() if listed else frozenset()
    return [
        f"There is no claim {pk}." if CLAIM.fullmatch(pk) else f"“{pk}” is no id of a claim: write it like S07.2."
        for pk in listed
        if pk not in known
    ]
