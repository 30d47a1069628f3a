"""Read the tables of the evidence model from content files. Imports no Django."""

import csv
from functools import cache
from pathlib import Path

from content.files import R, read_yaml

from .inference.model import Model
from .inference.tables import Tables
from .schema import (
    DescribedPatientRecord,
    DiseaseRecord,
    FindingRecord,
    PublishedCaseRecord,
)

DATA = Path(__file__).parent / "data"


def read_tables(folder: Path) -> Tables:
    """Read the tables from the files in a folder such as `knowledge/data`.

    Faults in the files are ignored here; the loader reports them.
    """
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
    """Return the patients described in public sources, in the order of the file.

    Raises ValueError if the file has faults.
    """
    return records("published_cases.yaml", PublishedCaseRecord)


@cache
def described_patients() -> tuple[DescribedPatientRecord, ...]:
    """Return the patients of the phenopacket store, in the order of the file.

    Raises ValueError if the file has faults.
    """
    return records("described_patients.yaml", DescribedPatientRecord)


def records(name: str, record: type[R]) -> tuple[R, ...]:
    """Return the records of a file in DATA, in its order. Raises ValueError if it has faults."""
    entries, faults = read_yaml(DATA / name, name, record)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return tuple(entry.record for entry in entries)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def shipped_model() -> Model:
    return Model.from_tables(read_tables(DATA))
