"""Decompose the loss of a cohort into its sources.

It comes from unreliable confidence, from answers that do not discriminate, or from hard cases.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SPEAKS = 200  # answers before a report on a cohort shows this; it says too little of one learner


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A cohort's Brier score in three parts, each 0 to 1.

    Small reliability and large resolution are good; uncertainty lies in the cases.
    """

    reliability: float
    resolution: float
    uncertainty: float

    @property
    def brier(self) -> float:
        """Return the mean squared difference of confidence and result, 0 to 1.

        A result is 1 if right, else 0.
        """
        return self.reliability - self.resolution + self.uncertainty


def murphy(confidence: Sequence[float], correct: Sequence[bool]) -> Decomposition:
    """Decompose confidences (0 to 1) against results (Murphy 1973).

    Each distinct confidence is a bin. Raises ValueError without answers.
    """
    n = len(confidence)
    if not n:
        raise ValueError("Without answers there is nothing to take apart.")
    sizes = Counter(confidence)
    hits = Counter(c for c, right in zip(confidence, correct, strict=True) if right)
    base = hits.total() / n
    return Decomposition(
        reliability=sum(size * (c - hits[c] / size) ** 2 for c, size in sizes.items()) / n,
        resolution=sum(size * (hits[c] / size - base) ** 2 for c, size in sizes.items()) / n,
        uncertainty=base * (1 - base),
    )
