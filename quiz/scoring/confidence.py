"""Whether a learner is as often right as they are sure. Only answers with a choice can tell."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.proportion import Z95, Share

SPEAKS = 20  # answers before anything is said of too much or too little confidence
BAND_SPEAKS = 5  # answers before a band says anything
BANDS = ((0, 49), (50, 69), (70, 89), (90, 100))  # percent, both ends within


@dataclass(frozen=True, slots=True)
class Bias:
    """`bias` -1 to 1: mean confidence less share right. `z`: in standard errors; None if every answer was at 0 or 1."""

    n: int
    bias: float
    z: float | None

    @property
    def words(self) -> str:
        """What a page says: a fault is named only from 20 answers on, and only beyond chance.

        Whoever always says 100 % leaves no room for chance, so that any miss is one too many.
        """
        beyond = math.copysign(math.inf, self.bias) if self.z is None and self.bias else self.z or 0.0
        if self.n < SPEAKS or abs(beyond) <= Z95:
            return "in step with your results so far"
        return "too sure" if beyond > 0 else "not sure enough"


@dataclass(frozen=True, slots=True)
class Band:
    """Answers given with `low` to `high` percent: what they stated on average (0 to 1, None without any), and right."""

    low: int
    high: int
    stated: float | None
    right: Share

    @property
    def speaks(self) -> bool:
        return self.right.n >= BAND_SPEAKS


def confidence_bias(confidence: Sequence[float], correct: Sequence[bool]) -> Bias | None:
    """Confidence (0 to 1, the highest share of each belief) against results; None without answers."""
    n = len(confidence)
    if not n:
        return None
    excess = sum(c - right for c, right in zip(confidence, correct, strict=True))
    root = math.sqrt(sum(c * (1 - c) for c in confidence))
    return Bias(n, excess / n, excess / root if root else None)


def bands(answers: Iterable[tuple[int, bool]]) -> tuple[Band, ...]:
    """The four bands, from pairs of the highest percent (0 to 100) and whether it was on the truth."""
    answers = list(answers)
    return tuple(_band(low, high, [answer for answer in answers if low <= answer[0] <= high]) for low, high in BANDS)


def _band(low: int, high: int, within: Sequence[tuple[int, bool]]) -> Band:
    n = len(within)
    stated = sum(percent for percent, _ in within) / (100 * n) if n else None
    return Band(low, high, stated, Share(sum(right for _, right in within), n))
