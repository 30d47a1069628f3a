"""The three patterns of weakness, their order everywhere, and a belief over them. No Django."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Pattern(StrEnum):
    """Where the motor unit fails. The order is the same everywhere: fatigable, neurogenic, myogenic."""

    FATIGABLE = "fatigable"
    NEUROGENIC = "neurogenic"
    MYOGENIC = "myogenic"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def site(self) -> str:
        return SITES[self]

    @property
    def rivals(self) -> "tuple[Pattern, Pattern]":
        first, second = (pattern for pattern in Pattern if pattern != self)
        return first, second


LABELS = {
    Pattern.FATIGABLE: "Fatigable weakness",
    Pattern.NEUROGENIC: "Distal neurogenic atrophy",
    Pattern.MYOGENIC: "Proximal myogenic atrophy",
}
SITES = {Pattern.FATIGABLE: "junction", Pattern.NEUROGENIC: "nerve", Pattern.MYOGENIC: "muscle"}
PAIRS = (
    (Pattern.FATIGABLE, Pattern.NEUROGENIC),
    (Pattern.FATIGABLE, Pattern.MYOGENIC),
    (Pattern.NEUROGENIC, Pattern.MYOGENIC),
)
TYPICALITIES = ("typical", "less_typical", "atypical")  # how closely a case keeps to the picture of its pattern


class Stage(StrEnum):
    """A step of a case, in the order in which a learner meets them."""

    HISTORY = "history"
    EXAMINATION = "examination"
    TESTS = "tests"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def position(self) -> int:
        """1, 2 or 3."""
        return list(Stage).index(self) + 1


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely a learner holds each pattern to be: whole percents that add up to 100.

    Raises ValueError for a percent that is negative or not whole and for a sum other than 100.
    """

    fatigable: int
    neurogenic: int
    myogenic: int

    def __post_init__(self) -> None:
        if any(type(percent) is not int or percent < 0 for percent in self.percents):
            raise ValueError("Each share must be a whole number from 0 to 100.")
        if sum(self.percents) != 100:
            raise ValueError(f"The three shares add up to {sum(self.percents)}. Make them add up to 100.")

    @property
    def percents(self) -> tuple[int, int, int]:
        """Shares in per cent, in the order of the patterns."""
        return self.fatigable, self.neurogenic, self.myogenic

    @classmethod
    def nearest(cls, weights: Sequence[float]) -> "Belief":
        """The belief nearest to three weights >= 0, by the largest remainder; ties go to the earlier pattern.

        Raises ValueError if a weight is negative or not finite, or if all are zero.
        """
        exact = [Fraction(str(weight)) for weight in weights]
        if len(exact) != 3 or min(exact) < 0 or not sum(exact):
            raise ValueError("Three weights of at least 0 are needed, one of them above 0.")
        shares = [weight * 100 / sum(exact) for weight in exact]
        floors = [math.floor(share) for share in shares]
        by_remainder = sorted(range(3), key=lambda k: (floors[k] - shares[k], k))
        for k in by_remainder[: 100 - sum(floors)]:
            floors[k] += 1
        return cls(*floors)

    def __getitem__(self, pattern: Pattern) -> int:
        return getattr(self, pattern)


NO_IDEA = Belief(34, 33, 33)
