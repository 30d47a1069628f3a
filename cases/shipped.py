"""Read the cases of the bank from their files. Imports no Django."""

from functools import cache
from pathlib import Path

from content.files import read_yaml

from .schema import CaseRecord


@cache
def shipped_cases() -> tuple[CaseRecord, ...]:
    """Return the cases of the bank, by code.

    Faults in their files are ignored here; the loader reports them.
    """
    folder = Path(__file__).parent / "data"
    read = [read_yaml(path, path.name, CaseRecord)[0] for path in sorted(folder.glob("*.yaml"))]
    return tuple(entry.record for entries in read for entry in entries)
