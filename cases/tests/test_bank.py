"""What the bank of cases must hold, whoever edits it. No database."""

from collections import Counter
from itertools import chain

import pytest

from cases.style_study import bank, by_findings, by_words, explained, right
from knowledge.body_map.regions import drawn
from knowledge.inference.explanation import BEDSIDE, read_case
from knowledge.loaders import Diseases, Findings
from knowledge.patterns import Pattern, Stage
from knowledge.shipped import shipped_model

CASES = bank()
CODES = {case.code: case for case in CASES}
MODEL = shipped_model()
MUST = {"mg_achr", "mg_musk", "botulism", "gbs"}  # crisis, Guillain-Barré, botulism


def reading(case):
    return read_case(MODEL, {stage: case.findings(stage) for stage in Stage}, case.key)


def pairs():
    """Look-alikes that lead to each other's case, each once."""
    linked = [(case.code, case.record.look_alike.case) for case in CASES if case.record.look_alike.case]
    return sorted({tuple(sorted(pair)) for pair in linked if tuple(reversed(pair)) in linked})


def difference(a, b):
    """Findings that two cases code differently, or that only one of them codes."""
    one, other = (CODES[code].findings(*Stage) for code in (a, b))
    return {finding for finding in {*one, *other} if one.get(finding) != other.get(finding)}


def test_there_are_ninety_cases_thirty_a_pattern_of_all_typicalities():
    counts = Counter((case.key, case.record.typicality) for case in CASES)

    assert len(CASES) == 90
    for pattern in Pattern:
        typical, less, atypical = (counts[pattern, name] for name in ("typical", "less_typical", "atypical"))
        assert (typical >= 16, less >= 8, atypical >= 6) == (True, True, True), (pattern, typical, less, atypical)
        assert typical + less + atypical == 30


def test_every_disease_has_a_case_and_the_common_and_the_dangerous_ones_have_more():
    counts = Counter(case.record.disease for case in CASES)

    assert {entry.record.id for entry in Diseases().read()[0]} - set(counts) == set()
    for disease in ("mg_achr", "mg_ocular", "als", "gbs", "cmt", "ibm", "dm", "botulism"):
        assert counts[disease] >= 3, disease


def test_there_are_look_alike_pairs_across_patterns_many_of_them_close():
    close = [pair for pair in pairs() if len(difference(*pair)) <= 2]

    assert len(pairs()) >= 24
    assert len(close) >= 12
    assert all(CODES[a].key != CODES[b].key for a, b in pairs())


@pytest.mark.parametrize("pair", [pair for pair in pairs() if len(difference(*pair)) <= 2], ids="-".join)
def test_what_differs_in_a_close_pair_decides(pair):
    deciding = {finding for code in pair for finding in CODES[code].record.decides}

    assert difference(*pair) & deciding


def test_what_must_not_be_missed_says_what_to_do_at_once():
    warned = [case for case in CASES if case.record.at_once]

    assert len(warned) >= 12
    assert {case.record.disease for case in warned} >= MUST
    assert {case.key for case in warned} == set(Pattern)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_case_is_of_the_length_of_a_good_report(case):
    assert 90 <= case.length <= 220


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_numbers_come_with_units_and_ranges(case):
    assert any(
        unit in case.record.tests for unit in ("U/L", "mV", "µV", "m/s", "%", "ms", "mmol/L", "g/L", "mm", "nmol")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_the_body_map_draws_places_for_a_case(case):
    stages = {stage.value: states for stage, states in case.record.body.items()}

    assert drawn(stages, list(Stage))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_what_is_coded_is_possible(case):
    findings = case.findings(*Stage)
    rows = {entry.record.id: entry.record for entry in Findings().read()[0]}
    present = {finding for finding, said in findings.items() if said}

    assert {finding for finding in present for other in rows[finding].excludes if other in present} == set()
    assert {finding for finding in present for other in rows[finding].implies if findings.get(other) is False} == set()
    assert "confirmatory" not in {rows[finding].role for finding in findings}


@pytest.mark.parametrize("case", [case for case in CASES if case.record.typicality == "typical"], ids=lambda c: c.code)
def test_the_evidence_agrees_with_a_typical_case(case):
    assert reading(case).agrees


def test_the_evidence_agrees_with_most_atypical_cases_and_the_others_explain_it():
    atypical = [case for case in CASES if case.record.typicality == "atypical"]

    agreed = [case for case in atypical if reading(case).agrees]

    assert len(agreed) >= 0.75 * len(atypical)
    assert [case.code for case in CASES if not reading(case).agrees and not case.record.model_note] == []


def test_the_bedside_decides_in_most_cases():
    decided = [case for case in CASES if reading(case).bedside >= BEDSIDE]

    assert len(decided) >= 0.7 * len(CASES)


def test_wording_tells_no_more_than_findings_do():
    assert right(by_words(CASES), CASES) < right(by_findings(CASES, MODEL), CASES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", lambda case: case.record.age),
        ("sex", lambda case: case.record.sex == "female"),
        ("length", lambda case: case.length),
        ("history", lambda case: len(case.record.history.split())),
        ("negatives", lambda case: sum(not said for said in case.findings(*Stage).values())),
        ("findings", lambda case: len(case.findings(*Stage))),
        ("when the person is named", lambda case: case.record.history.find(str(case.record.age))),
    ],
)
def test_what_is_no_finding_does_not_follow_the_pattern(name, value):
    """Of the variance between cases at most a tenth lies between patterns; by chance it is about a fiftieth."""
    assert explained(CASES, value) < 0.1, name


def test_no_sentence_stands_in_two_cases():
    sentences = Counter(
        sentence.strip()
        for case in CASES
        for sentence in case.text.replace("\n", " ").split(". ")
        if len(sentence.split()) >= 6
    )

    assert [sentence for sentence, n in sentences.items() if n > 1] == []


def test_titles_and_headlines_are_not_used_twice():
    for field in ("title", "headline"):
        said = Counter(getattr(case.record, field) for case in CASES)
        assert [text for text, n in said.items() if n > 1] == []


def test_findings_of_the_bedside_are_examined_by_the_bank():
    coded = set(chain.from_iterable(case.findings(*Stage) for case in CASES))
    bedside = {finding for finding, role in MODEL.tables.roles.items() if role == "bedside"}

    assert len(bedside - coded) <= 4, sorted(bedside - coded)
