"""Schedule when a flash card comes back (no Django).

Dates are those of the `fsrs` library (Ye 2024), from what the learner says of each turn. A card
that was not known comes back within the session.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from fsrs import Card, Rating, Scheduler, State

RETENTION = 0.9  # how likely (0 to 1) a card is still known when it is due
SOON = timedelta(minutes=10)
CARD_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(SOON,),
    relearning_steps=(SOON,),
    enable_fuzzing=False,
)
UNITS = (("year", 365.0), ("month", 30.0), ("day", 1.0), ("hour", 1 / 24), ("minute", 1 / 1440))


class Grade(StrEnum):
    """What a learner says of a card that they turned, the worst first."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def number(self) -> int:
        """Return 1 to 4, which is also its key on a keyboard."""
        return list(Grade).index(self) + 1


def graded(card: dict[str, Any] | None, grade: Grade, at: datetime) -> dict[str, Any]:
    """Return what the library knows of a card after this grade; None for one never seen."""
    # one number for all: rows tell them apart, and without one the library waits a millisecond
    before = Card.from_dict(card) if card else Card(card_id=1)  # type: ignore[arg-type]
    after, _ = CARD_SCHEDULER.review_card(before, Rating(grade.number), at)
    return dict(after.to_dict())


def comes_back(card: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(card["due"])


def is_learned(card: dict[str, Any]) -> bool:
    """Return whether a card is past its first steps, and comes back after days."""
    return State(card["state"]) is State.Review


def waits(card: dict[str, Any] | None, at: datetime) -> dict[Grade, str]:
    """Return for each grade after how long the card would come back, in words."""
    return {grade: in_words_of_time(comes_back(graded(card, grade, at)) - at) for grade in Grade}


def in_words_of_time(wait: timedelta) -> str:
    """Write a time to wait in its largest unit: "10 minutes", "3 days", "2 months"."""
    days = wait / timedelta(days=1)
    name, length = next((unit for unit in UNITS if days >= unit[1] * 0.99), UNITS[-1])
    n = max(1, round(days / length))
    return f"{n} {name}{'' if n == 1 else 's'}"
