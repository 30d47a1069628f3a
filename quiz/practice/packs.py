"""Choose the cases of a pack, and hold the times that a browser gives to bounds (no Django)."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from knowledge.patterns import Key

from .selection import Card, DealingRule, Plan, draw

PACK_SIZE = 6
LIFE = timedelta(days=7)  # for which a browser keeps a pack, and for which it is the same


def pack_cards(
    stock: Callable[[Key], Sequence[Card]],
    history: Sequence[int],
    *,
    chance: random.Random,
    outside: float = 0.0,
) -> list[Card]:
    """Return the cards of a pack, each case once: at most PACK_SIZE, fewer from a small bank.

    Each pattern is drawn by itself with the same chance, so that five cases tell nothing of the
    sixth. `stock` and `history`: as `draw` takes them; cases that were met least go first.
    `outside`: the chance (0 to 1) of each that the patient has none of the three.
    """
    cards: list[Card] = []
    plan = Plan(rule=DealingRule.PACK, outside=outside)

    def left(key: Key) -> list[Card]:
        drawn = {card.case for card in cards}
        return [card for card in stock(key) if card.case not in drawn]

    while len(cards) < PACK_SIZE:
        card = draw(left, history, chance=chance, plan=plan)
        if card is None:
            break
        cards.append(card)
    return cards


def bounded_time(said: datetime, *, earliest: datetime, latest: datetime) -> datetime:
    """Return when a belief was given, as its browser said, within what can be true.

    A clock may be wrong by years; no belief is older than its pack or the belief before it, or
    younger than now.
    """
    return max(earliest, min(said, latest))
