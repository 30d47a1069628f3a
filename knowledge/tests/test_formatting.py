import pytest

from knowledge.formatting import odds_factor


@pytest.mark.parametrize(
    ("decibans", "words"),
    [(8.5, "×7"), (20, "×100"), (3, "×2"), (1.5, "×1.4"), (0.1, "×1"), (0, "×1"), (-3, "÷2")],
)
def test_odds_are_told_as_a_factor(decibans, words):
    assert odds_factor(decibans) == words
