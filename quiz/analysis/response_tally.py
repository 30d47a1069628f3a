"""Compute statistics of a case that everybody meets among other cases.

They come from running sums. x: right at the last stage. r: the share that the learner had found of
other cases of the same pattern, from 5 on. Such statistics are compared within a pattern only: who
meets more myogenic cases has no harder ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.patterns import KEYS, Key
from knowledge.proportion import Proportion

from .item_statistics import Discrimination, discrimination, easiness, item_flags

REST_FROM = 5  # other answers of the pattern before a learner has an r
UNIT = 10_000  # of r = 1, in sums of whole numbers


@dataclass(frozen=True, slots=True)
class Called:
    """The sums over the answers that called the case one key.

    `rest` and `rest_squared`: over the n_rest with an r.
    """

    n: int = 0
    n_rest: int = 0
    rest: int = 0
    rest_squared: int = 0

    @property
    def mean_rest(self) -> float | None:
        """Return the mean r, 0 to 1; None without any."""
        return self.rest / (self.n_rest * UNIT) if self.n_rest else None


NEVER = Called()


@dataclass(frozen=True)
class CaseStatistics:
    """The statistics of one version.

    `calls`: by the key called, None for no choice; the uncalled may lack.
    """

    truth: Key
    calls: Mapping[Key | None, Called]

    @cached_property
    def options(self) -> list[tuple[Key | None, Called]]:
        return [(called, self.calls.get(called, NEVER)) for called in (*KEYS, None)]

    @property
    def n(self) -> int:
        return sum(called.n for called in self.calls.values())

    @property
    def found(self) -> Proportion:
        """Return the right of all answers: the facility, with its interval."""
        return Proportion(self.calls.get(self.truth, NEVER).n, self.n)

    @property
    def easiness(self) -> float:
        return easiness(self.found.x, self.n)

    @cached_property
    def discrimination(self) -> Discrimination | None:
        right, all_calls = self.calls.get(self.truth, NEVER), list(self.calls.values())
        n, rest, squared = (
            sum(getattr(called, name) for called in all_calls)
            for name in ("n_rest", "rest", "rest_squared")
        )
        return discrimination(n, right.n_rest, rest, right.rest, squared)

    @property
    def flags(self) -> list[str]:
        wrong = [self.calls.get(key, NEVER).n for key in KEYS if key != self.truth]
        return item_flags(self.found, wrong, self.discrimination)
