"""No field of a case is lost on any way out and back."""

import pytest
from django.utils import timezone

from cases.exchange.exporter import export_cases
from cases.models import Case, CaseFinding, CaseVersion
from cases.tests.factory import make_version
from content.files import read_yaml, write_yaml
from knowledge.tests.factory import make_disease, make_finding

from ..exchange.detection import read_file
from ..schema import CaseDraft, CaseRecord
from ..serializers import SAME, build_version, store_details, to_draft, to_record

pytestmark = pytest.mark.django_db


SPIROMETRY = {"kind": "spirometry", "sitting": 3.1, "predicted": 4.0}


def make_full_version(**fields):
    """A version in which no field has its default; a new field of a case has to be added here."""
    version = make_version(
        published=False,
        **{
            "typicality": "atypical",
            "at_once": "Ask for a bed with a ventilator.",
            "model_note": "The model has no such age.",
            "exception": "Reflexes are kept until late.",
            "body": {"examination": {"weak": ["neck"], "wasted": ["right hand"]}},
            "decided_at": "examination",
            "results": {"grip": "The grip opens at once.", "lids": "The left lid droops."},
            "traces": [{"kind": "ck", "value": 90.0}, SPIROMETRY],
            "claims": ["S07.2"],
            "look_alike_case": Case.objects.create(),
            "reviewed_by": "A. Clinician, neurologist",
            "change": "clinical",
            "generated_at": timezone.now(),
            "stubs": {"history": "- Diplopia: present."},
            "import_note": "A picture was left out.",
            **fields,
        },
    )
    CaseFinding.objects.create(
        version=version, finding=make_finding(), stage="tests", present=False
    )
    return version


@pytest.mark.parametrize("name", CaseDraft.model_fields)
def test_the_full_version_says_something_in_every_field(name):
    version = make_full_version()

    assert getattr(to_draft(version), name) != CaseDraft.model_fields[name].default


@pytest.mark.parametrize("form", ["json", "csv"])
def test_every_field_comes_back_from_a_file_of_another_system(form):
    version = make_full_version()

    (item,) = read_file(b"".join(export_cases(CaseVersion.objects.all(), form))).items

    assert item.draft == to_draft(version)


def test_every_field_comes_back_from_a_content_file(tmp_path):
    version = make_full_version()
    path = tmp_path / "case.yaml"
    path.write_text(write_yaml([to_record(version)], single=True))

    entries, faults = read_yaml(path, path.name, CaseRecord)

    assert faults == []
    assert [entry.record for entry in entries] == [to_record(version)]


def test_a_version_that_is_built_of_a_draft_says_the_same():
    version = make_full_version()

    built = build_version(to_draft(version), Case.objects.create())
    built.look_alike_case = version.look_alike_case
    built.save()
    store_details(built, to_draft(version))

    assert to_draft(built) == to_draft(version).model_copy(update={"code": built.case.code})


@pytest.mark.parametrize("name", SAME)
def test_a_field_that_differs_is_named_where_versions_are_compared(name):
    """But for what no author writes."""
    if name in ("change", "generated_at", "stubs", "import_note"):
        return
    other = {
        "age": 41,
        "sex": "male",
        "typicality": "typical",
        "body": {},
        "decided_at": "tests",
        "results": {},
        "traces": [],
        "claims": [],
    }
    before = make_full_version()
    after = make_full_version(
        **{
            "disease": before.disease,
            "look_alike": before.look_alike,
            "look_alike_case": before.look_alike_case,
            name: other.get(name, "Something else."),
        }
    )

    said = {key: text for key, text in before.said().items() if after.said()[key] != text}

    assert set(said) - {"findings", "references"} == {
        {"body": "body map"}.get(name, name.replace("_", " "))
    }


def test_what_confirmed_an_old_key_and_when_it_was_decided_are_left_out():
    confirming = {"kind": "spirometry", "sitting": 2, "predicted": 4, "with_answer": True}
    traces = [{"kind": "ck", "value": 90.0}, confirming]
    version = make_full_version(traces=traces)
    version.written_for = make_disease("neurogenic")

    explained, corrected = to_draft(make_full_version(traces=traces)), to_draft(version)

    assert (explained.decided_at, len(explained.traces)) == ("examination", 2)
    assert corrected.decided_at == ""
    assert [trace.kind for trace in corrected.traces] == ["ck"]
