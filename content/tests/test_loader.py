"""Content into the database and back."""

import re

import pytest
from django.core.management import CommandError, call_command

from cases.loaders import Cases
from cases.models import Case, CaseVersion
from content.loader import dump, load
from content.models import LoadedRecord
from knowledge.loaders import Diseases, Findings, Frequencies, References
from knowledge.models import Disease, Finding, Reference

pytestmark = pytest.mark.django_db


def test_load_content_loads_all_that_is_shipped(capsys):
    call_command("load_content")

    for kind in (Findings(), Diseases(), Frequencies()):
        assert kind.model.objects.count() == len(kind.read()[0]) > 0, kind.name
    assert list(Finding.objects.get(pk="gowers_sign").implies.values_list("pk", flat=True)) == [
        "proximal_leg_weakness"
    ]


def test_load_content_twice_changes_nothing(shipped):
    again = load()

    assert (again.created, again.changed, again.kept_back) == (0, 0, [])


def test_dump_gives_back_the_files_byte_for_byte(shipped):
    changed = [path.name for path, text in dump().items() if path.read_text() != text]

    assert changed == []


def test_load_content_keeps_back_what_an_author_edited_and_lists_it(shipped):
    Finding.objects.filter(pk="ptosis").update(name="Lid droop")

    kept = load().kept_back

    assert kept == ["findings ptosis: edited here since it was loaded"]
    assert Finding.objects.get(pk="ptosis").name == "Lid droop"


def test_what_was_loaded_before_there_was_a_field_is_not_taken_for_edited(shipped):
    kind = Diseases()
    Disease.objects.update(cause="other")
    LoadedRecord.objects.filter(kind=kind.name).delete()
    LoadedRecord.objects.bulk_create(
        LoadedRecord(kind=kind.name, key=key, digest=kind.older_digest(record))
        for key, record in kind.stored().items()
    )
    Disease.objects.filter(pk="als").update(name="ALS")

    kept = load().kept_back

    assert kept == ["diseases als: edited here since it was loaded"]
    assert Disease.objects.get(pk="cidp").cause == "immune"


def test_load_content_replaces_an_edit_when_asked(shipped):
    Finding.objects.filter(pk="ptosis").update(name="Lid droop")

    result = load(overwrite=True)

    assert (result.changed, result.kept_back) == (1, [])
    assert Finding.objects.get(pk="ptosis").name != "Lid droop"


def test_load_content_with_faults_lists_them_all_and_loads_nothing(tmp_path, monkeypatch):
    (tmp_path / "references.yaml").write_text("- id: a-2001\n  title: T\n")
    (tmp_path / "findings.yaml").write_text(
        "- id: droop\n  name: Droop\n  group: exam\n  role: bedside\n  regions: []\n  elicit:"
        " Look.\n  implies: [nothing]\n"
    )
    monkeypatch.setattr(References, "folder", tmp_path)
    monkeypatch.setattr(Findings, "folder", tmp_path)

    with pytest.raises(CommandError) as error:
        call_command("load_content")

    lines = str(error.value).splitlines()
    assert lines[0] == "Nothing was loaded. The content files have faults:"
    assert any(
        "findings.yaml:7: implies: there is no nothing among the findings" in line for line in lines
    )
    assert any("references.yaml:1: authors" in line for line in lines)
    assert Reference.objects.count() == 0


def test_a_key_that_was_corrected_here_is_kept_back_and_not_replaced_by_a_file_with_the_old_one(
    shipped,
):
    version = Case.objects.in_draw().filter(current__disease__pattern="myogenic").first().current
    before = version.disease
    CaseVersion.objects.filter(pk=version.pk).correct_key(
        Disease.objects.filter(pattern="fatigable").first()
    )

    kept = load().kept_back
    with pytest.raises(CommandError) as error:
        call_command("load_content", overwrite=True)

    assert kept == [f"cases {version.case.code}: edited here since it was loaded"]
    assert (
        f"{version.case.code}.yaml:1: The key of version 1 was corrected from {before} to"
        in str(error.value)
    )
    assert version.case.versions.count() == 1


def test_a_file_that_names_a_claim_which_does_not_exist_is_not_loaded(tmp_path, monkeypatch):
    case = next(
        path for path in sorted(Cases.folder.glob("*.yaml")) if "\nclaims: [" in path.read_text()
    )
    (tmp_path / case.name).write_text(
        re.sub(r"(?m)^claims: *\[", "claims: [S99.9, ", case.read_text())
    )
    diseases = (Diseases.folder / "diseases.yaml").read_text()
    (tmp_path / "diseases.yaml").write_text(
        re.sub(r"claims: *\[", "claims: [S99.8, ", diseases, count=1)
    )
    monkeypatch.setattr(Cases, "folder", tmp_path)
    monkeypatch.setattr(Diseases, "folder", tmp_path)

    with pytest.raises(CommandError) as error:
        call_command("load_content")

    faults = [line.split(": ", 1)[1] for line in str(error.value).splitlines()[1:]]
    assert sorted(line for line in faults if line.startswith("claims")) == [
        f"claims: there is no {pk} among the claims" for pk in ("S99.8", "S99.9")
    ]
