"""Statistics of cases: what is undefined, what is flagged, and agreement with NumPy and SciPy."""

import math
import random

import numpy as np
import pytest
from scipy.stats import f, kstat, pearsonr

from knowledge.proportion import Proportion

from ...analysis.item_statistics import (
    Discrimination,
    discrimination,
    easiness,
    feldt,
    fisher,
    groups,
    item_flags,
    item_statistics,
    kr20,
    kurtosis,
    skewness,
    whole_test,
)

CLOSE = 1e-9


def made_up(seed, learners=40, cases=9):
    """Marks of learners of whom some are better than others."""
    chance = random.Random(seed)
    return [
        [int(chance.random() < able) for _ in range(cases)]
        for able in (chance.random() for _ in range(learners))
    ]


def sums(pairs):
    x, r = zip(*pairs, strict=True)
    return len(x), sum(x), sum(r), sum(a * b for a, b in pairs), sum(b * b for b in r)


@pytest.mark.parametrize("seed", range(10))
def test_statistics_of_each_case_agree_with_numpy(seed):
    matrix = np.array(made_up(seed))
    totals = matrix.sum(axis=1)
    weights = np.sqrt(np.maximum(0, [np.cov(column, totals)[0, 1] for column in matrix.T]))

    for column, found, weight in zip(
        matrix.T, item_statistics(matrix.tolist()), weights, strict=True
    ):
        rest = totals - column
        assert found.facility == pytest.approx(column.mean(), abs=CLOSE)
        assert found.sd == pytest.approx(column.std(ddof=1), abs=CLOSE)
        assert found.discrimination == pytest.approx(
            100 * np.corrcoef(column, rest)[0, 1], abs=CLOSE
        )
        greatest = np.cov(np.sort(column), np.sort(rest))[0, 1]
        assert found.efficiency == pytest.approx(
            100 * np.cov(column, rest)[0, 1] / greatest, abs=CLOSE
        )
        assert found.weight == pytest.approx(100 * weight / weights.sum(), abs=CLOSE)


@pytest.mark.parametrize("seed", range(10))
def test_statistics_of_the_whole_test_agree_with_numpy_and_scipy(seed):
    matrix = np.array(made_up(seed))
    totals = matrix.sum(axis=1)

    found = whole_test(matrix.tolist())

    k = matrix.shape[1]
    reliability = k / (k - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    error = totals.std(ddof=1) * math.sqrt(1 - reliability)
    assert (found.mean, found.median, found.sd) == pytest.approx(
        (totals.mean(), np.median(totals), totals.std(ddof=1))
    )
    assert found.skewness == pytest.approx(kstat(totals, 3) / kstat(totals, 2) ** 1.5, abs=CLOSE)
    assert found.kurtosis == pytest.approx(kstat(totals, 4) / kstat(totals, 2) ** 2, abs=CLOSE)
    assert (found.kr20, found.standard_error) == pytest.approx((reliability, error), abs=CLOSE)


@pytest.mark.parametrize("seed", range(10))
def test_discrimination_from_running_sums_agrees_with_scipy(seed):
    chance = random.Random(seed)
    pairs = [(chance.randint(0, 1), chance.randint(0, 100)) for _ in range(30)]

    found = discrimination(*sums(pairs))

    oracle = pearsonr(*zip(*pairs, strict=True))
    low, high = oracle.confidence_interval(0.95)
    assert (found.r, *found.interval) == pytest.approx((oracle.statistic, low, high), abs=CLOSE)


def test_nothing_can_be_said_of_no_answers():
    assert item_statistics([]) == []
    assert [
        whole_test([]).mean,
        whole_test([]).median,
        whole_test([]).kr20,
        whole_test([]).standard_error,
    ] == [None] * 4


def test_one_learner_has_a_facility_and_no_spread():
    (found, _) = item_statistics([[1, 0]])

    assert found.facility == 1
    assert [found.sd, found.discrimination, found.efficiency, found.weight] == [None] * 4
    assert [whole_test([[1, 0]]).mean, whole_test([[1, 0]]).sd] == [1, None]


def test_a_case_that_gives_no_marks_has_no_facility():
    assert item_statistics([[0], [0]], [0])[0].facility is None


def test_reliability_is_undefined_with_one_case_or_with_equal_totals():
    assert kr20([[1], [0], [1]]) is None
    assert kr20([[1, 0], [0, 1], [1, 0]]) is None


def test_reliability_below_zero_is_not_clipped():
    assert kr20([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]) < 0


def test_weights_are_undefined_where_no_case_goes_with_the_total():
    assert [found.weight for found in item_statistics([[1, 0], [0, 1]])] == [None, None]


def test_equal_tenths_have_no_variance():
    (found,) = item_statistics([[0.1]] * 10)

    assert (found.sd, found.discrimination) == (0, None)


@pytest.mark.parametrize("values", [[], [1, 2], [3, 3, 3, 3, 3]])
def test_a_shape_needs_values_that_differ(values):
    assert [skewness(values), kurtosis(values)] == [None, None]


def test_three_values_have_a_skewness_and_no_kurtosis():
    assert skewness([1, 2, 9]) > 0
    assert kurtosis([1, 2, 9]) is None


@pytest.mark.parametrize("pairs", [[(1, 3)], [(1, 3), (1, 5)], [(0, 4), (1, 4)]])
def test_discrimination_is_undefined_without_spread_in_both(pairs):
    assert discrimination(*sums(pairs)) is None


def test_an_interval_of_a_correlation_needs_four_answers_and_is_a_point_at_its_ends():
    assert fisher(0.5, 3) is None
    assert fisher(1.0, 10) == (1, 1)
    assert fisher(0.5, 4)[0] < 0.5 < fisher(0.5, 4)[1]


def test_a_case_with_few_answers_sorts_near_two_in_three():
    assert easiness(0, 0) == pytest.approx(2 / 3)
    assert easiness(10, 10) < easiness(100, 100)


@pytest.mark.parametrize(
    ("found", "wrong", "expected"),
    [
        (Proportion(4, 10), [5, 1], ["check the key"]),
        (Proportion(4, 9), [5, 0], []),
        (Proportion(5, 10), [5, 0], []),
        (Proportion(200, 200), [0, 0], ["tells little"]),
        (Proportion(29, 29), [0, 0], []),
        (Proportion(0, 0), [], []),
    ],
)
def test_flags_need_their_least_number_of_answers(found, wrong, expected):
    assert item_flags(found, wrong, None) == expected


def test_a_case_that_better_learners_miss_has_its_key_checked_from_thirty_on():
    against = Discrimination(30, -0.6, fisher(-0.6, 30))
    early = Discrimination(29, -0.6, fisher(-0.6, 29))

    assert item_flags(Proportion(20, 30), [10, 0], against) == ["check the key"]
    assert item_flags(Proportion(20, 29), [9, 0], early) == []


def test_groups_differ_by_at_most_one_and_the_larger_come_first():
    assert [len(group) for group in groups(11)] == [4, 4, 3]
    assert [len(group) for group in groups(12, 5)] == [3, 3, 2, 2, 2]
    assert [place for group in groups(7) for place in group] == list(range(7))


@pytest.mark.parametrize(
    ("reliability", "n", "cases"), [(0.7, 10, 10), (0.9, 200, 9), (-0.2, 30, 20)]
)
def test_an_interval_of_a_reliability_agrees_with_the_f_distribution(reliability, n, cases):
    limits = f.ppf([0.975, 0.025], n - 1, (n - 1) * (cases - 1))

    assert feldt(reliability, n, cases) == pytest.approx(1 - (1 - reliability) * limits, abs=CLOSE)


def test_a_mean_has_an_interval_once_there_is_a_spread():
    assert whole_test([[1, 0]]).mean_interval is None
    assert whole_test([[1, 1], [0, 0]]).mean_interval == pytest.approx(
        (1 - 1.96, 1 + 1.96), abs=1e-4
    )
