"""What an author is told while typing."""

import re
import sys
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import Pattern, Stage
from knowledge.shipped import shipped_model
from knowledge.tests.factory import make_finding
from knowledge.traces.parameters import as_traces

from ...admin.views.writing_help import read, shelf
from ...authoring.checks import (
    CodedFinding,
    FindingWords,
    Shelf,
    ShelvedCase,
    WrittenCase,
    writing_help,
)
from ...authoring.giveaways import giveaways, names_of
from ..admin.test_case_version import ADD, written

FINDINGS = {
    "ptosis": FindingWords("Drooping eyelid", Stage.EXAMINATION, "Ptosis", "Look at the lids."),
    "diplopia": FindingWords("Double vision", Stage.HISTORY, "Diplopia"),
    "hmgcr": FindingWords("HMGCR antibodies", Stage.TESTS, held_back=True, synonyms=["anti-HMGCR"]),
    "onset_after_50": FindingWords("First symptoms after age 50", Stage.HISTORY),
}
SHELF = Shelf(
    FINDINGS,
    {
        "mg_achr": ("Myasthenia gravis, with antibodies", Pattern.FATIGABLE),
        "als": ("ALS", Pattern.NEUROGENIC),
    },
    disease_names=names_of(
        "mg_achr", "Myasthenia gravis, with antibodies", ["Erb-Goldflam disease"]
    ),
)
LONGER = (
    "The internationally recognised multidisciplinary investigation demonstrated"
    " electrophysiological abnormality."
)


def case(*coded, **texts):
    texts = {Stage(name): text for name, text in texts.items()}
    return WrittenCase(texts, coded, disease="mg_achr", age=40, sex="female")


def bank_case(title, disease="mg_achr", age=40, sex="female", **findings):
    return ShelvedCase(
        title, disease, SHELF.diseases[disease][1], age, sex, findings, dict.fromkeys(Stage, 50)
    )


def test_a_stage_without_a_text_is_named():
    said = writing_help(case(), SHELF)

    assert [said[stage] for stage in Stage] == [
        ["The history is not written yet."],
        ["The examination is not written yet."],
        ["The tests are not written yet."],
    ]


def test_a_stage_without_a_finding_is_named():
    said = writing_help(case(history="He came."), SHELF)

    assert "No finding is coded at the history." in said["history"]


@pytest.mark.parametrize(
    "text",
    ["Both eyelids droop.", "The right eyelid is drooping.", "There is no ptosis.", "PTOSIS"],
)
def test_a_finding_that_the_text_names_is_asked_for(text):
    said = writing_help(case(examination=text), SHELF)

    assert "Named but not coded: Drooping eyelid." in said["examination"]


def test_a_finding_is_known_by_its_synonyms_but_not_by_a_plain_word_that_says_more_than_it():
    findings = {
        "twitches": FindingWords(
            "Fasciculations", Stage.EXAMINATION, synonyms=["twitching", "muscle twitches"]
        )
    }
    findings["ck"] = FindingWords("Creatine kinase raised", Stage.TESTS, synonyms=["CK"])
    on = replace(SHELF, findings=findings)

    named = writing_help(
        case(examination="Muscle twitches in the calf.", tests="CK 9,000 U/l."), on
    )
    unnamed = writing_help(case(examination="The lid is twitching.", tests="Quick."), on)

    assert "Named but not coded: Fasciculations." in named["examination"]
    assert "Named but not coded: Creatine kinase raised." in named["tests"]
    assert not any("Named" in sentence for said in unnamed.values() for sentence in said)


def test_words_of_a_name_apart_name_nothing():
    said = writing_help(case(examination="The eyelids are level. His shoulders droop."), SHELF)

    assert not any("Named" in sentence for sentence in said["examination"])


def test_a_finding_that_is_coded_at_any_stage_is_not_asked_for():
    said = writing_help(case(CodedFinding("ptosis", Stage.HISTORY), examination="Ptosis."), SHELF)

    assert not any("Named" in sentence for sentence in said["examination"])


@pytest.mark.parametrize(
    "text",
    [
        "Anti-HMGCR positive.",
        "CK 9,000, HMGCR antibodies 120 U.",
        "Anti-AChR negative, anti-HMGCR +",
    ],
)
def test_a_confirming_result_that_the_text_names_is_to_be_kept_for_the_diagnosis(text):
    said = writing_help(case(tests=text), SHELF)

    assert (
        "Confirms, so keep it for the diagnosis unless it was absent: HMGCR antibodies."
        in said["tests"]
    )
    assert not any("Named" in sentence for sentence in said["tests"])


@pytest.mark.parametrize(
    "text",
    ["Anti-HMGCR negative.", "There are no HMGCR antibodies.", "Anti-HMGCR: not found, CK 90."],
)
def test_a_confirming_test_that_was_negative_is_ordinary_evidence(text):
    named = writing_help(case(tests=text), SHELF)
    coded = writing_help(case(CodedFinding("hmgcr", Stage.TESTS, present=False), tests=text), SHELF)

    assert "Named but not coded: HMGCR antibodies." in named["tests"]
    assert not any(
        "onfirm" in sentence
        for said in (named, coded)
        for field in said.values()
        for sentence in field
    )


def test_a_confirming_result_that_is_coded_as_present_is_named():
    said = writing_help(case(CodedFinding("hmgcr", Stage.TESTS), tests="HMGCR antibodies."), SHELF)

    assert "Keep confirming results for the diagnosis: HMGCR antibodies." in said["findings"]


def test_a_coded_finding_without_a_word_of_it_is_named():
    coded = (CodedFinding("ptosis", Stage.EXAMINATION), CodedFinding("diplopia", Stage.EXAMINATION))

    said = writing_help(case(*coded, examination="The lids are level."), SHELF)

    assert "Coded, but no word of it was found here: Double vision." in said["examination"]


def test_what_the_age_says_needs_no_words():
    said = writing_help(
        case(CodedFinding("onset_after_50", Stage.HISTORY), history="He came."), SHELF
    )

    assert not any("no word" in sentence for sentence in said["history"])


def test_words_that_give_the_answer_away_are_named():
    said = writing_help(
        case(history="His Erb-Goldflam disease is fatigable. Myasthenia gravis!"), SHELF
    )

    assert (
        "Gives the answer away: erb-goldflam disease, fatigable, myasthenia gravis."
        in said["history"]
    )


def test_words_that_hold_a_stem_are_told_whole():
    found = giveaways(
        "A polyneuropathy, myopathic changes, motor neurones; demyelinating neuropathy.", {"als"}
    )

    assert found == ["motor neurones", "myopathic", "neuropathy", "polyneuropathy"]


def test_part_of_a_word_is_no_name_of_a_disease():
    assert giveaways("The petals, the palsied als-ready.", {"als"}) == []


def calls(work):
    """How many functions a piece of work calls."""
    n = 0

    def count(frame, event, arg):
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return n


def test_a_long_text_is_read_once_however_many_findings_there_are():
    text = "He walks to the shop and back, then rests on the bench by the door. " * 500
    findings = {f"f{n}": FindingWords(f"Sign {n} of somebody", Stage.HISTORY) for n in range(200)}
    on_few = replace(SHELF, findings={"f0": findings["f0"]})
    on_many = replace(SHELF, findings=findings)

    few = calls(lambda: writing_help(case(history=text), on_few))
    many = calls(lambda: writing_help(case(history=text), on_many))

    assert many < 2 * few


def test_of_a_text_without_end_the_beginning_is_read():
    long = writing_help(case(history="He walks. " * 5000 + "Ptosis."), SHELF)["history"]
    short = writing_help(case(history="He walks. " * 500 + "Ptosis."), SHELF)["history"]

    assert long[0] == "It has 50,007 characters; the help has read the first 40,000."
    assert not any("Named" in sentence for sentence in long)
    assert "Named but not coded: Drooping eyelid." in short
    assert not any("characters" in sentence for sentence in short)


def test_length_and_grade_are_told_and_a_hard_text_is_called_hard():
    easy, hard = (
        writing_help(case(history=text), SHELF)["history"]
        for text in ("He fell. He got up.", LONGER)
    )

    assert "5 words." in easy
    assert "Reads like school year 1." in easy
    assert any("hard; shorten the sentences" in sentence for sentence in hard)


def test_length_is_held_against_the_bank():
    shelf = Shelf(FINDINGS, SHELF.diseases, bank=[bank_case(str(n)) for n in range(10)])

    assert (
        "2 words (most in the bank have 50 to 50)."
        in writing_help(case(history="He fell."), shelf)["history"]
    )


def test_the_model_reads_the_coding_as_it_is_typed():
    shelf = Shelf(
        FINDINGS,
        {**SHELF.diseases, **{d: (d, p) for d, p in shipped_model().tables.patterns.items()}},
        model=shipped_model(),
    )
    clear = case(
        CodedFinding("diplopia", Stage.HISTORY),
        CodedFinding("ptosis", Stage.EXAMINATION, decides=True),
    )
    wrong = WrittenCase(clear.texts, clear.coded, disease="als")

    said, doubted = (writing_help(each, shelf)["findings"] for each in (clear, wrong))

    assert said[0].startswith("The coded findings support the key with ")
    assert said[1] == "The examination decides before any test."
    assert any("Look at the coding" in sentence for sentence in doubted)


def test_lines_that_stand_in_every_case_and_not_in_this_one_are_named():
    (said,) = [
        sentence
        for sentence in writing_help(case(history="A woman of 40 sees double."), SHELF)["history"]
        if sentence.startswith("Lines that stand in every case, and not here: ")
    ]

    assert "bladder and bowel" in said
    assert "chewing" in said


def test_what_the_disease_often_shows_is_to_be_looked_for():
    shelf = Shelf(FINDINGS, SHELF.diseases, model=shipped_model(), shown={"ptosis", "diplopia"})

    said = writing_help(case(CodedFinding("ptosis", Stage.EXAMINATION)), shelf)["findings"]

    assert "Often seen in this disease, and not coded here: Double vision." in said


def test_similar_cases_are_those_of_the_disease_and_those_that_share_findings():
    bank = [
        bank_case("Lids", ptosis=True),
        bank_case("Level", ptosis=False),
        bank_case("Far", "als", ptosis=True),
    ]
    shelf = Shelf(FINDINGS, SHELF.diseases, bank=bank)

    said = writing_help(case(CodedFinding("ptosis", Stage.EXAMINATION)), shelf)["disease"]

    assert said == [
        "The bank has 2 of this disease: Lids; Level.",
        "Most findings shared with: Far (1 of 1); Lids (1 of 1).",
    ]


def test_age_and_sex_are_counted_over_the_pattern():
    bank = [bank_case("A", age=35), bank_case("B", age=70, sex="male"), bank_case("C", "als")]
    shelf = Shelf(FINDINGS, SHELF.diseases, bank=bank)

    assert writing_help(case(), shelf)["age"] == [
        "Cases of this pattern in the bank: 2 (female 1, male 1). Within 10 years of 40: 1."
    ]


def test_what_the_shelf_does_not_know_is_left_aside():
    said = writing_help(
        WrittenCase({}, [CodedFinding("nonsense", Stage.TESTS)], disease="nonsense"), SHELF
    )

    assert "age" not in said


@pytest.mark.django_db
def test_the_panel_says_it_before_anything_is_saved(client, sign_in):
    sign_in("author")
    make_version(title="In the bank")

    page = client.post(
        reverse("admin:cases_caseversion_help"),
        written(history="A myopathy."),
        headers={"HX-Request": "true"},
    )

    text = page.content.decode()
    assert "Gives the answer away: myopathy." in text
    assert "<html" not in text
    assert CaseVersion.objects.count() == 1


@pytest.mark.django_db
def test_without_javascript_the_button_opens_a_page(client, sign_in):
    sign_in("author")

    form = client.get(reverse(ADD)).content.decode()
    page = client.post(
        reverse("admin:cases_caseversion_help"), {"age": "-x", "case_findings-TOTAL_FORMS": "²"}
    )

    assert f'formaction="{reverse("admin:cases_caseversion_help")}"' in form
    assert "The history is not written yet." in page.content.decode()
    assert "<html" in page.content.decode()


@pytest.mark.django_db
def test_enter_in_a_field_saves(client, sign_in):
    sign_in("author")

    form = client.get(reverse(ADD)).content.decode().partition('id="caseversion_form"')[2]

    assert re.search(r'<(?:button|input type="submit")[^>]*', form)[0].endswith('name="_save"')


@pytest.mark.django_db
def test_a_published_page_has_no_panel(client, sign_in):
    sign_in("author")

    assert "Writing help" not in client.get(make_version().get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_shipped_cases_give_nothing_away_and_are_coded_as_they_are_written(shipped):
    held = shelf()
    faults = []
    for version in (
        CaseVersion.objects.filter(current_of__isnull=False)
        .select_related("case")
        .prefetch_related("case_findings")
    ):
        coded = [
            CodedFinding(item.finding_id, Stage(item.stage), item.present, item.decides)
            for item in version.case_findings.all()
        ]
        texts = {stage: getattr(version, stage) for stage in Stage}
        said = writing_help(
            WrittenCase(texts, coded, version.disease_id, version.age, version.sex), held
        )
        faults += [
            f"{version.case.code}: {sentence}"
            for stage in Stage
            for sentence in said[stage]
            if sentence.startswith(("Gives", "Named", "No finding"))
        ]

    assert faults == []


CK = {"ck_raised": FindingWords("Raised creatine kinase", Stage.TESTS)}


@pytest.mark.parametrize(
    ("coded", "value", "told"),
    [
        ([], 640, ["The traces show Raised creatine kinase, and it is not coded."]),
        ([CodedFinding("ck_raised", Stage.TESTS)], 640, []),
        (
            [CodedFinding("ck_raised", Stage.TESTS)],
            90,
            ["Raised creatine kinase is coded as present, and no trace shows it."],
        ),
    ],
)
def test_traces_are_compared_with_the_coding(coded, value, told):
    traces = as_traces([{"kind": "ck", "value": value}])
    typed = replace(case(*coded), traces=traces)

    said = writing_help(typed, replace(SHELF, findings=CK))["findings"]
    unknown = writing_help(replace(typed, age=None), replace(SHELF, findings=CK))["findings"]

    assert [sentence for sentence in said if "trace" in sentence] == told
    assert not any("trace" in sentence for sentence in unknown)


def test_traces_are_read_line_by_line_as_they_are_typed():
    lines = "{kind: ck, value: 640}\n\n{kind: ck, val\n{kind: x}\n" + "[" * 5000
    data = QueryDict(mutable=True)
    data.update({"traces": lines})

    assert read(data).traces == as_traces([{"kind": "ck", "value": 640}])


@pytest.mark.django_db
def test_the_panel_compares_the_traces_that_are_typed(client, sign_in):
    sign_in("author")
    make_finding(id="ck_raised", name="Raised creatine kinase")

    page = client.post(
        reverse("admin:cases_caseversion_help"), written(traces="{kind: ck, value: 640}")
    )

    assert "The traces show Raised creatine kinase, and it is not" in page.content.decode()
