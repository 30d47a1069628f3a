"""Which case comes next. No database."""

import uuid
from collections import Counter

from quiz.dealing import Card, draw, seed

POOL = [Card(case, case + 100, pattern) for case, pattern in enumerate("FFFNNNMMM")]
BROWSER = uuid.UUID(int=7)


def test_the_same_seed_and_position_deal_the_same_card():
    assert draw(POOL, {}, seed=5, position=3) == draw(POOL, {}, seed=5, position=3)


def test_unseen_cases_come_first():
    seen = {card.case: 1 for card in POOL if card.case not in (1, 4, 7)}

    dealt = {draw(POOL, seen, seed=5, position=position).case for position in range(50)}

    assert dealt == {1, 4, 7}


def test_patterns_are_drawn_alike_however_many_cases_each_has():
    pool = [*POOL, *(Card(case, case, "F") for case in range(50, 90))]

    drawn = Counter(draw(pool, {}, seed=5, position=position).pattern for position in range(3000))

    assert all(900 < drawn[pattern] < 1100 for pattern in "FNM")


def test_nothing_is_dealt_from_nothing():
    assert draw([], {}, seed=5, position=1) is None


def test_two_clicks_have_one_seed_and_two_runs_have_two():
    assert seed(BROWSER, "practice", 0) == seed(BROWSER, "practice", 0)
    assert len({seed(BROWSER, run, number) for run in ("practice", "first-look") for number in (0, 1)}) == 4
