"""Derive from a belief its choice and its score."""

import math
from dataclasses import dataclass

from knowledge.patterns import KEYS, Belief, Key

LEAD = 2  # percent by which a choice leads all others; a lead of 1 comes from rounding (34/33/33)
LEAST, LEAST_OPEN = -2, -5 / 3  # q of sure and wrong; the second where something else could be said
LOG_FLOOR = 0.01  # 0 % on the truth counts as 1 %, so that no answer costs an infinite amount


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one belief, by three measures.

    `brier` 0 to 2, `q` 1 (sure and right) to -2 (sure and wrong), to -5/3 where something else
    could be said, `log` 0 to 4.61 nats.
    """

    brier: float
    q: float
    log: float


def choice(belief: Belief) -> Key | None:
    """Return the key that leads all others by at least 2 percent.

    The result is None if there is no such key.
    """
    shares = belief.shares
    *_, second, first = sorted(shares)
    return KEYS[shares.index(first)] if first - second >= LEAD else None


def brier(belief: Belief, truth: Key) -> float:
    """Return the squared distance from certainty in the truth, 0 to 2.

    It is the sum of (p_k - y_k)**2 over all four keys, not halved (Brier 1950).
    """
    # multiplied out, so that whole percents stay whole until the last step
    squares = sum(share * share for share in belief.shares)
    return (squares - 200 * belief[truth] + 10_000) / 10_000


def q_score(belief: Belief, truth: Key) -> float:
    """Return 1 if sure and right, 0 at no idea among three patterns, -2 if sure and wrong.

    A hundredfold, these are the points that learners see. The score is proper: nobody does better
    by stating another belief than their own.
    """
    return 1 - 1.5 * brier(belief, truth)


def q4_score(belief: Belief, truth: Key) -> float:
    """Return the points where something else could be said, a hundredth of them.

    They are 1 if sure and right, 0 at 25/25/25/25, -5/3 if sure and wrong, and as proper as
    `q_score`; the two have different scales and are never averaged.
    """
    return 1 - 4 / 3 * brier(belief, truth)


def guessing_q4(outside: float) -> float:
    """Return the mean `q4_score` of somebody who always states how often each key is dealt.

    `outside`: how often (0 to 1) patients are outside the three, which come alike.
    """
    shares = [outside, *[(1 - outside) / 3] * 3]
    return 1 - 4 / 3 * (1 - sum(share * share for share in shares))


def answer_score(belief: Belief, truth: Key, *, may_be_outside: bool = False) -> Score:
    """Return all three measures of one belief; `log` is for the export only.

    `may_be_outside`: something else could be said, so that `q` is that of four keys.
    """
    points = q4_score if may_be_outside else q_score
    return Score(
        brier(belief, truth), points(belief, truth), -math.log(max(belief[truth] / 100, LOG_FLOOR))
    )
