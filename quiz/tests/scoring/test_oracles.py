"""The core against SciPy, scikit-learn and statsmodels, over many made-up learners."""

import math
import random

import pytest
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import beta
from sklearn.metrics import (
    balanced_accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    matthews_corrcoef,
    roc_auc_score,
)
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from knowledge.patterns import PAIRS, Belief, Pattern
from knowledge.proportion import Z95, wilson
from quiz.scoring.auc import _variance, auc_interval
from quiz.scoring.calibration import murphy

from ...scoring.belief_score import brier
from ...scoring.beta import incomplete_beta, jeffreys
from ...scoring.confusion_matrix import kappa, mcc, of_calls, separation_index
from ...scoring.mastery import class_prob
from ...scoring.pairwise import hand_till, pair_separation

ORDER = list(Pattern)
CLOSE = 1e-9


def made_up(seed, n=40):
    """Answers of a made-up learner who is somewhat right: pairs of truth and belief, each pattern
    among the truths.
    """
    chance = random.Random(seed)
    truths = [*Pattern, *chance.choices(ORDER, k=n)]
    return [
        (truth, Belief.nearest([chance.randint(0, 9) + 4 * (truth == other) for other in Pattern]))
        for truth in truths
    ]


def made_up_calls(seed, n=40):
    chance = random.Random(seed)
    return [
        (truth, chance.choice([truth, *Pattern]))
        for truth in [*Pattern, *chance.choices(ORDER, k=n)]
    ]


@pytest.mark.parametrize(("x", "n"), [(0, 1), (1, 29), (7, 10), (20, 20), (431, 500)])
def test_intervals_of_a_share_agree(x, n):
    assert wilson(x, n) == pytest.approx(proportion_confint(x, n, method="wilson"), abs=CLOSE)
    assert jeffreys(x, n) == pytest.approx(
        beta.ppf([0.025, 0.975], x + 0.5, n - x + 0.5), abs=CLOSE
    )


@pytest.mark.parametrize("n", [*range(1, 21), 100, 500, 2000])
def test_the_probability_of_a_pattern_agrees(n):
    for x in range(0, n + 1, max(1, n // 20)):
        assert class_prob(x, n) == pytest.approx(1 - betainc(x + 0.5, n - x + 0.5, 0.8), abs=CLOSE)


@pytest.mark.parametrize("x", [0.001, 0.2, 0.5, 0.8, 0.999])
@pytest.mark.parametrize("a", [0.5, 3, 40])
@pytest.mark.parametrize("b", [0.5, 3, 40])
def test_the_incomplete_beta_function_agrees(a, b, x):
    assert incomplete_beta(a, b, x) == pytest.approx(betainc(a, b, x), abs=1e-13)


@pytest.mark.parametrize("seed", range(20))
def test_separations_from_beliefs_agree_with_the_one_against_one_area(seed):
    answers = made_up(seed)
    found = hand_till(answers)

    for (a, b), area in zip(PAIRS, found.pairs, strict=True):
        within = [(truth, belief) for truth, belief in answers if truth in (a, b)]
        on_a = roc_auc_score(
            [truth == a for truth, _ in within], [belief[a] for _, belief in within]
        )
        on_b = roc_auc_score(
            [truth == b for truth, _ in within], [belief[b] for _, belief in within]
        )
        assert area == pytest.approx((on_a + on_b) / 2, abs=CLOSE)
    places = [ORDER.index(truth) for truth, _ in answers]
    shares = [[percent / 100 for percent in belief.percents] for _, belief in answers]
    assert found.mean == pytest.approx(roc_auc_score(places, shares, multi_class="ovo"), abs=CLOSE)


@pytest.mark.parametrize(
    ("area", "m", "n"), [(0.2, 3, 9), (0.5, 1, 1), (0.8, 14, 13), (0.975, 20, 20), (1, 5, 3)]
)
def test_the_interval_of_an_area_ends_where_its_equation_says(area, m, n):
    def excess(t):
        return (area - t) ** 2 - Z95**2 * _variance(t, m, n)

    low, high = auc_interval(area, m, n)

    assert low == pytest.approx(brentq(excess, 1e-12, area - 1e-9), abs=CLOSE)
    assert high == (1 if area == 1 else pytest.approx(brentq(excess, area, 1 - 1e-12), abs=CLOSE))


@pytest.mark.parametrize("seed", range(20))
def test_measures_of_the_whole_table_agree(seed):
    calls = made_up_calls(seed)
    truths, called = zip(*calls, strict=True)
    table = of_calls(calls)

    assert kappa(table) == pytest.approx(cohen_kappa_score(truths, called), abs=CLOSE)
    assert mcc(table) == pytest.approx(matthews_corrcoef(truths, called), abs=CLOSE)
    assert separation_index(table) == pytest.approx(
        balanced_accuracy_score(truths, called, adjusted=True), abs=CLOSE
    )


@pytest.mark.parametrize("seed", range(20))
def test_separation_from_choices_agrees_with_the_log_odds_ratio(seed):
    (aa, ab), (ba, bb) = [row[:2] for row in of_calls(made_up_calls(seed))[:2]]
    oracle = Table2x2([[aa + 0.5, ab + 0.5], [ba + 0.5, bb + 0.5]])
    low, high = oracle.log_oddsratio_confint()

    found = pair_separation([[aa, ab, 0], [ba, bb, 0], [0, 0, 0]], PAIRS[0])

    expected = [1 / (1 + math.exp(-log_odds / 2)) for log_odds in (oracle.log_oddsratio, low, high)]
    assert (found.pc, found.low, found.high) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("seed", range(20))
def test_losses_agree(seed):
    answers = made_up(seed)
    places = [ORDER.index(truth) for truth, _ in answers]
    shares = [[percent / 100 for percent in belief.percents] for _, belief in answers]
    confidence, correct = zip(
        *[(max(row), row[place] == max(row)) for row, place in zip(shares, places, strict=True)],
        strict=True,
    )

    mean = sum(brier(belief, truth) for truth, belief in answers) / len(answers)

    assert mean == pytest.approx(brier_score_loss(places, shares, scale_by_half=False), abs=CLOSE)
    assert murphy(confidence, correct).brier == pytest.approx(
        brier_score_loss(correct, confidence), abs=CLOSE
    )
