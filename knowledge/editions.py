"""Keep what a process makes of the tables until they change."""

import time
import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from .models import KnowledgeRevision

TRUSTED_FOR = 30.0  # seconds until a process looks again whether another one has changed the tables
Made = TypeVar("Made")
_kept: list["KeptOfTables"] = []


class KeptOfTables(Generic[Made]):
    """Something that is made of the tables and kept, with its edition of them.

    An edit by another process is known within 30 s.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: tuple[Made, uuid.UUID | None] | None = None
        self._looked_at = float("-inf")
        _kept.append(self)

    def get(self) -> Made:
        """Return it as the tables are now; it is made again only where they changed."""
        if self._made is None or time.monotonic() - self._looked_at > TRUSTED_FOR:
            edition = KnowledgeRevision.objects.values_list("stamp", flat=True).first()
            if self._made is None or edition is None or edition != self._made[1]:
                self._made = self._make(), edition
            self._looked_at = time.monotonic()
        return self._made[0]

    def look_again(self) -> None:
        """Make the next call look whether the tables have changed."""
        self._looked_at = float("-inf")


def look_at_tables_again() -> None:
    """Make whatever this process keeps look whether the tables have changed."""
    for kept in _kept:
        kept.look_again()
