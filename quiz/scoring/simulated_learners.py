"""Simulate a learner who takes one self-assessment as the site deals it."""

import math
import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from knowledge.patterns import PAIRS, Pattern

from .adaptive import CAP, CAP_OPEN, class_weights, draw_pattern, is_warm
from .mastery import RULE, class_prob
from .pairwise import pair_separation

LEVELS = (RULE.p_pass, 0.90, 0.95)  # the probabilities that "separates" may be made to need
PLACE = {pattern: place for place, pattern in enumerate(Pattern)}
PAIR_PLACES = tuple((PLACE[a], PLACE[b]) for a, b in PAIRS)

# a row a true pattern: the probability (0 to 1) of each call; what is left is called something else
Calls = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One simulated self-assessment, told by numbers of cases (from 1).

    `separated`: for each of LEVELS that was reached, the case at which it first was, as if lower
    ones had not ended it. `failed`: the case at which some pattern was first "not yet"; None if
    none ever was.
    """

    separated: Mapping[float, int]
    failed: int | None

    def separates(self, level: float = RULE.p_pass) -> bool:
        """Return whether it ends at "separates".

        `level`: the probability that this needs.
        """
        gained = self.separated.get(level, CAP + 1)
        return gained <= (self.failed or CAP)

    @property
    def fails(self) -> bool:
        return self.failed is not None and not self.separates()

    @property
    def length(self) -> int:
        """Return the cases until the first verdict; 60 without one."""
        return min(self.separated.get(RULE.p_pass, CAP), self.failed or CAP)


def calls(*shares: float, confused: bool = False, stray: float = 0.0) -> Calls:
    """Return the probabilities by which somebody calls cases.

    `shares`: of each pattern, the share (0 to 1) that they find. Misses go to both other patterns
    alike; with `confused`, nerve and muscle are only taken for each other. `stray`: the share of
    all that they call something else instead.
    """
    rows = [
        [share if i == j else (1 - share) / 2 for j in range(3)] for i, share in enumerate(shares)
    ]
    if confused:
        rows[1] = [0.0, shares[1], 1 - shares[1]]
        rows[2] = [0.0, 1 - shares[2], shares[2]]
    return tuple(tuple((1 - stray) * share for share in row) for row in rows)


class _Record:
    """The answers so far, and the table of the last `window` of a pattern."""

    def __init__(self, window: int) -> None:
        self.shown = [0, 0, 0]
        self.table = [[0, 0, 0, 0] for _ in Pattern]
        self._recent: list[deque[int]] = [deque() for _ in Pattern]
        self._window = window

    def add(self, truth: int, called: int) -> None:
        self.shown[truth] += 1
        self.table[truth][called] += 1
        self._recent[truth].append(called)
        if len(self._recent[truth]) > self._window:
            self.table[truth][self._recent[truth].popleft()] -= 1

    def weights(self) -> Sequence[float]:
        return class_weights(self.shown, self._separation() if is_warm(self.shown) else None)

    def _separation(self) -> list[float]:
        """Return pc of each pair.

        It rests on choices: a simulated learner states no beliefs.
        """
        table = self.table
        return [_pc(table[a][a], table[a][b], table[b][a], table[b][b]) for a, b in PAIR_PLACES]


@cache
def _pc(aa: int, ab: int, ba: int, bb: int) -> float:
    return pair_separation(((aa, ab, 0), (ba, bb, 0), (0, 0, 0)), PAIRS[0]).pc


def course(
    how: Calls, chance: random.Random, *, window: int = RULE.window, outside: float = 0.0
) -> Course:
    """Simulate one learner's self-assessment until its end is known.

    It is followed for each of LEVELS. `window`: answers of each pattern that the verdict looks at.
    `outside`: how often (0 to 1) a patient has none of the three after the warm-up; such cases
    decide nothing here and are not counted, but a run of 80 in all ends.
    """
    heights = [tuple(accumulate(row)) for row in how]
    record = _Record(window)
    probability = [RULE.before] * 3
    separated: dict[float, int] = {}
    others = 0
    for number in range(1, CAP + 1):
        while outside and is_warm(record.shown) and chance.random() < outside:
            others += 1
        if number + others > CAP_OPEN:
            break
        truth = PLACE[draw_pattern(record.weights(), chance)]
        record.add(truth, _call(heights[truth], chance.random()))
        x, n = record.table[truth][truth], sum(record.table[truth])
        probability[truth] = class_prob(x, n, RULE.share)
        for level in LEVELS:
            if math.prod(probability) >= level:
                separated.setdefault(level, number)
        if RULE.is_failed(probability[truth], n):
            return Course(separated, number)
        if LEVELS[-1] in separated:
            break
    return Course(separated, None)


def _call(heights: Sequence[float], point: float) -> int:
    """Return 0, 1 or 2: the first of three steps that is higher than the point; 3 if none is."""
    return sum(point >= height for height in heights)
