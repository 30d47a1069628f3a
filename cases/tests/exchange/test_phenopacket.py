"""Phenopackets of version 2, as the GA4GH documentation shows them."""

import json

import pytest

from cases.exchange.reading import read

from .known import faults, items, settled

PACKET = {
    "id": "patient-7",
    "subject": {
        "id": "P7",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P34Y8M"}},
        "sex": "FEMALE",
        "karyotypicSex": "XX",
    },
    "phenotypicFeatures": [
        {
            "type": {"id": "HP:0000651", "label": "Diplopia"},
            "onset": {"age": {"iso8601duration": "P31Y"}},
            "severity": {"id": "HP:0012828", "label": "Severe"},
        },
        {"type": {"id": "HP:0000508", "label": "Ptosis"}, "onset": {"ontologyClass": {"label": "Adult onset"}}},
        {"type": {"id": "HP:0003236", "label": "Elevated CK"}, "excluded": True},
        {"type": {"id": "HP:0200136", "label": "Oral-pharyngeal dysphagia"}, "excluded": True},
        {"type": {"id": "HP:0030208", "label": "AChR antibody positivity"}},
        {"type": {"id": "HP:0001250", "label": "Seizure"}, "excluded": True},
    ],
    "diseases": [
        {"term": {"id": "OMIM:160900", "label": "Myotonic dystrophy 1"}, "excluded": True},
        {"term": {"id": "Orphanet:589", "label": "Myasthenia gravis"}, "onset": {"age": {"iso8601duration": "P31Y"}}},
    ],
    "measurements": [{"assay": {"id": "LOINC:2157-6"}}],
    "metaData": {"created": "2024-01-01T00:00:00Z", "phenopacketSchemaVersion": "2.0"},
}


def with_(**changes):
    return json.dumps({**PACKET, **changes})


def test_terms_become_findings_and_excluded_ones_are_absent():
    (draft,) = settled(with_())

    coded = {stage: (words.present, words.absent) for stage, words in draft.findings.items()}
    assert coded == {
        "history": (["diplopia"], []),
        "examination": (["ptosis"], []),
        "tests": ([], ["ck_raised"]),
    }
    assert draft.history == "- Diplopia (at 31 years)\n- Not: Oral-pharyngeal dysphagia"
    assert draft.examination == "- Ptosis (Adult onset)"
    assert draft.diagnosis == "- AChR antibody positivity"
    assert (draft.title, draft.age, draft.sex) == ("patient-7", 34, "female")


def test_the_diagnosis_becomes_the_disease_and_all_else_is_noted():
    (draft,) = settled(with_())

    assert draft.disease == "mg"
    assert draft.import_note.splitlines() == [
        "HP:0000651 (Diplopia) is qualified there: Severe.",
        "Excluded there: OMIM:160900, Myotonic dystrophy 1.",
        "Onset of the disease there: at 31 years.",
        "Left out: measurements (1).",
        "Orphanet:589 stands here for more than one disease: Myasthenia gravis was taken, not "
        "Ocular myasthenia gravis.",
        "Confirming results stand in the diagnosis, not in a stage.",
        "Absent, but narrower than the finding here, so not coded: HP:0200136 Oral-pharyngeal dysphagia.",
        "No finding here for: HP:0001250 Seizure, absent.",
        "The prose is a list of terms: write it out.",
    ]


@pytest.mark.parametrize("code", ["OMIM:254200", "omim:254200", "ORPHA:589", "MIM:254200"])
def test_diseases_are_found_by_any_of_their_codes(code):
    (draft,) = settled(with_(diseases=[{"term": {"id": code}}]))

    assert draft.disease == "mg"


def test_the_diagnosis_of_an_interpretation_goes_first():
    solved = {
        "progressStatus": "SOLVED",
        "diagnosis": {"disease": {"id": "MONDO:0004976"}, "genomicInterpretations": [{}]},
    }

    (draft,) = settled(with_(interpretations=[solved]))

    assert draft.disease == "als"
    assert "Left out: genomic interpretations (1)" in draft.import_note


def test_an_unknown_disease_is_refused_unless_it_is_mapped():
    text = with_(diseases=[{"term": {"id": "OMIM:1", "label": "Something"}}])

    assert settled(text) == ["phenopacket: “patient-7” has a disease that is not known here: OMIM:1, Something"]
    assert settled(text, **{"omim:1": "dm1"})[0].disease == "dm1"


@pytest.mark.parametrize("wrap", [lambda p: [p, p], lambda p: {"id": "c", "members": [p, p]}])
def test_lists_and_cohorts_hold_many(wrap):
    assert len(items(json.dumps(wrap(PACKET)))) == 2


def test_a_family_is_its_proband():
    assert [item.where for item in items(json.dumps({"id": "f", "proband": PACKET}))] == ["proband"]


@pytest.mark.parametrize(
    "age, years",
    [
        ({"age": {"iso8601duration": "P40Y"}}, 40),
        ({"age": {"iso8601duration": "P30M"}}, 2),
        ({"ageRange": {"start": {"iso8601duration": "P45Y"}, "end": {"iso8601duration": "P49Y"}}}, 45),
        ({"ontologyClass": {"id": "HP:0003581", "label": "Adult onset"}}, None),
    ],
)
def test_ages_are_whole_years(age, years):
    (item,) = items(with_(subject={"timeAtLastEncounter": age}))

    assert item.draft.age == years


def test_one_bad_packet_leaves_the_others():
    found = read(
        json.dumps([PACKET, 7, {"id": "empty", "subject": {}, "phenotypicFeatures": []}]).encode(), "phenopacket"
    )

    assert len(found.items) == 1
    assert [str(fault) for fault in found.faults] == [
        "[1]: is no phenopacket: write an object",
        "[2]: “empty” has neither features nor a diagnosis",
    ]


def test_a_broken_file_names_the_line():
    assert faults('{"phenotypicFeatures": [\n1,]}', "phenopacket")[0].startswith("line 2: is not JSON")


def test_onset_and_files_of_version_1_are_read():
    text = with_(
        phenotypicFeatures=[
            {"type": {"id": "HP:0000508", "label": "Ptosis"}, "ageOfOnset": {"age": "P14Y"}},
            {"type": {"id": "HP:0000651", "label": "Diplopia"}, "classOfOnset": {"label": "Juvenile onset"}},
            {"type": {"id": "HP:0003236", "label": "Elevated CK"}, "negated": True},
        ],
        htsFiles=[{"uri": "file://x"}],
    )

    (draft,) = settled(text)

    assert (draft.examination, draft.history) == ("- Ptosis (at 14 years)", "- Diplopia (Juvenile onset)")
    assert draft.findings["tests"].absent == ["ck_raised"]
    assert "Left out: files (1)." in draft.import_note


def test_further_diseases_sources_and_relatives_are_noted():
    packet = {
        **PACKET,
        "diseases": [{"term": {"id": "MONDO:1", "label": "Gout"}}, {"term": {"id": "OMIM:254200", "label": "MG"}}],
        "metaData": {"externalReferences": [{"id": "PMID:7", "description": "A report."}]},
    }

    (draft,) = settled(json.dumps({"proband": packet, "relatives": [PACKET, PACKET]}))

    assert draft.disease == "mg"
    assert {
        "More than one disease there: Gout; MG.",
        "Source there: PMID:7 A report.",
        "Left out: relatives (2).",
    } <= set(draft.import_note.splitlines())
