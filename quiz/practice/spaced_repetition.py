"""Schedule when something missed comes back as another case of its pair (no Django).

The rule is fixed, so that three returns can be compared with one: which of the two a learner's pair
runs on is drawn by lot. What a learner knows of a pair does not move a date; only a wrong answer
begins anew.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.patterns import KEYS, Belief, Key

from ..scoring.belief_score import LEAD, choice

CONFIDENT = 80  # percent on a wrong key, from which an error counts as one that was sure
CASES_BETWEEN = (3, 5)  # other cases, from and to, before the return in the same session
NEXT_SESSION = timedelta(days=1)  # for who stopped before: then it comes at the latest
WEEK = timedelta(weeks=1)


class Schedule(StrEnum):
    """A rule by which something missed comes back."""

    THREE = "three"
    ONE = "one"
    UNDRAWN = "undrawn"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def waits(self) -> tuple[timedelta, ...]:
        """Return how long after it was missed each return comes at the soonest."""
        return WAITS[self]


LABELS = {
    Schedule.THREE: "three returns: the same session, a week, four weeks",
    Schedule.ONE: "one return: a week",
    Schedule.UNDRAWN: "one return, of an error made before the others were drawn by lot",
}
WAITS: Mapping[Schedule, tuple[timedelta, ...]] = {
    Schedule.THREE: (NEXT_SESSION, WEEK, 4 * WEEK),
    Schedule.ONE: (WEEK,),
    Schedule.UNDRAWN: (WEEK,),
}
DRAWN = (Schedule.THREE, Schedule.ONE)


@dataclass(frozen=True, slots=True)
class NextReturn:
    """When something missed comes back: at a time, or sooner, after so many other cases.

    `cases_left`: 0 where only the time counts.
    """

    due_at: datetime
    cases_left: int = 0


def schedule_by_lot(chance: random.Random) -> Schedule:
    """Return one of the schedules that are compared, each with the same chance."""
    return chance.choice(DRAWN)


def first_return(schedule: Schedule, missed_at: datetime, chance: random.Random) -> NextReturn:
    cases_left = chance.randint(*CASES_BETWEEN) if schedule is Schedule.THREE else 0
    return NextReturn(missed_at + schedule.waits[0], cases_left)


def next_return(
    schedule: Schedule, returns: int, *, missed_at: datetime, at: datetime
) -> NextReturn | None:
    """Return when it comes after so many returns (from 1), the last answered right at a time.

    It is None after the last. Who was late for one return has a week before the next.
    """
    if returns >= len(schedule.waits):
        return None
    return NextReturn(max(missed_at + schedule.waits[returns], at + WEEK))


def taken_for(belief: Belief, truth: Key) -> Key | None:
    """Return what the truth was taken for in the last belief; None where it was not missed.

    Without a choice it is the likeliest other key. Where two others are as likely there is no pair
    to ask again, so that the result is None too.
    """
    called = choice(belief)
    if called:
        return called if called != truth else None
    others = sorted((key for key in KEYS if key != truth), key=lambda key: -belief[key])
    return others[0] if belief[others[0]] - belief[others[1]] >= LEAD else None


def is_confident_error(belief: Belief, truth: Key) -> bool:
    """Return whether something wrong was chosen with 80 % or more."""
    called = choice(belief)
    return called is not None and called != truth and belief[called] >= CONFIDENT
