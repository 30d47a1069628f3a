"""Phenopackets of version 2, as the GA4GH documentation shows them."""

import json
import re

import pytest

from cases.tests.exchange.known import faults, items, settled

from ....exchange.detection import read_file

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
        {
            "type": {"id": "HP:0000508", "label": "Ptosis"},
            "onset": {"ontologyClass": {"label": "Adult onset"}},
        },
        {"type": {"id": "HP:0003236", "label": "Elevated CK"}, "excluded": True},
        {"type": {"id": "HP:0200136", "label": "Oral-pharyngeal dysphagia"}, "excluded": True},
        {"type": {"id": "HP:0030208", "label": "AChR antibody positivity"}},
        {"type": {"id": "HP:0001250", "label": "Seizure"}, "excluded": True},
    ],
    "diseases": [
        {"term": {"id": "OMIM:160900", "label": "Myotonic dystrophy 1"}, "excluded": True},
        {
            "term": {"id": "Orphanet:589", "label": "Myasthenia gravis"},
            "onset": {"age": {"iso8601duration": "P31Y"}},
        },
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


def test_a_confirming_test_that_was_negative_is_coded_as_absent():
    antibodies = {
        "type": {"id": "HP:0030208", "label": "AChR antibody positivity"},
        "excluded": True,
    }

    (draft,) = settled(with_(phenotypicFeatures=[antibodies]))

    assert draft.findings["tests"].absent == ["achr_ab"]
    assert draft.tests == "- Not: AChR antibody positivity"
    assert draft.diagnosis == ""


def test_the_diagnosis_becomes_the_disease_and_all_else_is_noted():
    (draft,) = settled(with_())

    assert draft.disease == "mg"
    assert draft.import_note.splitlines() == [
        "HP:0000651 (Diplopia) is qualified there: Severe.",
        "Excluded there: OMIM:160900, Myotonic dystrophy 1.",
        "Onset of the disease there: at 31 years.",
        "Left out: measurements (1): LOINC:2157-6.",
        "Written there on 2024-01-01.",
        (
            "Orphanet:589 stands here for more than one disease: Myasthenia gravis was taken, not "
            "Ocular myasthenia gravis."
        ),
        "Confirming results stand in the diagnosis, not in a stage.",
        (
            "Absent, but narrower than the finding here, so not coded: HP:0200136 Oral-pharyngeal"
            " dysphagia."
        ),
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

    assert settled(text) == [
        "phenopacket: “patient-7” has a disease that is not known here: OMIM:1, Something"
    ]
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
        (
            {
                "ageRange": {
                    "start": {"iso8601duration": "P45Y"},
                    "end": {"iso8601duration": "P49Y"},
                }
            },
            45,
        ),
        ({"ontologyClass": {"id": "HP:0003581", "label": "Adult onset"}}, None),
    ],
)
def test_ages_are_whole_years(age, years):
    (item,) = items(with_(subject={"timeAtLastEncounter": age}))

    assert item.draft.age == years


def test_one_bad_packet_leaves_the_others():
    found = read_file(
        json.dumps([PACKET, 7, {"id": "empty", "subject": {}, "phenotypicFeatures": []}]).encode(),
        "phenopacket",
    )

    assert len(found.items) == 1
    assert [str(fault) for fault in found.faults] == [
        "[1]: is no phenopacket: write an object",
        "[2]: “empty” has neither features nor a diagnosis",
    ]


def test_a_broken_file_names_the_line():
    assert faults('{"phenotypicFeatures": [\n1,]}', "phenopacket")[0].startswith(
        "line 2: is not JSON"
    )


def test_onset_and_files_of_version_1_are_read():
    text = with_(
        phenotypicFeatures=[
            {"type": {"id": "HP:0000508", "label": "Ptosis"}, "ageOfOnset": {"age": "P14Y"}},
            {
                "type": {"id": "HP:0000651", "label": "Diplopia"},
                "classOfOnset": {"label": "Juvenile onset"},
            },
            {"type": {"id": "HP:0003236", "label": "Elevated CK"}, "negated": True},
        ],
        htsFiles=[{"uri": "file://x"}],
    )

    (draft,) = settled(text)

    assert (draft.examination, draft.history) == (
        "- Ptosis (at 14 years)",
        "- Diplopia (Juvenile onset)",
    )
    assert draft.findings["tests"].absent == ["ck_raised"]
    assert "Left out: files (1)." in draft.import_note


def test_further_diseases_sources_and_relatives_are_noted():
    packet = {
        **PACKET,
        "diseases": [
            {"term": {"id": "MONDO:1", "label": "Gout"}},
            {"term": {"id": "OMIM:254200", "label": "MG"}},
        ],
        "metaData": {"externalReferences": [{"id": "PMID:7", "description": "A report."}]},
    }

    (draft,) = settled(json.dumps({"proband": packet, "relatives": [PACKET, PACKET]}))

    assert draft.disease == "mg"
    assert {
        "More than one disease there: Gout; MG.",
        "Source there: PMID:7 A report.",
        "Left out: relatives (2).",
    } <= set(draft.import_note.splitlines())


def feature(**more):
    return with_(phenotypicFeatures=[{"type": {"id": "HP:0000508", "label": "Ptosis"}, **more}])


TIMES = [
    ({"age": {"iso8601duration": "P3Y"}}, "at 3 years"),
    ({"age": {"iso8601duration": "P0D"}}, "at birth"),
    ({"age": {"iso8601duration": "P1Y6M"}}, "at 1 year 6 months"),
    ({"age": {"iso8601duration": "P1.5Y"}}, "at 1.5 years"),
    ({"age": {"iso8601duration": "P3W"}}, "at 3 weeks"),
    ({"age": {"iso8601duration": "PT12H"}}, "at 12 hours"),
    ({"age": {"iso8601duration": "soon"}}, "at soon"),
    (
        {"ageRange": {"start": {"iso8601duration": "P3Y"}, "end": {"iso8601duration": "P5Y"}}},
        "at 3 to 5 years",
    ),
    (
        {"ageRange": {"start": {"iso8601duration": "P6M"}, "end": {"iso8601duration": "P2Y"}}},
        "at 6 months to 2 years",
    ),
    ({"ageRange": {"end": {"iso8601duration": "P2Y"}}}, "until 2 years"),
    ({"ontologyClass": {"id": "HP:0003577", "label": "Congenital onset"}}, "Congenital onset"),
    ({"ontologyClass": {"id": "HP:0003577"}}, "HP:0003577"),
    ({"gestationalAge": {"weeks": 30}}, "at 30 weeks of pregnancy"),
    ({"gestationalAge": {"weeks": 30, "days": 1}}, "at 30 weeks and 1 day of pregnancy"),
    ({"timestamp": "2014-03-01T00:00:00Z"}, "on 2014-03-01"),
    (
        {"interval": {"start": "2014-03-01T00:00:00Z", "end": "2015-01-31T12:00:00.5Z"}},
        "from 2014-03-01 to 2015-01-31",
    ),
    ({"somethingNew": {"value": 7}}, '{"somethingNew": {"value": 7}}'),
    ("P4Y", "at 4 years"),
    ([{"age": {"iso8601duration": "P4Y"}}], "at 4 years"),
]


@pytest.mark.parametrize("time, words", TIMES)
@pytest.mark.parametrize("spelled", ["camel", "snake"])
def test_every_form_of_a_time_is_told_in_both_spellings(time, words, spelled):
    text = feature(onset=time)
    if spelled == "snake":
        text = re.sub(
            r'"(\w+)":', lambda key: '"' + re.sub(r"([A-Z])", r"_\1", key[1]).lower() + '":', text
        )

    (draft,) = settled(text)

    assert draft.examination == f"- Ptosis ({words})"


@pytest.mark.parametrize("time, words", TIMES)
def test_what_went_is_told_and_not_coded_as_present(time, words):
    (draft,) = settled(feature(onset={"age": {"iso8601duration": "P1Y"}}, resolution=time))

    until = f"until {re.sub('^(at|on|until) ', '', words)}"
    assert draft.history == f"- Earlier: Ptosis (at 1 year, {until})"
    assert draft.findings["examination"].present == []
    assert (
        f"Gone since, so not coded as present: HP:0000508 Ptosis (at 1 year, {until})."
        in draft.import_note
    )


def test_all_that_a_feature_says_is_noted():
    text = feature(
        description="worse at night",
        severity={"id": "HP:0012828", "label": "Severe"},
        modifiers=[{"id": "HP:0012834", "label": "Right"}, {"id": "HP:0031796"}],
        evidence=[{"evidenceCode": {"label": "author statement"}, "reference": {"id": "PMID:9"}}],
        laterality={"label": "Left"},
    )

    (draft,) = settled(text)

    assert {
        "HP:0000508 (Ptosis) is qualified there: Right, HP:0031796, Severe.",
        "HP:0000508 (Ptosis) is described there: worse at night",
        "HP:0000508 (Ptosis) rests there on: author statement PMID:9.",
        "HP:0000508 (Ptosis) there, laterality: Left.",
    } <= set(draft.import_note.splitlines())


def disease(code, label="", **more):
    return {"term": {"id": code, "label": label}, **more}


def interpretation(status, code, label=""):
    return {
        "progressStatus": status,
        "summary": "By panel.",
        "diagnosis": {"disease": {"id": code, "label": label}},
    }


def test_every_diagnosis_is_named_and_the_surest_taken():
    (draft,) = settled(
        with_(
            interpretations=[
                interpretation("SOLVED", "OMIM:160900", "DM1"),
                interpretation("UNSOLVED", "OMIM:9", "Gout"),
            ],
            diseases=[
                disease("OMIM:160900", "DM1"),
                disease("OMIM:254200", "MG"),
                disease("OMIM:8", "Flu", excluded=True),
            ],
        )
    )

    assert draft.disease == "dm1"
    assert {
        "More than one disease there: DM1; MG.",
        "Thought of there, but not solved: OMIM:9, Gout.",
        "Excluded there: OMIM:8, Flu.",
        "Interpretation there: By panel.",
    } <= set(draft.import_note.splitlines())


def test_what_is_still_in_progress_goes_after_a_listed_disease():
    text = with_(
        interpretations=[interpretation("IN_PROGRESS", "OMIM:160900", "DM1")],
        diseases=[disease("OMIM:254200", "MG")],
    )

    (draft,) = settled(text)

    assert draft.disease == "mg"
    assert "Not yet settled there: OMIM:160900, DM1." in draft.import_note
    assert "More than one disease there: MG; DM1." in draft.import_note


def test_all_that_a_disease_says_is_noted():
    (draft,) = settled(
        with_(
            diseases=[
                disease(
                    "OMIM:254200",
                    "MG",
                    onset={"gestationalAge": {"weeks": 30}},
                    resolution={"age": {"iso8601duration": "P40Y"}},
                    diseaseStage=[{"id": "X:1", "label": "Stage II"}],
                )
            ]
        )
    )

    assert {
        "Onset of the disease there: at 30 weeks of pregnancy.",
        "The disease ended there: until 40 years.",
        "Of the disease there, diseaseStage: Stage II.",
    } <= set(draft.import_note.splitlines())


def test_all_that_is_said_of_the_patient_is_noted():
    subject = {
        "id": "P",
        "sex": "FEMALE",
        "dateOfBirth": "1960-05-10T00:00:00Z",
        "timeAtLastEncounter": {"timestamp": "2020-05-09T00:00:00Z"},
        "karyotypicSex": "XO",
        "vitalStatus": {"status": "DECEASED", "timeOfDeath": {"age": {"iso8601duration": "P60Y"}}},
        "taxonomy": {"id": "NCBITaxon:10090", "label": "Mus musculus"},
        "gender": {"label": "Woman"},
    }

    (draft,) = settled(with_(subject=subject))

    assert draft.age == 59
    assert {
        "Born there on 1960-05-10.",
        "Last seen there on 2020-05-09.",
        "Chromosomes there: XO.",
        "Died there at 60 years.",
        "Species there: Mus musculus.",
        "Of the patient there, gender: Woman.",
    } <= set(draft.import_note.splitlines())


@pytest.mark.parametrize(
    "seen, told",
    [
        (
            {
                "ageRange": {
                    "start": {"iso8601duration": "P45Y"},
                    "end": {"iso8601duration": "P49Y"},
                }
            },
            "at 45 to 49 years",
        ),
        ({"ontologyClass": {"label": "Adult"}}, "Adult"),
        ({"gestationalAge": {"weeks": 20}}, "at 20 weeks of pregnancy"),
    ],
)
def test_an_age_that_is_no_plain_one_is_told(seen, told):
    (draft,) = settled(with_(subject={"timeAtLastEncounter": seen}))

    assert f"Last seen there {told}." in draft.import_note


def test_measurements_and_what_is_not_read_are_told_in_words():
    value = {"quantity": {"unit": {"id": "U:1", "label": "U/L"}, "value": 1200}}
    text = with_(
        measurements=[{"assay": {"id": "L:1", "label": "CK"}, "value": value}],
        futureField={"label": "New"},
    )

    (draft,) = settled(text)

    assert "Left out: measurements (1): CK 1200 U/L." in draft.import_note
    assert "FutureField: New." in draft.import_note


def test_the_onset_is_not_taken_for_the_age():
    (draft,) = settled(with_(subject={"sex": "MALE"}))

    assert draft.age == 40
    assert "Age 40 stands in, as none was found" in draft.import_note


@pytest.mark.parametrize(
    "wrap, where",
    [
        (lambda p: {"phenopacket": p}, "phenopacket"),
        (lambda p: {"phenopackets": [p]}, "phenopackets[0]"),
        (lambda p: {"data": {"phenopackets": [p]}}, "data.phenopackets[0]"),
        (lambda p: {"results": [{"phenopacket": p}]}, "results[0].phenopacket"),
        (lambda p: [{"phenopacket": p}], "[0].phenopacket"),
        (lambda p: {"cohort": {"id": "c", "members": [p]}}, "cohort.members[0]"),
        (lambda p: {"family": {"id": "f", "proband": p}}, "family.proband"),
        (lambda p: [{"id": "f", "proband": p}], "[0].proband"),
        (lambda p: {"phenopackets": [{"id": "f", "proband": p}]}, "phenopackets[0].proband"),
    ],
)
def test_wrapped_phenopackets_are_read(wrap, where):
    (item,) = items(json.dumps(wrap(PACKET)))

    assert (item.where, item.title) == (where, "patient-7")


def test_phenopackets_one_a_line_are_read():
    text = json.dumps(PACKET) + "\n" + json.dumps({**PACKET, "id": "patient-8"}) + "\n"

    assert [item.title for item in items(text)] == ["patient-7", "patient-8"]


def test_diagnoses_in_a_list_and_sources_of_a_cohort_are_read():
    old = {"diagnosis": [{"disease": {"id": "OMIM:160900"}}, {"disease": {"id": "OMIM:254200"}}]}
    cohort = {
        "members": [{**PACKET, "interpretations": [old], "diseases": []}],
        "metaData": {"externalReferences": [{"id": "PMID:7"}]},
    }

    (draft,) = settled(json.dumps(cohort))

    assert draft.disease == "dm1"
    assert {
        "More than one disease there: OMIM:160900; OMIM:254200.",
        "Source there: PMID:7",
    } <= set(draft.import_note.splitlines())


def test_what_stands_beside_a_wrapped_phenopacket_is_noted():
    text = json.dumps({"id": "c", "description": "Six siblings", "members": [PACKET]})

    assert items(text)[0].notes[0] == "Beside it there, description: Six siblings."


def test_a_packet_that_excludes_its_only_disease_is_refused_for_that():
    text = with_(diseases=[disease("OMIM:254200", "MG", excluded=True)])

    assert faults(text) == [
        "phenopacket: “patient-7” excludes all diseases that it names: it has no key"
    ]


def test_a_key_in_two_spellings_is_refused():
    assert faults(with_(phenotypic_features=[])) == [
        "phenopacket: has the key phenotypicFeatures twice, in two spellings"
    ]


def with_feature(**says):
    feature = {"type": {"id": "HP:0000508", "label": "Ptosis"}, **says}
    return json.dumps({**PACKET, "phenotypicFeatures": [feature]})


@pytest.mark.parametrize("word", ["yes", "Y", "True", 1])
def test_a_feature_is_excluded_in_any_word(word):
    (draft,) = settled(with_feature(excluded=word))

    assert draft.findings["examination"].absent == ["ptosis"]


def test_a_word_on_exclusion_that_cannot_be_understood_is_told():
    (draft,) = settled(with_feature(excluded="perhaps"))

    assert "HP:0000508 (Ptosis) is excluded there: perhaps." in draft.import_note


def test_a_feature_that_went_at_no_told_time_is_not_coded_as_present():
    (draft,) = settled(with_feature(resolution=True))

    assert draft.findings["examination"].present == []
    assert draft.history == "- Earlier: Ptosis (no longer)"


@pytest.mark.parametrize(
    "onset, words",
    [
        (3, "at 3"),
        ({"gestationalAge": {"weeks": "30", "days": "1"}}, "at 30 weeks and 1 day of pregnancy"),
    ],
)
def test_times_as_loose_tools_write_them_are_told(onset, words):
    (draft,) = settled(with_feature(onset=onset))

    assert f"Ptosis ({words})" in draft.examination


def test_an_age_is_read_in_snake_case_to_the_last_key():
    packet = {
        **PACKET,
        "subject": {
            "id": "x",
            "sex": 2,
            "time_at_last_encounter": {"age": {"iso8601_duration": "P9Y"}},
        },
    }

    (draft,) = settled(json.dumps(packet))

    assert draft.age == 9
    assert "Sex there: 2." in draft.import_note


@pytest.mark.parametrize(
    "wrap",
    [
        lambda packet: {"a": packet, "b": {**packet, "id": "b"}},
        lambda packet: {"response": {"resultSets": [{"results": [packet, {**packet, "id": "b"}]}]}},
        lambda packet: {"cases": [packet], "controls": [{**packet, "id": "b"}]},
        lambda packet: [[packet], [{**packet, "id": "b"}]],
    ],
)
def test_phenopackets_are_found_in_any_envelope(wrap):
    assert [item.title for item in items(json.dumps(wrap(PACKET)))] == ["patient-7", "b"]


def test_the_diagnosis_that_version_1_puts_around_a_phenopacket_is_its_diagnosis():
    around = {
        "phenopacket": PACKET,
        "resolutionStatus": "SOLVED",
        "diagnosis": [{"disease": {"id": "MONDO:0004976"}}],
    }

    (draft,) = settled(json.dumps(around))

    assert draft.disease == "als"


@pytest.mark.parametrize(
    "code",
    ["http://purl.obolibrary.org/obo/MONDO_0004976", "MONDO_0004976", "mondo:0004976"],
)
def test_a_disease_is_found_by_any_spelling_of_its_code(code):
    (draft,) = settled(json.dumps({**PACKET, "diseases": [{"term": {"id": code, "label": "x"}}]}))

    assert draft.disease == "als"


def test_a_finding_is_found_by_the_address_of_its_term():
    (draft,) = settled(
        with_feature(type={"id": "http://purl.obolibrary.org/obo/HP_0000508", "label": "Ptosis"})
    )

    assert draft.findings["examination"].present == ["ptosis"]


def test_very_many_diseases_are_cut_with_a_word():
    diseases = [
        {"term": {"id": "OMIM:160900"}},
        *({"term": {"id": f"OMIM:{number}"}} for number in range(150)),
    ]

    (draft,) = settled(json.dumps({**PACKET, "diseases": diseases}))

    assert "Only the first 100 of 151 diseases were read." in draft.import_note
