"""Where a cohort's loss comes from: unreliable confidence, answers that do not discriminate, or hard cases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SPEAKS = 200  # answers before a report on a cohort shows this; it says too little of one learner


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Each 0 to 1. Small reliability and large resolution are good; uncertainty lies in the cases."""

    reliability: float
    resolution: float
    uncertainty: float

    @property
    def brier(self) -> float:
        """Mean squared difference between confidence and result (right or not), 0 to 1."""
        return self.reliability - self.resolution + self.uncertainty


def murphy(confidence: Sequence[float], correct: Sequence[bool]) -> Decomposition:
    """Confidences (0 to 1) against results, one bin for each distinct confidence (Murphy 1973).

    Raises ValueError without answers.
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
