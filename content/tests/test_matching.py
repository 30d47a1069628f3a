"""How well names fit what is typed."""

import pytest

from ..matching import Fit, Named, best, fit, mended, other_names, query_words

PTOSIS = Named(
    ["Drooping eyelid", "ptosis", "weakness of eyelids", "HP:0000508"], "Ask about the evening."
)


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("Ptosis", Fit.WHOLE),
        ("weak eyelids", Fit.WHOLE),
        ("hp 0000508", Fit.WHOLE),
        ("droopingeyelid", Fit.WHOLE),
        ("droop", Fit.BEGINS),
        ("drooping ey", None),
        ("drooping eye", Fit.BEGINS),
        ("eyelid", Fit.WITHIN),
        ("pto", Fit.BEGINS),
        ("pt", None),
        ("ptosis evening", Fit.TOGETHER),
        ("ptosis morning", None),
        ("", None),
    ],
)
def test_names_fit_from_the_whole_down(words, how):
    assert fit(query_words(words), PTOSIS) == how


def test_the_best_fit_comes_first_and_equals_keep_their_order():
    shelf = {
        "text": Named(["Weakness"], "Or the CK."),
        "within": Named(["Very high CK"]),
        "name": Named(["Creatine kinase raised", "CK"]),
        "other": Named(["Raised CK"]),
    }

    found = best("ck", shelf)

    assert [key for keys in found.values() for key in keys] == ["name", "within", "other", "text"]


def test_a_misspelt_word_is_mended_and_a_short_one_never():
    known = {"ptosis", "gs", "duchenne"}

    assert mended(["ptosys", "gbs", "duchene", "ptos"], known) == [
        "ptosis",
        "gbs",
        "duchenne",
        "ptos",
    ]


def test_other_names_say_something_else():
    assert other_names("Guillain-Barré syndrome", ["GBS", "Guillain-Barre", "gbs", ""]) == ["GBS"]


def test_what_is_a_whole_name_begins_no_other_word():
    shelf = {"als": Named(["ALS"]), "also": Named(["Miyoshi, also Laing"])}

    assert best("als", shelf) == {Fit.WHOLE: ["als"]}
    assert best("alt", {"also": shelf["also"], "altered": Named(["Altered gait"])}) == {
        Fit.BEGINS: ["altered"]
    }
