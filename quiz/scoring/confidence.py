"""Compare how sure a learner is with how often they are right.

Callers give answers with a choice only: no others can tell.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.proportion import Z95, Proportion

SPEAKS = 20  # answers before anything is said of too much or too little confidence
BAND_SPEAKS = 5  # answers before a band says anything
BANDS = ((0, 49), (50, 69), (70, 89), (90, 100))  # percent, both ends within


@dataclass(frozen=True, slots=True)
class Bias:
    """A learner's mean confidence less the share right, over `n` answers.

    `bias`: -1 to 1. `z`: the same in standard errors; None if every answer was at 0 or 1.
    """

    n: int
    bias: float
    z: float | None

    @property
    def speaks_from(self) -> int:
        return SPEAKS

    @property
    def is_in_step(self) -> bool:
        """Return whether certainty and results differ by no more than chance."""
        return abs(self._beyond) <= Z95

    @property
    def words(self) -> str:
        """Return the words of a page for the bias.

        A fault is named only from 20 answers on, and only beyond chance.
        """
        if self.n < SPEAKS or self.is_in_step:
            return "in step with your results so far"
        return "too sure" if self._beyond > 0 else "not sure enough"

    @property
    def _beyond(self) -> float:
        """Return the bias in standard errors."""
        # no z: whoever always says 100 % leaves no room for chance, so any miss is one too many
        if self.z is None and self.bias:
            return math.copysign(math.inf, self.bias)
        return self.z or 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """A range of confidence, `low` to `high` percent, with the results in it.

    `stated`: mean confidence of its answers, 0 to 1, None without any. `right`: those right of all.
    """

    low: int
    high: int
    stated: float | None
    right: Proportion

    @property
    def speaks(self) -> bool:
        return self.right.n >= BAND_SPEAKS


def confidence_bias(confidence: Sequence[float], correct: Sequence[bool]) -> Bias | None:
    """Return the bias of confidences against results; None without answers.

    A confidence is the highest share of a belief, 0 to 1.
    """
    n = len(confidence)
    if not n:
        return None
    excess = sum(c - right for c, right in zip(confidence, correct, strict=True))
    root = math.sqrt(sum(c * (1 - c) for c in confidence))
    return Bias(n, excess / n, excess / root if root else None)


def bands(answers: Iterable[tuple[int, bool]]) -> tuple[Band, ...]:
    """Return the four bands of these answers.

    An answer is its highest percent (0 to 100), and whether that was on the truth.
    """
    answers = list(answers)
    return tuple(
        _band(low, high, [answer for answer in answers if low <= answer[0] <= high])
        for low, high in BANDS
    )


def _band(low: int, high: int, within: Sequence[tuple[int, bool]]) -> Band:
    n = len(within)
    stated = sum(percent for percent, _ in within) / (100 * n) if n else None
    return Band(low, high, stated, Proportion(sum(right for _, right in within), n))
