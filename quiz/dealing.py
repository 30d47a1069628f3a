"""Which case comes next in practice, from chance that can be repeated. No Django."""

import random
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Card(NamedTuple):
    """A case that may be dealt: its id, the id of its current version, its pattern."""

    case: int
    version: int
    pattern: str


def seed(browser: uuid.UUID, run: str, number: int) -> int:
    """The seed (62 bits) of the run with this number: the same for two clicks, another for another run."""
    return random.Random(f"{browser} {run} {number}").getrandbits(62)


def draw(pool: Sequence[Card], times_seen: Mapping[int, int], *, seed: int, position: int) -> Card | None:
    """The card for a position of a run: a pattern at random, then of its cases one seen least often.

    `times_seen` counts by case. None if the pool is empty.
    """
    chance = random.Random(f"{seed} {position}")
    patterns = sorted({card.pattern for card in pool})
    if not patterns:
        return None
    pattern = chance.choice(patterns)
    cards = [card for card in pool if card.pattern == pattern]
    fewest = min(times_seen.get(card.case, 0) for card in cards)
    return chance.choice([card for card in cards if times_seen.get(card.case, 0) == fewest])
