"""Reading, faults and writing back of content files."""

from pathlib import Path

import pytest

from content.files import duplicate_faults, read_csv, read_yaml, write_csv, write_yaml
from knowledge.body_map.regions import places
from knowledge.schema import (
    DiseaseRecord,
    FindingRecord,
    FrequencyRecord,
    LimitRecord,
    ReferenceRecord,
)
from knowledge.shipped import read_rows
from lessons.schema import ClaimRecord, PassageRecord

ROOT = Path(__file__).parents[2]
KNOWLEDGE, LESSONS = ROOT / "knowledge/data", ROOT / "lessons/data"
SHIPPED = [
    (KNOWLEDGE / "references.yaml", ReferenceRecord),
    (KNOWLEDGE / "findings.yaml", FindingRecord),
    (KNOWLEDGE / "diseases.yaml", DiseaseRecord),
    (KNOWLEDGE / "limits.yaml", LimitRecord),
    (LESSONS / "passages.yaml", PassageRecord),
    (LESSONS / "claims.yaml", ClaimRecord),
]


def without_comments(path):
    return "".join(
        line for line in path.read_text().splitlines(keepends=True) if not line.startswith("#")
    ).lstrip("\n")


@pytest.mark.parametrize(("path", "record"), SHIPPED, ids=lambda value: getattr(value, "name", ""))
def test_shipped_yaml_reads_without_faults_and_writes_back_the_same(path, record):
    entries, faults = read_yaml(path, path.name, record)

    assert faults == []
    assert duplicate_faults(entries) == []
    assert write_yaml(entry.record for entry in entries) == without_comments(path)


def test_shipped_frequencies_read_without_faults_and_write_back_the_same():
    path = KNOWLEDGE / "frequencies.csv"

    entries, faults = read_csv(path, path.name, FrequencyRecord)

    assert faults == []
    assert duplicate_faults(entries) == []
    assert write_csv([entry.record for entry in entries], FrequencyRecord) == path.read_text()


def test_a_table_that_a_spreadsheet_saved_reads_the_same(tmp_path):
    shipped, saved = KNOWLEDGE / "frequencies.csv", tmp_path / "frequencies.csv"
    saved.write_text(shipped.read_text(), encoding="utf-8-sig")

    assert read_csv(saved, "", FrequencyRecord) == read_csv(shipped, "", FrequencyRecord)
    assert read_rows(saved) == read_rows(shipped)


def test_read_yaml_names_every_fault_with_its_line(tmp_path):
    path = tmp_path / "references.yaml"
    path.write_text(
        "- id: a-2001\n  authors: A\n  title: T\n  journal: J\n  year: '2001'\n  type: review\n "
        " verified: perhaps\n- id: B 2002\n  authors: B\n  title: T\n  journal: J\n  year: '2002'\n"
        "  type: review\n  verified: true\n  colour: red\n"
    )

    _, faults = read_yaml(path, "references.yaml", ReferenceRecord)

    assert [(fault.line, fault.message.split(":")[0]) for fault in faults] == [
        (7, "verified"),
        (8, "id"),
        (15, "colour"),
    ]


def test_read_yaml_points_at_the_line_where_the_syntax_breaks(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("- id: a\n  title: [1, 2\n- id: b\n")

    entries, faults = read_yaml(path, "x.yaml", ReferenceRecord)

    assert entries == []
    assert [fault.line for fault in faults] == [3]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("right hand", ["right hand"]),
        ("both feet", ["right foot", "left foot"]),
        ("both calves", ["right calf", "left calf"]),
        ("left shoulder blade", ["left shoulder_blade"]),
        ("lower back", ["lower_back"]),
    ],
)
def test_places_names_regions_by_side(words, named):
    assert places(words) == named


@pytest.mark.parametrize("words", ["hand", "right face", "both", "", "left leg"])
def test_places_refuses_what_is_no_place(words):
    with pytest.raises(ValueError, match="no place"):
        places(words)
