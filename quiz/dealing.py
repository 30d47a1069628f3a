"""Which case comes next in practice, from chance that can be repeated. No Django."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cases.patterns import Pattern

from .scoring.choosing import draw_pattern
from .scoring.window import BETWEEN

EQUAL = (1 / 3, 1 / 3, 1 / 3)
LATELY = BETWEEN + 1  # answers within which a case does not come again while another is left: a repeat would not count


class Card(NamedTuple):
    """A case that may be dealt: its id, the id of its current version, its pattern."""

    case: int
    version: int
    pattern: str


def seed(browser: uuid.UUID, run: str, number: int) -> int:
    """The seed (62 bits) of the run with this number: the same for two clicks, another for another run."""
    return random.Random(f"{browser} {run} {number}").getrandbits(62)


def draw(
    pool: Sequence[Card],
    history: Sequence[int],
    *,
    seed: int,
    position: int,
    weights: Sequence[float] = EQUAL,
) -> Card | None:
    """The card for a position of a run: a pattern drawn with `weights`, one a pattern, then one of its cases.

    `history`: the learner's cases in the order in which they were dealt, repeats included. A pattern without cards
    leaves its weight to the others. None if the pool is empty.
    """
    chance = random.Random(f"{seed} {position}")
    in_stock = {card.pattern for card in pool}
    chances = [weight if pattern in in_stock else 0 for pattern, weight in zip(Pattern, weights, strict=True)]
    if not any(chances):
        return None
    pattern = draw_pattern(chances, chance)
    return pick([card for card in pool if card.pattern == pattern], history, chance)


def pick(cards: Sequence[Card], history: Sequence[int], chance: random.Random) -> Card:
    """Of the cards of one pattern, one not met lately and seen least often, at random among equals.

    If all were met lately, the one seen longest ago. Raises ValueError without cards.
    """
    lately = set(history[-LATELY:])
    fresh = [card for card in cards if card.case not in lately]
    if not fresh:
        met = {case: place for place, case in enumerate(history)}
        return min(cards, key=lambda card: met[card.case])
    times = Counter(history)
    fewest = min(times[card.case] for card in fresh)
    return chance.choice([card for card in fresh if times[card.case] == fewest])
