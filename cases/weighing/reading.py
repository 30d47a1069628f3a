"""Reads the tables of the evidence model from content files. No Django."""

import csv
from functools import cache
from pathlib import Path

from ..content_files import read_yaml
from ..records import CaseRecord, DiseaseRecord, FindingRecord, PublishedCaseRecord
from .tables import Tables


def read_tables(folder: Path) -> Tables:
    """Tables from the files in a folder such as `cases/content`; faults in them are the loader's to report."""
    diseases, _ = read_yaml(folder / "diseases.yaml", "diseases.yaml", DiseaseRecord)
    findings, _ = read_yaml(folder / "findings.yaml", "findings.yaml", FindingRecord)
    return Tables.from_rows(
        (entry.record.model_dump() for entry in diseases),
        (entry.record.model_dump() for entry in findings),
        read_rows(folder / "frequencies.csv"),
        read_rows(folder / "onset_ages.csv"),
    )


@cache
def published_cases() -> tuple[PublishedCaseRecord, ...]:
    """Patients described in public sources, in the order of the file."""
    path = Path(__file__).parents[1] / "content" / "published_cases.yaml"
    entries, faults = read_yaml(path, path.name, PublishedCaseRecord)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return tuple(entry.record for entry in entries)


@cache
def shipped_cases() -> tuple[CaseRecord, ...]:
    """The cases of the bank, by code; faults in them are the loader's to report."""
    folder = Path(__file__).parents[1] / "content" / "cases"
    read = [read_yaml(path, path.name, CaseRecord)[0] for path in sorted(folder.glob("*.yaml"))]
    return tuple(entry.record for entries in read for entry in entries)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
