"""Define the three patterns of weakness, their order, and a belief over them.

Imports no Django.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Pattern(StrEnum):
    """A pattern of weakness, which says where the motor unit fails.

    The order is the same everywhere: fatigable, neurogenic, myogenic.
    """

    FATIGABLE = "fatigable"
    NEUROGENIC = "neurogenic"
    MYOGENIC = "myogenic"

    @property
    def site(self) -> str:
        """Return the place that fails, such as "junction"."""
        return SITES[self]

    @property
    def label(self) -> str:
        """Return its name on pages, such as "Junction"."""
        return self.site.capitalize()

    @property
    def full_label(self) -> str:
        """Return its name where there is room, such as "Junction: fatigable weakness"."""
        return f"{self.label}: {WEAKNESSES[self]}"


SITES = {Pattern.FATIGABLE: "junction", Pattern.NEUROGENIC: "nerve", Pattern.MYOGENIC: "muscle"}
WEAKNESSES = {
    Pattern.FATIGABLE: "fatigable weakness",
    Pattern.NEUROGENIC: "distal neurogenic atrophy",
    Pattern.MYOGENIC: "proximal myogenic atrophy",
}


class Outside(StrEnum):
    """The key of a patient who has none of the three patterns: cord, brain, joint, disuse …"""

    OUTSIDE = "outside"

    @property
    def site(self) -> str:
        """Return what takes the place of the site of a pattern in a sentence."""
        return "something else"

    @property
    def label(self) -> str:
        return "Something else"

    @property
    def full_label(self) -> str:
        return "Something else: none of the three patterns"


OUTSIDE = Outside.OUTSIDE
Key = Pattern | Outside
"""The key of a case, and what a learner may call it."""
KEYS: tuple[Key, ...] = (*Pattern, OUTSIDE)
PAIRS = (
    (Pattern.FATIGABLE, Pattern.NEUROGENIC),
    (Pattern.FATIGABLE, Pattern.MYOGENIC),
    (Pattern.NEUROGENIC, Pattern.MYOGENIC),
)


def rivals_of(key: Key) -> tuple[Pattern, ...]:
    """Return the patterns other than this: two of a pattern, all three of what is outside."""
    return tuple(pattern for pattern in Pattern if pattern != key)


def as_key(value: str) -> Key:
    """Return the key of this name; raises ValueError if there is none."""
    return OUTSIDE if value == OUTSIDE else Pattern(value)


class Typicality(StrEnum):
    """A grade of how closely a patient keeps to the textbook's picture of the disease.

    The most typical comes first.
    """

    TYPICAL = "typical"
    LESS_TYPICAL = "less_typical"
    ATYPICAL = "atypical"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class PatternRule(StrEnum):
    """Whether a patient keeps the rule of the pattern or breaks it.

    Inclusion body myositis may be typical of its disease and yet break the rule that muscle
    disease is proximal.
    """

    KEEPS = "keeps"
    BREAKS = "breaks"

    @property
    def label(self) -> str:
        return {"keeps": "Kept", "breaks": "Broken"}[self.value]


class FindingRole(StrEnum):
    """A use of a finding: at the bedside, to support, or to confirm a diagnosis."""

    BEDSIDE = "bedside"
    SUPPORTIVE = "supportive"
    CONFIRMATORY = "confirmatory"

    @property
    def unlisted_share(self) -> float:
        """Return the share (0 to 1) of patients who show a finding that is not listed.

        It holds where the table lists no frequency for the disease and the finding.
        """
        return 0.01 if self is FindingRole.CONFIRMATORY else 0.03

    @property
    def can_be_stated(self) -> bool:
        """Return whether a case may state it as present."""
        # a confirmatory finding belongs to the diagnosis
        return self is not FindingRole.CONFIRMATORY


STATED_ROLES = tuple(role for role in FindingRole if role.can_be_stated)


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
        """Return 1, 2 or 3."""
        return list(Stage).index(self) + 1


@dataclass(frozen=True, slots=True)
class Belief:
    """A learner's belief in each key: whole percents that add up to 100.

    `outside` is 0 wherever something else cannot be said. Raises ValueError for a percent that is
    negative or not whole and for a sum other than 100.
    """

    fatigable: int
    neurogenic: int
    myogenic: int
    outside: int = 0

    def __post_init__(self) -> None:
        if any(type(percent) is not int or percent < 0 for percent in self.shares):
            raise ValueError("Each share must be a whole number from 0 to 100.")
        if sum(self.shares) != 100:
            raise ValueError(f"The shares add up to {sum(self.shares)}. Make them add up to 100.")

    @property
    def percents(self) -> tuple[int, int, int]:
        """Return the shares of the patterns in per cent, in their order."""
        return self.fatigable, self.neurogenic, self.myogenic

    @property
    def shares(self) -> tuple[int, int, int, int]:
        """Return all four shares in per cent, in the order of `KEYS`."""
        return *self.percents, self.outside

    @property
    def within_three(self) -> "Belief":
        """Return the belief among the three patterns alone, what is outside left out.

        It is rescaled by the largest remainder; without a share for any of the three, no idea.
        """
        if not self.outside:
            return self
        return Belief.nearest(self.percents) if self.outside < 100 else NO_IDEA

    def with_outside(self, outside: int) -> "Belief":
        """Return the same belief within the three, with so many percent (0 to 100) outside."""
        fatigable, neurogenic, myogenic = _apportioned(self.within_three.percents, 100 - outside)
        return Belief(fatigable, neurogenic, myogenic, outside)

    @classmethod
    def nearest(cls, weights: Sequence[float]) -> "Belief":
        """Return the belief nearest to three or four weights >= 0, by the largest remainder.

        Ties go to the earlier key. Raises ValueError if a weight is negative or not finite, or if
        all are zero.
        """
        if len(weights) not in (len(Pattern), len(KEYS)):
            raise ValueError("Three or four weights are needed.")
        return cls(*_apportioned(weights, 100))

    def __getitem__(self, key: Key) -> int:
        return getattr(self, key)


def _apportioned(weights: Sequence[float], total: int) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to the total.

    What is left after rounding down goes to the largest remainders, of equals to the earlier.
    """
    exact = [Fraction(str(weight)) for weight in weights]
    if min(exact) < 0 or not sum(exact):
        raise ValueError("Weights of at least 0 are needed, one of them above 0.")
    shares = [weight * total / sum(exact) for weight in exact]
    floors = [math.floor(share) for share in shares]
    # rounded, so that a sum of chances that is off in its last digit ties with what it should be
    by_remainder = sorted(range(len(exact)), key=lambda k: (round(floors[k] - shares[k], 9), k))
    for k in by_remainder[: total - sum(floors)]:
        floors[k] += 1
    return floors


NO_IDEA = Belief(34, 33, 33)
