"""Decide by a rule and a probability whether the patterns are mastered."""

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from knowledge.patterns import Pattern

from .beta import incomplete_beta

CHANCE = 1 / 3


@dataclass(frozen=True, slots=True)
class MasteryRule:
    """The thresholds of "separates", "told apart" and "not yet".

    Every page and function reads its numbers from here. How often verdicts by it are wrong is
    simulated (`quiz/scoring/error_rates.md`); a change calls for a new simulation.
    """

    share: float = 0.80
    """A pattern is recognised if it is found in more than this share of its cases (0 to 1)."""
    p_pass: float = 0.80
    """Probability (0 to 1) that is needed to say "separates" or "told apart"."""
    p_keep: float = 0.50
    """A verdict "separates" is kept until the probability falls below this."""
    p_fail: float = 0.05
    """A pattern whose probability is this low is "not yet" …"""
    n_fail: int = 4
    """… from so many of its cases on."""
    window: int = 20
    """Answers of each pattern that a verdict looks at: the last."""

    def is_held(self, probability: float, *, was_held: bool) -> bool:
        """Return whether "separates" holds at this probability.

        It is harder to gain than to keep.
        """
        needed = min(self.p_keep, self.p_pass) if was_held else self.p_pass
        return probability >= needed

    def is_failed(self, probability: float, n: int) -> bool:
        """Return whether a pattern is "not yet".

        `probability`: 0 to 1, after `n` of its cases.
        """
        return probability <= self.p_fail and n >= self.n_fail

    @property
    def times(self) -> int:
        """Return the 4 of "more than 4 times in 5", the share in words."""
        return self._share.numerator

    @property
    def of(self) -> int:
        """Return the 5 of "more than 4 times in 5"."""
        return self._share.denominator

    @property
    def _share(self) -> Fraction:
        return Fraction(self.share).limit_denominator(100)

    @property
    def before(self) -> float:
        """Return the probability of one pattern before its first case."""
        return class_prob(0, 0, self.share)

    @property
    def before_all(self) -> float:
        """Return the probability of all three before the first case."""
        return self.before**3

    @property
    def fewest_cases(self) -> int:
        """Return the fewest cases that earn "separates".

        All are found, and they are spread evenly over the patterns.
        """
        total = 0
        while True:
            counts = [(total + place) // 3 for place in range(3)]
            if math.prod(class_prob(n, n, self.share) for n in counts) >= self.p_pass:
                return total
            total += 1


RULE = MasteryRule()


@dataclass(frozen=True, slots=True)
class MasteryStatus:
    """A learner's status: whether they hold "separates", and since when.

    `since`: None if they do not.
    """

    is_mastered: bool
    since: datetime | None


NOT_MASTERED = MasteryStatus(False, None)


class MasteryTracker:
    """A tracker of a learner's probability and status, answer by answer.

    `known`: the status before the first answer that is added.
    """

    def __init__(self, *, known: MasteryStatus = NOT_MASTERED, rule: MasteryRule = RULE) -> None:
        self.status = known
        self._rule = rule
        self._recent: dict[Pattern, deque[bool]] = {
            pattern: deque(maxlen=rule.window) for pattern in Pattern
        }
        self._probabilities = dict.fromkeys(Pattern, rule.before)

    @property
    def probability(self) -> float:
        """Return the probability (0 to 1) that all three are recognised.

        It looks at the window only.
        """
        return math.prod(self._probabilities.values())

    def remember(self, truth: Pattern, *, is_right: bool) -> None:
        """Take an answer into the window, and leave the status as it is."""
        outcomes = self._recent[truth]
        outcomes.append(is_right)
        self._probabilities[truth] = class_prob(sum(outcomes), len(outcomes), self._rule.share)

    def add(self, truth: Pattern, at: datetime, *, is_right: bool) -> None:
        """Take an answer into the window, and update the status."""
        self.remember(truth, is_right=is_right)
        was_mastered = self.status.is_mastered
        is_mastered = self._rule.is_held(self.probability, was_held=was_mastered)
        if is_mastered != was_mastered:
            self.status = MasteryStatus(is_mastered, at if is_mastered else None)


@lru_cache(maxsize=4096)
def class_prob(x: int, n: int, tau: float = RULE.share) -> float:
    """Return the probability (0 to 1) that the true share is above tau.

    Given: x found of n, and Jeffreys' prior. Raises ValueError unless 0 <= x <= n.
    """
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share")
    return 1 - incomplete_beta(x + 0.5, n - x + 0.5, tau)
