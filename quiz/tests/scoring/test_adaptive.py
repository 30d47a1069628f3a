"""Which pattern is asked next, and when a self-assessment ends."""

import random
from collections import Counter

import pytest

from knowledge.patterns import PAIRS, Pattern
from quiz.scoring.mastery import MasteryRule
from quiz.scoring.verdict import Word, cases_needed

from ...scoring.adaptive import NextStep, class_weights, draw_pattern, next_step, thin_edge

F, N, M = Pattern
FN, FM, NM = PAIRS


@pytest.mark.parametrize(
    ("outcomes", "needed"),
    [
        ("", 8),
        ("1111111110", 6),
        ("11111111", 0),
        ("1111111000", 19),
        ("0001111111", 12),
        ("0" * 40, 19),
    ],
)
def test_cases_needed_counts_until_misses_are_made_up_for_or_leave_the_window(outcomes, needed):
    assert cases_needed([letter == "1" for letter in outcomes]) == needed


def test_cases_needed_says_when_no_number_is_enough():
    with pytest.raises(ValueError, match="20 right answers do not reach"):
        cases_needed([], rule=MasteryRule(p_pass=0.999))


def test_the_least_shown_patterns_share_half_the_weight_until_each_was_shown_twice():
    assert class_weights((4, 1, 3)) == pytest.approx((1 / 6, 2 / 3, 1 / 6))
    assert class_weights((0, 0, 5)) == pytest.approx((5 / 12, 5 / 12, 1 / 6))


def test_the_pair_told_apart_worst_gets_the_most_cases():
    assert class_weights((10, 10, 10), (0.85, 0.94, 0.72)) == (0.2, 0.4, 0.4)


def test_after_the_warm_up_weights_need_the_separation_of_each_pair():
    with pytest.raises(ValueError, match="separation"):
        class_weights((2, 2, 2))


@pytest.mark.parametrize(
    ("shown", "separation", "edge"),
    [
        ((9, 9, 9), (0.9, 0.8, 0.7), NM),
        ((9, 9, 9), (0.9, 0.9, 0.9), FN),
        ((9, 8, 9), (0.9, 0.8, 0.8), NM),
        ((8, 9, 7), (1.0, 1.0, 1.0), FM),
    ],
)
def test_of_pairs_alike_the_thin_edge_is_the_less_shown_then_the_first(shown, separation, edge):
    assert thin_edge(shown, separation) == edge


def test_patterns_are_drawn_by_weight_from_the_source_given():
    drawn = Counter(draw_pattern((0.2, 0.4, 0.4), random.Random(seed)) for seed in range(5000))

    assert drawn == pytest.approx({F: 1000, N: 2000, M: 2000}, rel=0.1)
    assert draw_pattern((0.2, 0.4, 0.4), random.Random(1)) == draw_pattern(
        (0.2, 0.4, 0.4), random.Random(1)
    )


@pytest.mark.parametrize(
    ("answered", "word", "wished", "step"),
    [
        (22, Word.SEPARATES, False, NextStep.STOP),
        (59, Word.UNDECIDED, False, NextStep.GO_ON),
        (60, Word.UNDECIDED, False, NextStep.STOP),
        (60, Word.NOT_YET, False, NextStep.STOP),
        (9, Word.NOT_YET, False, NextStep.OFFER_PRACTICE),
        (1, Word.UNDECIDED, True, NextStep.STOP),
    ],
)
def test_a_self_assessment_stops_at_separates_at_60_or_on_the_learners_wish(
    answered, word, wished, step
):
    assert next_step(answered, word, wished=wished) is step
