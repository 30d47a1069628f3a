"""Say when a question of a lesson comes back, and which of them a day shows (no Django).

The rule is the same for everybody: on the day after its first answer, and once more a week later
if it is missed then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = 3  # questions that come back on one day, at most; the others wait
FIRST_WAIT = timedelta(days=1)
SECOND_WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question that comes back on a day or later. `question`: its id; `is_missed`: last time."""

    question: str
    is_missed: bool
    due_on: date


def due_after(returns: int, *, is_right: bool, on: date) -> date | None:
    """Return the day on which a question comes back after an answer; None for never again.

    `returns`: how often it has come back, this answer included; 0 for the first answer.
    """
    if returns == 0:
        return on + FIRST_WAIT
    return on + SECOND_WAIT if returns == 1 and not is_right else None


def questions_of_day(waiting: Iterable[WaitingQuestion], on: date, *, answered: int) -> list[str]:
    """Return the ids of the questions that a day shows, those missed first, then the oldest.

    `answered`: how many that came back were answered on this day already.
    """
    due = [one for one in waiting if one.due_on <= on]
    due.sort(key=lambda one: (not one.is_missed, one.due_on, one.question))
    return [one.question for one in due[: max(0, A_DAY - answered)]]
