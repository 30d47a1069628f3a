"""How a learner's results run over time: a row a day with answers that count."""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from knowledge.patterns import Pattern

from .beliefs import choice, q_score
from .shares import class_prob
from .verdict import P_KEEP, P_PASS, WINDOW
from .window import Answered, Standing

NOTHING_YET = Standing(False, None)


@dataclass(frozen=True, slots=True)
class Day:
    """`n` counting answers on a day, their mean q (1 to -2), and what held after the last of them.

    `probability`: S (0 to 1) on the window at the end of the day.
    """

    day: date
    n: int
    mean_q: float
    probability: float
    standing: Standing


def trend(
    answers: Iterable[Answered], *, before: Sequence[Answered] = (), known: Standing = NOTHING_YET
) -> tuple[Day, ...]:
    """The days of counting answers, in their order.

    To go on from a day that is known, give the counting answers `before` it, as far as the window reaches, and the
    standing at its end.
    """
    recent: dict[Pattern, deque[bool]] = {pattern: deque(maxlen=WINDOW) for pattern in Pattern}
    for answer in before:
        recent[answer.truth].append(choice(answer.belief) == answer.truth)
    now, days = known, []
    for day, group in groupby(answers, key=lambda answer: answer.at.date()):
        listed = list(group)
        for answer in listed:
            recent[answer.truth].append(choice(answer.belief) == answer.truth)
            s = math.prod(class_prob(sum(outcomes), len(outcomes)) for outcomes in recent.values())
            held = s >= (P_KEEP if now.held else P_PASS)
            if held != now.held:
                now = Standing(held, answer.at if held else None)
        mean_q = sum(q_score(answer.belief, answer.truth) for answer in listed) / len(listed)
        days.append(Day(day, len(listed), mean_q, s, now))
    return tuple(days)
