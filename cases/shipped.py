"""The cases of the bank as their files say. No Django."""

from functools import cache
from pathlib import Path

from content.files import read_yaml

from .schema import CaseRecord


@cache
def shipped_cases() -> tuple[CaseRecord, ...]:
    """The cases of the bank, by code; faults in them are the loader's to report."""
    folder = Path(__file__).parent / "data"
    read = [read_yaml(path, path.name, CaseRecord)[0] for path in sorted(folder.glob("*.yaml"))]
    return tuple(entry.record for entries in read for entry in entries)
