"""Contrasts computed from frequencies."""

import pytest

from knowledge.patterns import FindingRole, Pattern

from ..inference.frequency import CLASSES, Cell, ListedFrequency, contrast, spread

F, N, M = Pattern


def row(finding, disease, pattern, frequency, basis="consensus"):
    return ListedFrequency(finding, disease, pattern, frequency, basis)


def test_a_cell_is_the_mean_over_all_diseases_of_a_pattern_listed_or_not():
    rows = [
        row("ptosis", "mg", F, "very_frequent", "literature"),
        row("ptosis", "lems", F, "frequent"),
    ]

    cells = contrast(rows, {F: 3, N: 1, M: 0})["ptosis"]

    assert cells[F].share == pytest.approx((0.9 + 0.55 + FindingRole.BEDSIDE.unlisted_share) / 3)
    assert cells[F].bases == {"literature": 1, "consensus": 1}
    assert (cells[F].listed, cells[F].of) == (2, 3)
    assert cells[N] == Cell(FindingRole.BEDSIDE.unlisted_share, 1, {})
    assert cells[M] == Cell(0.0, 0, {})


@pytest.mark.parametrize(
    ("frequency", "word"),
    [
        ("obligate", "nearly always"),
        ("very_frequent", "nearly always"),
        ("frequent", "often"),
        ("occasional", "sometimes"),
        ("very_rare", "rarely"),
        ("excluded", "never"),
    ],
)
def test_a_share_is_said_in_the_word_of_its_class(frequency, word):
    assert Cell(CLASSES[frequency].share, 1, {}).word == word


def test_spread_is_what_lies_between_the_most_and_the_least():
    cells = contrast(
        [row("x", "a", F, "obligate"), row("x", "b", M, "excluded")], {F: 1, N: 1, M: 1}
    )["x"]

    assert spread(cells) == pytest.approx(0.98 - 0.005)
