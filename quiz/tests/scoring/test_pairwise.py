"""How far two patterns are kept apart. Golden values, and what has no value."""

import pytest

from knowledge.patterns import NO_IDEA, PAIRS, Belief, Pattern
from quiz.scoring.auc import auc, auc_interval

from ...scoring.pairwise import hand_till, pair_separation

F, N, M = Pattern
WORKED = [[9, 1, 0], [1, 7, 2], [0, 3, 7]]


def test_auc_counts_ties_one_half():
    assert auc([3, 1], [1, 2]) == (1 + 1 + 0.5 + 0) / 4


def test_auc_needs_a_value_in_both_groups():
    with pytest.raises(ValueError, match="Both groups"):
        auc([], [1])


@pytest.mark.parametrize(("area", "m", "n"), [(1.01, 5, 5), (-0.1, 5, 5), (0.5, 0, 5)])
def test_auc_interval_refuses_what_is_no_area(area, m, n):
    with pytest.raises(ValueError, match="no area"):
        auc_interval(area, m, n)


def test_auc_interval_ends_exactly_at_the_ends():
    assert auc_interval(1, 10, 10)[1] == 1
    assert auc_interval(0, 10, 10)[0] == 0
    assert auc_interval(0, 10, 10)[1] == pytest.approx(1 - auc_interval(1, 10, 10)[0], abs=1e-12)


def test_hand_till_of_the_worked_example():
    truths = [F, N, M, F, N, M]
    percents = [(76, 12, 12), (25, 50, 25), (3, 3, 94), (25, 50, 25), (12, 12, 76), (12, 12, 76)]

    found = hand_till((truth, Belief(*row)) for truth, row in zip(truths, percents, strict=True))

    assert found.pairs == (0.6875, 1, 0.875)
    assert found.mean == pytest.approx(0.8541666667, abs=1e-10)


def test_beliefs_all_alike_are_a_coin_toss():
    found = hand_till([(pattern, NO_IDEA) for pattern in Pattern])

    assert (found.pairs, found.mean) == ((0.5, 0.5, 0.5), 0.5)


def test_a_pattern_without_a_case_leaves_its_pairs_and_the_mean_undefined():
    found = hand_till([(F, Belief(90, 5, 5)), (N, Belief(5, 90, 5))])

    assert (found.pairs, found.mean) == ((1, None, None), None)
    assert hand_till([]).pairs == (None, None, None)


def test_pairs_taken_for_each_other_lie_below_a_coin_toss():
    found = hand_till([(F, Belief(5, 90, 5)), (N, Belief(90, 5, 5)), (M, Belief(0, 0, 100))])

    assert found.pairs[0] == 0


@pytest.mark.parametrize(("place", "pc"), [(0, 0.849109), (1, 0.944078), (2, 0.717152)])
def test_pair_separation_of_the_worked_table(place, pc):
    assert pair_separation(WORKED, PAIRS[place]).pc == pytest.approx(pc, abs=5e-7)


def test_pair_separation_looks_at_its_own_pair_only_and_knows_nothing_without_cases():
    elsewhere = [[9, 1, 5, 2], [1, 7, 8, 3], [4, 4, 4, 4]]

    assert pair_separation(elsewhere, (F, N)) == pair_separation(WORKED, (F, N))
    assert pair_separation([[0, 0, 0]] * 3, (F, N)).pc == 0.5
