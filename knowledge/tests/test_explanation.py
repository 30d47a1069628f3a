"""What the model says, in words."""

import pytest

from knowledge.inference.explanation import CaseReading, model_share
from knowledge.patterns import Belief, Pattern, Stage


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0, "below 1 %"),
        (0.4, "below 1 %"),
        (1, "1 %"),
        (73.2, "73 %"),
        (99, "99 %"),
        (99.6, "above 99 %"),
        (100, "above 99 %"),
    ],
)
def test_the_model_is_never_certain(percent, words):
    assert model_share(percent) == words


@pytest.mark.parametrize(
    ("percents", "decided"),
    [
        ((85, 90, 95), Stage.HISTORY),
        ((85, 60, 95), Stage.TESTS),
        ((10, 80, 81), Stage.EXAMINATION),
        ((90, 90, 79), None),
    ],
)
def test_a_stage_decides_if_the_key_keeps_four_fifths_from_it_on(percents, decided):
    path = tuple(Belief.nearest([percent / 100, 1 - percent / 100, 0.0]) for percent in percents)

    assert CaseReading(Pattern.FATIGABLE, path, "mg_achr").decided_at == decided
