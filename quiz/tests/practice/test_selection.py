"""Which case comes next. No database."""

import random
from collections import Counter
from datetime import datetime
from itertools import groupby

import pytest

from knowledge.patterns import Belief, Pattern
from quiz.scoring.report import plain_report
from quiz.scoring.window import BETWEEN, Answered

from ...practice.selection import (
    ALL_STEPS,
    Arrangement,
    Card,
    DealingRule,
    Plan,
    allowed_steps,
    arranged,
    assessment_plan,
    draw,
    least_met_card,
    practice_plan,
)

F, N, M = Pattern
POOL = [Card(case, case + 100, pattern) for case, pattern in enumerate([F] * 3 + [N] * 3 + [M] * 3)]


def of(pool):
    """A function that gives the cards of a pattern."""
    return lambda pattern: [card for card in pool if card.pattern == pattern]


def at(position):
    """The chance of a position."""
    return random.Random(f"5 {position}")


def cards(*cases):
    return [Card(case, case + 100, F) for case in cases]


def test_the_same_chance_deals_the_same_card():
    assert draw(of(POOL), [], chance=at(3)) == draw(of(POOL), [], chance=at(3))


def test_unseen_cases_come_first():
    seen = [card.case for card in POOL if card.case not in (1, 4, 7)]

    dealt = {draw(of(POOL), seen, chance=at(position)).case for position in range(50)}

    assert dealt == {1, 4, 7}


def test_patterns_are_drawn_alike_however_many_cases_each_has():
    pool = [*POOL, *cards(*range(50, 90))]

    drawn = Counter(draw(of(pool), [], chance=at(position)).pattern for position in range(3000))

    assert all(900 < drawn[pattern] < 1100 for pattern in Pattern)


def test_patterns_are_drawn_by_weight():
    weights = (0.2, 0.4, 0.4)

    drawn = Counter(
        draw(of(POOL), [], chance=at(position), plan=Plan(weights)).pattern
        for position in range(3000)
    )

    assert drawn == pytest.approx({F: 600, N: 1200, M: 1200}, rel=0.1)


def test_a_pattern_without_cases_leaves_its_weight_to_the_others():
    pool = [card for card in POOL if card.pattern != N]

    drawn = Counter(
        draw(of(pool), [], chance=at(position), plan=Plan((0.2, 0.4, 0.4))).pattern
        for position in range(3000)
    )

    assert drawn == pytest.approx({F: 1000, M: 2000}, rel=0.1)


def test_nothing_is_dealt_from_nothing():
    assert draw(of([]), [], chance=at(1)) is None


@pytest.mark.parametrize(("between", "dealt"), [(BETWEEN, 2), (BETWEEN + 1, 1)])
def test_a_case_seen_less_often_comes_first_once_it_would_count_again(between, dealt):
    history = [2, 2, 1, *range(100, 100 + between)]

    assert least_met_card(cards(1, 2), history, random.Random(1)).case == dealt


def test_of_cases_all_met_lately_the_one_met_longest_ago_comes():
    assert least_met_card(cards(1, 2, 3), [2, 3, 1, 3, 2], random.Random(1)).case == 1


def report(**right):
    """A report on so many right answers of each pattern."""
    return plain_report(
        Answered(
            f"{pattern} {n}",
            pattern,
            Belief(*(94 if p == pattern else 3 for p in Pattern)),
            datetime(2026, 1, 1),
        )
        for pattern in Pattern
        for n in range(right.get(pattern, 0))
    )


@pytest.mark.parametrize(("n", "step"), [(0, 1), (2, 1), (3, 2), (5, 2), (6, 3), (20, 3)])
def test_practice_begins_with_the_first_step_and_brings_in_others_as_pairs_firm_up(n, step):
    steps = allowed_steps(report(fatigable=n, neurogenic=n, myogenic=n))

    assert steps == dict.fromkeys(Pattern, step)


def test_a_pattern_stays_at_the_first_step_while_one_of_its_pairs_is_unsure():
    assert allowed_steps(report(fatigable=8, neurogenic=8)) == {F: 1, N: 1, M: 1}


def test_a_self_assessment_draws_from_all_steps():
    assert assessment_plan(report()).steps == ALL_STEPS


@pytest.mark.parametrize(
    ("typicality", "rule", "step"),
    [
        ("typical", "keeps", 1),
        ("typical", "breaks", 2),
        ("less_typical", "keeps", 2),
        ("less_typical", "breaks", 3),
        ("atypical", "keeps", 3),
        ("atypical", "breaks", 3),
    ],
)
def test_a_broken_rule_of_the_pattern_is_one_step_more(typicality, rule, step):
    assert Card(1, 1, F, typicality, rule).step == step


def test_a_plan_follows_the_thin_edge_once_each_pattern_was_shown_twice():
    early, later = (
        practice_plan(report(fatigable=4, myogenic=3)),
        practice_plan(report(fatigable=4, neurogenic=2, myogenic=3)),
    )

    assert (early.rule, early.weights) == (
        DealingRule.WARM_UP,
        pytest.approx((1 / 6, 2 / 3, 1 / 6)),
    )
    assert later.rule is DealingRule.THIN_EDGE
    assert sorted(later.weights) == [0.2, 0.4, 0.4]


def test_steps_that_are_not_allowed_are_not_dealt():
    pool = [Card(1, 1, F, "typical"), Card(2, 2, F, "atypical"), Card(3, 3, F, "less_typical")]
    plan = Plan(steps=dict.fromkeys(Pattern, 1))

    assert {draw(of(pool), [], chance=at(place), plan=plan).case for place in range(30)} == {1}


def test_the_next_step_comes_in_before_a_case_is_repeated():
    pool = [Card(1, 1, F, "typical"), Card(2, 2, F, "atypical"), Card(3, 3, F, "less_typical")]
    plan = Plan(steps=dict.fromkeys(Pattern, 1))

    assert draw(of(pool), [1], chance=at(1), plan=plan).case == 3
    assert draw(of(pool), [1, 3], chance=at(1), plan=plan).case == 2
    assert draw(of(pool), [1, 3, 2], chance=at(1), plan=plan).case == 1


def runs(cards):
    """Lengths of the runs of one pattern."""
    return [len(list(group)) for _, group in groupby(card.pattern for card in cards)]


@pytest.mark.parametrize("seed", range(5))
def test_blocks_keep_each_pattern_together(seed):
    assert runs(arranged(POOL, Arrangement.BLOCKED, random.Random(seed))) == [3, 3, 3]


@pytest.mark.parametrize("seed", range(5))
def test_short_blocks_come_before_the_mixed_rest(seed):
    order = arranged(POOL, Arrangement.BLOCKS_FIRST, random.Random(seed))

    assert runs(order[:6]) == [2, 2, 2]
    assert Counter(card.pattern for card in order[6:]) == {F: 1, N: 1, M: 1}


def test_what_is_listed_stays_as_its_author_lists_it():
    listed = POOL[::-1]

    assert [arranged(listed, Arrangement.LISTED, random.Random(seed)) for seed in range(3)] == [
        listed
    ] * 3


@pytest.mark.parametrize("how", [how for how in Arrangement if how is not Arrangement.LISTED])
def test_every_order_by_chance_has_each_case_once_and_differs_from_run_to_run(how):
    orders = {
        tuple(card.case for card in arranged(POOL, how, random.Random(seed))) for seed in range(20)
    }

    assert all(sorted(order) == [card.case for card in POOL] for order in orders)
    assert len(orders) > 15


def test_only_the_cards_of_the_pattern_drawn_are_asked_for():
    asked = []

    draw(lambda pattern: asked.append(pattern) or of(POOL)(pattern), [], chance=at(1))

    assert len(asked) == 1
