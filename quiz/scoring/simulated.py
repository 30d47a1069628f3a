"""A simulated learner who takes one self-assessment as the site deals it."""

import math
import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from knowledge.patterns import PAIRS, Pattern

from .choosing import CAP, class_weights, draw_pattern, is_warm
from .pairs import pair_separation
from .shares import class_prob
from .verdict import N_FAIL, P_FAIL, P_PASS, WINDOW

LEVELS = (P_PASS, 0.90, 0.95)  # the probabilities that "separates" may be made to need
PLACE = {pattern: place for place, pattern in enumerate(Pattern)}
PAIR_PLACES = tuple((PLACE[a], PLACE[b]) for a, b in PAIRS)

Calls = tuple[tuple[float, ...], ...]  # a row a true pattern: the probability (0 to 1) of each call


@dataclass(frozen=True, slots=True)
class Course:
    """One self-assessment, told by the numbers of the cases (from 1) at which something was so for the first time.

    `separated`: for each of LEVELS that was reached, as if lower ones had not ended it. `failed`: some pattern was "not
    yet"; None if none ever was.
    """

    separated: Mapping[float, int]
    failed: int | None

    def separates(self, level: float = P_PASS) -> bool:
        """Whether it ends at "separates", with this probability needed."""
        gained = self.separated.get(level, CAP + 1)
        return gained <= (self.failed or CAP)

    @property
    def fails(self) -> bool:
        """Whether it ends at "not yet"."""
        return self.failed is not None and not self.separates()

    @property
    def length(self) -> int:
        """Cases until the first verdict; 60 without one."""
        return min(self.separated.get(P_PASS, CAP), self.failed or CAP)


def calls(*shares: float, confused: bool = False) -> Calls:
    """How somebody calls cases who finds these shares (0 to 1) of each pattern.

    Misses go to both other patterns alike; with `confused`, nerve and muscle are only taken for each other.
    """
    rows = [[share if i == j else (1 - share) / 2 for j in range(3)] for i, share in enumerate(shares)]
    if confused:
        rows[1] = [0.0, shares[1], 1 - shares[1]]
        rows[2] = [0.0, 1 - shares[2], shares[2]]
    return tuple(map(tuple, rows))


class _Record:
    """The answers so far: how many of each pattern, and the table of the last `window` of each."""

    def __init__(self, window: int) -> None:
        self.shown = [0, 0, 0]
        self.table = [[0, 0, 0] for _ in Pattern]
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
        """Of each pair from choices: a simulated learner states no beliefs."""
        table = self.table
        return [_pc(table[a][a], table[a][b], table[b][a], table[b][b]) for a, b in PAIR_PLACES]


@cache
def _pc(aa: int, ab: int, ba: int, bb: int) -> float:
    return pair_separation(((aa, ab, 0), (ba, bb, 0), (0, 0, 0)), PAIRS[0]).pc


def course(how: Calls, chance: random.Random, *, window: int = WINDOW) -> Course:
    """The self-assessment of one learner, followed until its end is known at each of LEVELS.

    `window`: answers of each pattern that the verdict looks at.
    """
    heights = [tuple(accumulate(row)) for row in how]
    record = _Record(window)
    probability = [class_prob(0, 0)] * 3
    separated: dict[float, int] = {}
    for number in range(1, CAP + 1):
        truth = PLACE[draw_pattern(record.weights(), chance)]
        record.add(truth, _call(heights[truth], chance.random()))
        x, n = record.table[truth][truth], sum(record.table[truth])
        probability[truth] = class_prob(x, n)
        for level in LEVELS:
            if math.prod(probability) >= level:
                separated.setdefault(level, number)
        if probability[truth] <= P_FAIL and n >= N_FAIL:
            return Course(separated, number)
        if LEVELS[-1] in separated:
            break
    return Course(separated, None)


def _call(heights: Sequence[float], point: float) -> int:
    """0, 1 or 2: the first of three steps, whose last ends at 1, that is higher than the point."""
    return (point >= heights[0]) + (point >= heights[1])
