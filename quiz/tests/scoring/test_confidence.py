"""Whether a learner is as often right as they are sure."""

import pytest

from quiz.scoring.calibration import murphy
from quiz.scoring.confidence import bands, confidence_bias

IN_STEP = "in step with your results so far"


def test_confidence_without_answers_has_no_bias():
    assert confidence_bias([], []) is None


@pytest.mark.parametrize(
    ("confidence", "n", "right", "words"),
    [
        (0.9, 19, 0, IN_STEP),
        (0.9, 20, 18, IN_STEP),
        (0.9, 20, 15, "too sure"),
        (0.5, 20, 15, "not sure enough"),
        (0.5, 20, 14, IN_STEP),
    ],
)
def test_a_fault_is_named_from_20_answers_on_and_only_beyond_chance(confidence, n, right, words):
    assert confidence_bias([confidence] * n, [True] * right + [False] * (n - right)).words == words


@pytest.mark.parametrize(("right", "words"), [(20, IN_STEP), (19, "too sure")])
def test_whoever_always_says_100_percent_may_not_miss(right, words):
    bias = confidence_bias([1.0] * 20, [True] * right + [False] * (20 - right))

    assert (bias.z, bias.words) == (None, words)


def test_bands_meet_at_whole_percents():
    found = bands(
        [(49, False), (50, True), (69, True), (70, True), (89, False), (90, True), (100, True)]
    )

    assert [(band.right.x, band.right.n) for band in found] == [(0, 1), (2, 2), (1, 2), (2, 2)]
    assert [band.stated for band in found] == [0.49, 0.595, 0.795, 0.95]


def test_a_band_speaks_from_5_answers_on():
    spoken = [band.speaks for band in bands([(95, True)] * 5 + [(60, True)] * 4)]

    assert spoken == [False, False, False, True]
    assert bands([])[0].stated is None


def test_murphy_needs_answers():
    with pytest.raises(ValueError, match="Without answers"):
        murphy([], [])


def test_murphy_of_perfect_foresight_leaves_nothing_but_what_the_cases_are_like():
    parts = murphy([1.0, 1.0, 0.0, 0.0], [True, True, False, False])

    assert (parts.reliability, parts.resolution, parts.uncertainty, parts.brier) == (
        0,
        0.25,
        0.25,
        0,
    )
