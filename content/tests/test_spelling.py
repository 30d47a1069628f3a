"""One spelling for British and American words."""

import pytest

from content.readability import readability, syllables
from content.spelling import alike, stem, words


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Hypokalaemia", "hypokalemia"),
        ("paraesthesia", "paresthesia"),
        ("oedema", "edema"),
        ("oesophagus", "esophagus"),
        ("haematoma", "hematoma"),
        ("tumours", "tumors"),
        ("behaviour", "behavior"),
        ("paralysed", "paralyzed"),
        ("generalised", "generalized"),
        ("sensitisation", "sensitization"),
        ("muscle fibres", "muscle fibers"),
        ("Gowers manoeuvre", "Gowers maneuver"),
        ("Guillain-Barré", "guillain-barre"),
    ],
)
def test_both_spellings_are_alike(british, american):
    assert alike(british) == alike(american)


@pytest.mark.parametrize("word", ["our", "hour", "wise", "rise", "foes"])
def test_short_words_that_only_look_british_stay(word):
    assert alike(word) == word


def test_a_stem_is_the_same_for_the_forms_of_a_word():
    assert stem("Eyelids") == stem("eyelid")
    assert stem("weakness") == stem("weak") == "weak"
    assert stem("is") == "is"


def test_words_come_in_order_without_marks():
    assert words("Lids, (tired) fibres!") == ["lids", "tired", "fibers"]


def test_readability_follows_the_formula():
    text = "The lid falls. She sees two cars."  # 7 words, 2 sentences, 7 beats

    assert readability(text).grade == pytest.approx(0.39 * 7 / 2 + 11.8 * 7 / 7 - 15.59)
    assert (readability(text).words, readability(text).sentences) == (7, 2)


def test_terms_weigh_at_most_two_syllables():
    assert readability("Fasciculation.", terms={"fasciculation"}).grade == pytest.approx(
        0.39 + 11.8 * 2 - 15.59
    )


def test_no_words_have_no_grade():
    assert readability("...").grade is None


@pytest.mark.parametrize(
    ("word", "count"), [("nerve", 1), ("muscle", 2), ("weakness", 2), ("neurogenic", 4)]
)
def test_syllables_are_counted_about_right(word, count):
    assert syllables(word) == count
