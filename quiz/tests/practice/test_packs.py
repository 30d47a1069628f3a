"""A pack holds six cases, new ones first, and no time that cannot be true."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from knowledge.patterns import Pattern

from ...practice.packs import PACK_SIZE, bounded_time, pack_cards
from ...practice.selection import Card

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def bank(size):
    """A stock with so many cases of each pattern."""
    numbers = {pattern: range(k * size, (k + 1) * size) for k, pattern in enumerate(Pattern)}
    cards = {key: [Card(n, n, key) for n in found] for key, found in numbers.items()}
    return lambda key: cards[key]


def test_a_pack_holds_each_case_once():
    cases = [card.case for card in pack_cards(bank(3), [], chance=Random(1))]

    assert len(cases) == len(set(cases)) == PACK_SIZE


def test_cases_that_were_met_come_only_where_no_other_is_left():
    met = [case for case in range(36) if case % 12 >= 6]

    drawn = {
        card.case for seed in range(20) for card in pack_cards(bank(12), met, chance=Random(seed))
    }

    assert not drawn & set(met)


def test_a_small_bank_gives_what_it_has():
    assert len(pack_cards(bank(1), [], chance=Random(1))) == len(Pattern)
    assert pack_cards(bank(0), [], chance=Random(1)) == []


def test_five_cases_tell_nothing_of_the_sixth():
    """Of packs whose first five have two and two of the others, all three patterns come sixth."""
    packs = [pack_cards(bank(30), [], chance=Random(seed)) for seed in range(900)]

    sixth = Counter(
        pack[5].pattern
        for pack in packs
        if sorted(Counter(card.pattern for card in pack[:5]).values()) == [1, 2, 2]
    )

    assert min(sixth[pattern] for pattern in Pattern) > 0.25 * sixth.total()


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (NOW - timedelta(hours=1), NOW - timedelta(hours=1)),
        (NOW - timedelta(days=400), NOW - timedelta(days=2)),
        (NOW + timedelta(days=400), NOW),
    ],
)
def test_a_wrong_clock_is_held_between_the_draw_and_now(said, taken):
    assert bounded_time(said, earliest=NOW - timedelta(days=2), latest=NOW) == taken
