"""What the guide to writing cases asks of the shipped cases, as far as a program can see it."""

import re

import pytest

from knowledge.loaders import Diseases
from knowledge.patterns import Stage

from ..authoring.wording_study import bank

CASES = bank()
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
LONGEST_SENTENCE = 20  # words
MUST_NOT_MISS = {entry.record.id for entry in Diseases().read()[0] if entry.record.must_not_miss}
AIRWAY = {"breathlessness", "reduced_vital_capacity", "neck_weakness"}
SWALLOWING = {"dysphagia", "bulbar_weakness"}
# Muscle diseases in which CK is often normal, so that a normal one does not speak against them.
NORMAL_CK = {"cpeo", "opmd", "dm1", "fshd", "endocrine_myopathy"}
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
RIDDLES = (
    "a fingertip",
    "jerk",
    "fork is felt",
    "hollow",
    "sees single",
    "two of every",
    "cheeks leak",
    "crowd the screen",
    "rolls like",
    "the soles",
    "gutter",
    "the hammer",
    "plump",
    "steals",
)


def sentences(text):
    """The words of each sentence; a semicolon ends one, a decimal point does not."""
    return [
        part.split() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z])|;\s", text.replace("\n", " "))
    ]


def prose(case):
    """All that learners read of a case."""
    record = case.record
    return " ".join(
        (
            *(getattr(record, stage) for stage in Stage),
            record.headline,
            *record.against.values(),
            record.diagnosis,
            record.at_once,
            record.exception,
            record.look_alike.text,
        )
    )


def present(case):
    return {finding for finding, is_present in case.findings(*Stage).items() if is_present}


@EVERY_CASE
def test_a_sentence_of_a_stage_has_at_most_20_words(case):
    texts = [getattr(case.record, stage) for stage in (Stage.HISTORY, Stage.EXAMINATION)]

    assert [
        " ".join(words)
        for text in texts
        for words in sentences(text)
        if len(words) > LONGEST_SENTENCE
    ] == []


@EVERY_CASE
def test_a_history_begins_with_sex_age_and_time(case):
    first = " ".join(sentences(case.record.history)[0])
    age = case.record.age

    assert str(age) in first or (age < len(NUMBERS) and NUMBERS[age] in first)
    assert re.search(r"\b(wom[ae]n|man|girl|boy)\b", first)


@EVERY_CASE
def test_sensation_that_is_called_normal_was_tested_in_two_modalities(case):
    if case.findings(*Stage).get("distal_sensory_loss") is not False:
        pytest.skip("sensation is not called normal")
    examination = case.record.examination.casefold()

    assert re.search(r"\bpin|sharp from blunt", examination)
    assert re.search(r"vibration|joint position|tuning fork", examination)


@EVERY_CASE
def test_what_endangers_airway_or_swallowing_has_a_box_that_says_what_to_do(case):
    signs = present(case)
    box = case.record.at_once.casefold()

    if case.record.disease in MUST_NOT_MISS and signs & SWALLOWING:
        assert re.search(r"swallow|by mouth", box)
    if case.record.disease in MUST_NOT_MISS and signs & AIRWAY:
        assert re.search(r"breath|vital capacity|ventilat|airway|intubat", box)


@EVERY_CASE
def test_a_normal_ck_is_no_argument_against_a_look_alike_in_which_it_is_normal(case):
    argument = case.record.against.get("myogenic", "")
    if case.record.look_alike.disease not in NORMAL_CK:
        pytest.skip("the look-alike raises CK")

    assert not re.search(
        r"CK (is|of|was)\b[^.;]*\b(does|do) not fit|(excluded|ruled out) by [^.;]*CK", argument
    )


@EVERY_CASE
def test_a_case_is_written_in_the_words_of_the_guide(case):
    text = prose(case).casefold()

    assert [word for word in RIDDLES if re.search(rf"\b{word}", text)] == []
