"""What the bank of cases must hold, whoever edits it. No database."""

import re
from collections import Counter
from itertools import chain

import pytest

from knowledge.body_map.regions import drawn
from knowledge.inference.explanation import BEDSIDE, read_case
from knowledge.loaders import Diseases, Findings, Manoeuvres
from knowledge.patterns import KEYS, OUTSIDE, Pattern, Stage
from knowledge.shipped import shipped_model

from ..authoring.completeness import left_open, missing_lines
from ..authoring.quoted_limits import (
    disagreements,
    motor_unit_values_without_limit,
    quoted_limits,
)
from ..authoring.wording_study import (
    bank,
    by_findings,
    by_words,
    explained_variance,
    right,
    terms,
)

CASES = bank()
CODES = {case.code: case for case in CASES}
MODEL = shipped_model()
SHOWN = {finding for entry in Manoeuvres().read()[0] for finding in entry.record.findings}
MUST = {"mg_achr", "mg_musk", "botulism", "gbs"}  # crisis, Guillain-Barré, botulism

WITHOUT_A_CASE = set(
    """
    attr_neuropathy b12_neuropathy bmd cip collagen6_dystrophy congenital_myopathy
    cpt2_deficiency dysferlinopathy hnpp hyperpp myotonia_congenita pls pma polio_acute
    radiculopathy_c6 radiculopathy_c7 radiculopathy_c8 radiculopathy_l5 radiculopathy_s1
    toxic_neuropathy
    """.split()
)
"""Diseases of the widened tables that wait for a case; the list only grows shorter."""
FIXED_LINE = re.compile(
    "infection|weight is unchanged|alcohol|double vision|numbness|Bladder|lying flat|No relative"
    "|above the shoulders|come and gone"
)
"""What a sentence of the history says in the same words in many cases, by the guide."""
NOT_EXAMINED = set(
    """
    hearing_loss
    """.split()
)
"""Findings of the widened tables that no case examines yet; the list only grows shorter."""

MEASURES = {  # what a coded finding says of a test
    "ck_raised": r"ck",
    "csf_protein": r"csf_protein",
    "low_potassium": r"potassium",
    "reduced_vital_capacity": r"vital_capacity",
    "low_snap": r".*_sensory_amplitude",
    "low_cmap": r".*_motor_amplitude",
}


def reading(case):
    return read_case(MODEL, {stage: case.findings(stage) for stage in Stage}, case.key)


def pairs():
    """Look-alikes that lead to each other's case, each once."""
    linked = [
        (case.code, case.record.look_alike.case) for case in CASES if case.record.look_alike.case
    ]
    return sorted({tuple(sorted(pair)) for pair in linked if tuple(reversed(pair)) in linked})


def across():
    """Look-alikes that lead to each other's case, one of a pattern and one of none."""
    return [pair for pair in pairs() if OUTSIDE in {CODES[code].key for code in pair}]


def leads_outside(case):
    twin = case.record.look_alike.case
    return bool(twin) and CODES[twin].key is OUTSIDE


def difference(a, b):
    """Findings that one of two patients has and the other has not."""
    one, other = (
        {finding for finding, present in CODES[code].findings(*Stage).items() if present}
        for code in (a, b)
    )
    return one ^ other


def close_pairs():
    """Look-alikes that are told apart by six findings or fewer."""
    return [pair for pair in pairs() if len(difference(*pair)) <= 6]


def test_there_are_150_cases_forty_a_pattern_and_thirty_outside():
    assert Counter(case.key for case in CASES) == dict.fromkeys(Pattern, 40) | {OUTSIDE: 30}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_line_of_clerking_and_examination_stands_in_every_case(case):
    record = case.record
    texts = {Stage.HISTORY: record.history, Stage.EXAMINATION: record.examination}

    assert {stage: missing_lines(stage, text, record.age) for stage, text in texts.items()} == {
        stage: [] for stage in texts
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_sign_that_the_disease_often_shows_is_told(case):
    assert left_open(case.record.disease, case.findings(*Stage), SHOWN, MODEL.tables) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_case_says_when_it_is_decided(case):
    assert case.record.decided_at in list(Stage)


def test_in_some_cases_the_tests_decide():
    decided = Counter(case.record.decided_at for case in CASES)

    assert decided[Stage.TESTS] >= 15
    assert decided[Stage.HISTORY] >= 10


def test_most_cases_have_traces():
    """Of the others the tests hold no number that a machine prints as a curve."""
    assert sum(bool(case.record.traces) for case in CASES) >= 0.9 * len(CASES)


def test_a_broken_rule_is_no_mark_of_a_pattern():
    broken = Counter(case.key for case in CASES if case.record.exception)

    assert {
        pattern: broken[pattern] for pattern in Pattern if not 13 <= broken[pattern] <= 27
    } == {}


def test_all_diseases_but_those_that_wait_have_a_case_and_the_common_and_dangerous_ones_more():
    counts = Counter(case.record.disease for case in CASES)

    shipped = {entry.record.id for entry in Diseases().read()[0]}
    assert shipped - set(counts) - WITHOUT_A_CASE == set()
    assert shipped >= WITHOUT_A_CASE
    for disease in ("mg_achr", "mg_ocular", "als", "gbs", "cidp", "cmt", "ibm", "dm", "botulism"):
        assert counts[disease] >= 3, disease


def test_there_are_look_alike_pairs_across_patterns_many_of_them_close():
    assert len(pairs()) >= 36
    assert len(close_pairs()) >= 10
    assert all(CODES[a].key != CODES[b].key for a, b in pairs())
    assert len(across()) >= 16
    to_outside = [case for case in CASES if case.key is not OUTSIDE and leads_outside(case)]
    assert len(to_outside) >= 16


@pytest.mark.parametrize("pair", close_pairs(), ids="-".join)
def test_what_differs_in_a_close_pair_decides(pair):
    deciding = {finding for code in pair for finding in CODES[code].record.decides}

    assert difference(*pair) & deciding


def test_what_must_not_be_missed_says_what_to_do_at_once():
    warned = [case for case in CASES if case.record.at_once]

    assert len(warned) >= 12
    assert {case.record.disease for case in warned} >= MUST
    assert {case.key for case in warned} == set(KEYS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_case_is_of_the_length_of_a_good_report(case):
    assert 90 <= case.length <= 430


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_numbers_come_with_units_and_ranges(case):
    assert any(
        unit in case.record.tests
        for unit in ("U/L", "mV", "µV", "m/s", "%", "ms", "mmol/L", "g/L", "mm", "nmol")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_limits_are_those_of_the_table_for_age_and_sex(case):
    assert disagreements(case.record) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_motor_units_come_with_their_normal(case):
    assert motor_unit_values_without_limit(case.record.tests) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_values_lie_where_the_coded_findings_say(case):
    coded = case.findings(Stage.TESTS)
    for finding, tests in MEASURES.items():
        measured = [
            quoted.is_abnormal
            for quoted in quoted_limits(case.record.tests)
            if (test := quoted.test()) and re.fullmatch(tests, test.id)
        ]
        if measured and None not in measured:
            assert any(measured) == coded.get(finding, False), finding


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_the_body_map_draws_places_for_a_case(case):
    stages = {stage.value: states for stage, states in case.record.body.items()}

    assert drawn(stages, list(Stage))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_what_is_coded_is_possible(case):
    findings = case.findings(*Stage)
    rows = {entry.record.id: entry.record for entry in Findings().read()[0]}
    present = {finding for finding, said in findings.items() if said}

    assert {
        finding for finding in present for other in rows[finding].excludes if other in present
    } == set()
    assert {
        finding
        for finding in present
        for other in rows[finding].implies
        if findings.get(other) is False
    } == set()
    assert "confirmatory" not in {rows[finding].role for finding in findings}


def test_the_evidence_agrees_with_every_typical_case():
    typical = [case for case in CASES if case.record.typicality == "typical"]

    assert [case.code for case in typical if not reading(case).agrees] == []


def test_the_evidence_agrees_with_most_other_cases_and_the_rest_explain_it():
    atypical = [case for case in CASES if case.record.typicality != "typical"]

    agreed = [case for case in atypical if reading(case).agrees]

    assert len(agreed) >= 0.75 * len(atypical)
    assert [
        case.code for case in CASES if not reading(case).agrees and not case.record.model_note
    ] == []


def test_the_bedside_decides_in_most_cases():
    decided = [case for case in CASES if reading(case).bedside >= BEDSIDE]

    assert len(decided) >= 0.7 * len(CASES)


def test_style_alone_hardly_tells_the_pattern():
    """Words that are no terms of findings, tests, anatomy and grades; chance gives a third."""
    inside = [case for case in CASES if case.key is not OUTSIDE]

    assert right(by_words(inside, without=terms()), inside) <= 0.45 * len(inside)


def test_wording_tells_no_more_than_findings_do():
    assert right(by_words(CASES), CASES) < right(by_findings(CASES, MODEL), CASES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", lambda case: case.record.age),
        ("sex", lambda case: case.record.sex == "female"),
        ("length", lambda case: case.length),
        ("when the person is named", lambda case: case.record.history.find(str(case.record.age))),
    ],
)
def test_what_is_no_finding_does_not_follow_the_pattern(name, value):
    """Of the variance between cases at most a tenth lies between patterns; by chance it is about a
    fiftieth.
    """
    assert explained_variance(CASES, value) < 0.1, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words of the history", lambda case: len(case.record.history.split())),
        ("words of the examination", lambda case: len(case.record.examination.split())),
    ],
)
def test_the_extent_of_the_clerking_hardly_follows_the_pattern(name, value):
    """Every line stands in every case, so only what is found makes a text longer."""
    assert explained_variance(CASES, value) < 1 / 6, name


def test_no_story_is_told_twice():
    """What an examination finds has one wording for all; of a history, short sentences may."""
    sentences = Counter(
        sentence.strip()
        for case in CASES
        for sentence in case.record.history.replace("\n", " ").split(". ")
        if len(sentence.split()) >= 12 and not FIXED_LINE.search(sentence)
    )

    assert [sentence for sentence, n in sentences.items() if n > 1] == []


def test_titles_and_headlines_are_not_used_twice():
    for field in ("title", "headline"):
        said = Counter(getattr(case.record, field) for case in CASES)
        assert [text for text, n in said.items() if n > 1] == []


def test_findings_of_the_bedside_are_examined_by_the_bank():
    coded = set(chain.from_iterable(case.findings(*Stage) for case in CASES))
    bedside = {finding for finding, role in MODEL.tables.roles.items() if role == "bedside"}

    assert len(bedside - coded - NOT_EXAMINED) <= 4, sorted(bedside - coded)
    assert bedside >= NOT_EXAMINED
