"""Schedule when a confident error comes back (no Django).

Dates are those of the `fsrs` library (Ye 2024). A card stands for one error. It is rated from what
the learner committed, never by themselves: a wrong answer means "again", a right one counts for as
much as it was sure of.
"""

from datetime import datetime
from typing import Any

from fsrs import Card, Rating, Scheduler

from knowledge.patterns import Belief, Key

from ..scoring.belief_score import choice

CONFIDENT = 80  # percent on a wrong key, from which an error comes back
SURE, FAIRLY_SURE = 90, 60  # percent on the truth
# Memory may fade to this before a case is due. With it a fresh error is due after a week; the
# library's own .90 asks the day after, when the feedback is still fresh in mind and nothing is
# learned from being right.
RETENTION = 0.58
SCHEDULER = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)


def is_confident_error(belief: Belief, truth: Key) -> bool:
    """Return whether something wrong was chosen with 80 % or more."""
    called = choice(belief)
    return called is not None and called != truth and belief[called] >= CONFIDENT


def rating(belief: Belief, truth: Key) -> Rating:
    """Rate how well something was known from the belief at the last stage."""
    if choice(belief) != truth:
        return Rating.Again
    if belief[truth] >= SURE:
        return Rating.Easy
    return Rating.Good if belief[truth] >= FAIRLY_SURE else Rating.Hard


def opened(number: int, belief: Belief, truth: Key, at: datetime) -> dict[str, Any]:
    """Return the card of an error made at this moment.

    `number` tells it from others.
    """
    return _rated(Card(card_id=number), belief, truth, at)


def returned(card: dict[str, Any], belief: Belief, truth: Key, at: datetime) -> dict[str, Any]:
    """Return a card after another case of its pair was answered."""
    return _rated(Card.from_dict(card), belief, truth, at)  # type: ignore[arg-type]


def due(card: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(card["due"])


def _rated(card: Card, belief: Belief, truth: Key, at: datetime) -> dict[str, Any]:
    rated, _ = SCHEDULER.review_card(card, rating(belief, truth), at)
    return dict(rated.to_dict())
