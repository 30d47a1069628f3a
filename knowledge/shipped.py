"""Reads the tables of the evidence model from content files. No Django."""

import csv
from functools import cache
from pathlib import Path

from content.files import read_yaml

from .inference.model import Model
from .inference.tables import Tables
from .schema import DiseaseRecord, FindingRecord, PublishedCaseRecord

DATA = Path(__file__).parent / "data"


def read_tables(folder: Path) -> Tables:
    """Tables from the files in a folder such as `knowledge/data`; faults in them are the loader's to report."""
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
    path = DATA / "published_cases.yaml"
    entries, faults = read_yaml(path, path.name, PublishedCaseRecord)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return tuple(entry.record for entry in entries)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def shipped_model() -> Model:
    """The model over the content files of the project, read once."""
    return Model.from_tables(read_tables(DATA))
