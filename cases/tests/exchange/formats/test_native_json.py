"""Our own JSON."""

import json

import pytest

from cases.schema import CaseDraft
from cases.tests.exchange.known import KNOWN, faults, items

from ....exchange.detection import read_file
from ....exchange.formats import native_json
from ....exchange.mapping import map_item

CASE = {"code": "b7q2x", "title": "A", "disease": "als", "age": 40, "sex": "male"}


@pytest.mark.parametrize(
    "wrap", [lambda case: {"cases": [case]}, lambda case: [case], lambda case: case]
)
def test_a_file_holds_cases_with_a_head_or_without(wrap):
    (item,) = items(json.dumps(wrap(CASE)))

    assert item.draft == CaseDraft.model_validate(CASE)


def test_what_is_written_is_read():
    drafts = [CaseDraft(title='A\n"b" \\ ä', disease="als"), CaseDraft.model_validate(CASE)]

    assert [item.draft for item in items("".join(native_json.write_json(drafts)))] == drafts


def test_every_fault_names_its_element_and_the_good_cases_come_in():
    listed = [CASE, {**CASE, "age": "old", "sex": "x"}, {**CASE, "mood": "glum"}, 7]

    found = faults(json.dumps({"cases": listed}))

    assert [fault.split(":")[0] for fault in found] == ["cases[1]", "cases[2]", "cases[3]"]
    assert "age: is no whole number" in found[0]
    assert "sex: is not 'female', 'male' or ''" in found[0]
    assert "mood: means nothing here" in found[1]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"age": 300}, "age: is above 110"),
        ({"title": "x" * 200}, "title: has more than 120 characters"),
        ({"code": "A-1"}, "code: is no code of five letters and digits"),
        ({"history": "[" * 600}, "history: holds more than 500 of the signs [ or <"),
        ({"claims": "S07.2"}, "claims: is no list"),
        ({"body": {"history": []}}, "body.history: is no object"),
        (
            {"generated_at": "yesterday"},
            "generated_at: is no date and time, such as 2026-11-28T10:00:00Z",
        ),
        ({"generated_at": "2026-11-28T10:00:00"}, "names no time zone"),
    ],
)
def test_faults_are_told_in_words_of_authors(says, told):
    (fault,) = faults(json.dumps([{**CASE, **says}]))

    assert told in fault


def test_a_key_that_stands_twice_is_a_fault_of_its_case():
    text = (
        '{"cases": [{"title": "A", "disease": "als", "age": 40, "age": 50}, {"title": "B",'
        ' "disease": "als"}]}'
    )
    found = read_file(text.encode())

    assert [item.title for item in found.items] == ["B"]
    assert [str(fault) for fault in found.faults] == [
        "cases[0]: “A” has faults: has keys that stand twice: age"
    ]


def test_claims_that_are_not_known_here_are_named_and_left_out():
    (item,) = items(json.dumps({**CASE, "claims": ["S07.2", "S99.9"]}))

    found = map_item("json", item, KNOWN, {})

    assert found.draft.claims == ["S07.2"]
    assert "Claims that are not known here: “S99.9”." in found.draft.import_note


def test_results_of_what_is_not_known_here_are_named_and_left_out():
    (item,) = items(json.dumps({**CASE, "results": {"grip": "Opens.", "palm_reading": "Long."}}))

    found = map_item("json", item, KNOWN, {})

    assert found.draft.results == {"grip": "Opens."}
    assert "Manoeuvres and tests that are not known here: “palm_reading”." in (
        found.draft.import_note
    )
