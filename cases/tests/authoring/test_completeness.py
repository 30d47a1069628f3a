"""What is missing from a case that should be in every case. No database."""

import re

import pytest

from knowledge.patterns import Stage
from knowledge.shipped import shipped_model

from ...authoring.completeness import LINES, left_open, missing_lines
from .test_writing_guide import GUIDE

TABLES = shipped_model().tables


def fixed_lines(heading):
    """The block of the guide under a heading, which a normal patient has word by word."""
    block = GUIDE.read_text().split(heading)[1].split("\n\n")[2]
    return re.sub(r"[>*]", " ", block)


@pytest.mark.parametrize(
    ("stage", "heading"),
    [
        (Stage.HISTORY, "### Lines that stand in every case"),
        (Stage.EXAMINATION, "### Lines that stand in every examination"),
    ],
)
def test_the_lines_of_the_guide_are_complete_and_each_is_missed(stage, heading):
    text = fixed_lines(heading)

    assert missing_lines(stage, text, 40) == []
    assert missing_lines(stage, "He is well.", 40) == list(LINES[stage])


def test_a_child_is_not_asked_about_smoking():
    assert "smoking and alcohol" in missing_lines(Stage.HISTORY, "", 16)
    assert "smoking and alcohol" not in missing_lines(Stage.HISTORY, "", 15)


def test_what_a_disease_shows_often_and_nobody_says_is_left_open():
    shown = ["ptosis", "fatigable_ptosis", "pes_cavus"]

    assert left_open("mg_achr", {}, shown, TABLES) == ["fatigable_ptosis", "ptosis"]
    assert left_open("mg_achr", {"ptosis": True}, shown, TABLES) == ["fatigable_ptosis"]


def test_what_follows_from_another_coding_is_not_open():
    shown = ["ptosis", "fatigable_ptosis"]

    assert left_open("mg_achr", {"fatigable_ptosis": True}, shown, TABLES) == []
    assert left_open("mg_achr", {"ptosis": False}, shown, TABLES) == []


def test_words_that_only_hold_the_word_do_not_count():
    history = "Interest is kept. The headache reached an untreated peak in the cold."
    missing = missing_lines(Stage.HISTORY, history, 40)

    assert {"effort and rest", "pain", "drugs", "infection before"} <= set(missing)
    assert "rising" in missing_lines(Stage.EXAMINATION, "The irises are normal.", 40)
