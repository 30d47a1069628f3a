"""Which case comes next. No database."""

import random
import uuid
from collections import Counter

import pytest

from cases.patterns import Pattern
from quiz.dealing import Card, draw, pick, seed
from quiz.scoring.window import BETWEEN

F, N, M = Pattern
POOL = [Card(case, case + 100, pattern) for case, pattern in enumerate([F] * 3 + [N] * 3 + [M] * 3)]
BROWSER = uuid.UUID(int=7)


def cards(*cases):
    return [Card(case, case + 100, F) for case in cases]


def test_the_same_seed_and_position_deal_the_same_card():
    assert draw(POOL, [], seed=5, position=3) == draw(POOL, [], seed=5, position=3)


def test_unseen_cases_come_first():
    seen = [card.case for card in POOL if card.case not in (1, 4, 7)]

    dealt = {draw(POOL, seen, seed=5, position=position).case for position in range(50)}

    assert dealt == {1, 4, 7}


def test_patterns_are_drawn_alike_however_many_cases_each_has():
    pool = [*POOL, *cards(*range(50, 90))]

    drawn = Counter(draw(pool, [], seed=5, position=position).pattern for position in range(3000))

    assert all(900 < drawn[pattern] < 1100 for pattern in Pattern)


def test_patterns_are_drawn_by_weight():
    weights = (0.2, 0.4, 0.4)

    drawn = Counter(draw(POOL, [], seed=5, position=position, weights=weights).pattern for position in range(3000))

    assert drawn == pytest.approx({F: 600, N: 1200, M: 1200}, rel=0.1)


def test_a_pattern_without_cases_leaves_its_weight_to_the_others():
    pool = [card for card in POOL if card.pattern != N]

    drawn = Counter(
        draw(pool, [], seed=5, position=position, weights=(0.2, 0.4, 0.4)).pattern for position in range(3000)
    )

    assert drawn == pytest.approx({F: 1000, M: 2000}, rel=0.1)


def test_nothing_is_dealt_from_nothing():
    assert draw([], [], seed=5, position=1) is None


@pytest.mark.parametrize(("between", "dealt"), [(BETWEEN, 2), (BETWEEN + 1, 1)])
def test_a_case_seen_less_often_comes_first_once_it_would_count_again(between, dealt):
    history = [2, 2, 1, *range(100, 100 + between)]

    assert pick(cards(1, 2), history, random.Random(1)).case == dealt


def test_of_cases_all_met_lately_the_one_met_longest_ago_comes():
    assert pick(cards(1, 2, 3), [2, 3, 1, 3, 2], random.Random(1)).case == 1


def test_two_clicks_have_one_seed_and_two_runs_have_two():
    assert seed(BROWSER, "practice", 0) == seed(BROWSER, "practice", 0)
    assert len({seed(BROWSER, run, number) for run in ("practice", "first-look") for number in (0, 1)}) == 4
