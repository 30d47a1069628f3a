"""Summarise a learner's results by day.

Only days with answers that count have a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean

from .belief_score import q4_score, q_score
from .mastery import RULE, MasteryRule, MasteryStatus
from .standing import NOTHING_HELD, Standing, StandingTracker
from .window import Answered


@dataclass(frozen=True, slots=True)
class Day:
    """A day with `n` counting answers, and what held after the last of them.

    `mean_q`: 1 to -2, of the answers among three patterns; `mean_q4`: 1 to -5/3, of those in which
    something else could be said. Either is None without such answers. `probability`: S (0 to 1) on
    the window at the end of the day.
    """

    day: date
    n: int
    mean_q: float | None
    probability: float
    standing: Standing
    mean_q4: float | None = None

    @property
    def mastery(self) -> MasteryStatus:
        return self.standing.mastery


def trend(
    answers: Iterable[Answered],
    *,
    before: Sequence[Answered] = (),
    known: Standing = NOTHING_HELD,
    rule: MasteryRule = RULE,
) -> tuple[Day, ...]:
    """Return the days of counting answers, in their order.

    To go on from a day that is known, give the counting answers `before` it, as far as the window
    reaches, and what was held at its end.
    """
    tracker = StandingTracker(known=known, rule=rule)
    for answer in before:
        tracker.remember(answer)
    days = []
    for day, group in groupby(answers, key=lambda answer: answer.at.date()):
        of_day = list(group)
        for answer in of_day:
            tracker.add(answer)
        days.append(
            Day(
                day,
                len(of_day),
                mean_q(of_day),
                tracker.probability,
                tracker.standing,
                mean_q4(of_day),
            )
        )
    return tuple(days)


def mean_q(answers: Iterable[Answered]) -> float | None:
    """Return the mean points among three patterns, 1 to -2; None without such answers."""
    scores = [
        q_score(answer.belief, answer.truth) for answer in answers if not answer.may_be_outside
    ]
    return fmean(scores) if scores else None


def mean_q4(answers: Iterable[Answered]) -> float | None:
    """Return the mean points where something else could be said, 1 to -5/3; None without any."""
    scores = [q4_score(answer.belief, answer.truth) for answer in answers if answer.may_be_outside]
    return fmean(scores) if scores else None
