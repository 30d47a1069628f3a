"""From a belief to a choice, to points."""

import math
from dataclasses import dataclass

from knowledge.patterns import Belief, Pattern

PATTERNS = tuple(Pattern)
LEAD = 2  # percent by which a choice leads both others; a lead of 1 comes from rounding (34/33/33)
LOG_FLOOR = 0.01  # 0 % on the truth counts as 1 %, so that no answer costs an infinite amount


@dataclass(frozen=True, slots=True)
class Score:
    """What one belief earns. `brier` 0 to 2, `q` 1 (sure and right) to -2 (sure and wrong), `log` 0 to 4.61 nats."""

    brier: float
    q: float
    log: float


def choice(belief: Belief) -> Pattern | None:
    """The pattern that leads both others by at least 2 percent; None if there is no such pattern."""
    percents = belief.percents
    _, second, first = sorted(percents)
    return PATTERNS[percents.index(first)] if first - second >= LEAD else None


def brier(belief: Belief, truth: Pattern) -> float:
    """Squared distance from certainty in the truth, 0 to 2, not halved (Brier 1950).

    It is the sum of (p_k - y_k)**2, multiplied out so that whole percents stay whole until the last step.
    """
    f, n, m = belief.percents
    return (f * f + n * n + m * m - 200 * belief[truth] + 10_000) / 10_000


def q_score(belief: Belief, truth: Pattern) -> float:
    """1 sure and right, 0 at no idea, -2 sure and wrong; a hundredfold, these are the points that learners see.

    Proper: nobody does better by stating another belief than their own.
    """
    return 1 - 1.5 * brier(belief, truth)


def answer_score(belief: Belief, truth: Pattern) -> Score:
    """All three measures of one belief; `log` is for the export only."""
    return Score(brier(belief, truth), q_score(belief, truth), -math.log(max(belief[truth] / 100, LOG_FLOOR)))
