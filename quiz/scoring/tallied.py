"""What running sums say of a case that everybody meets among other cases.

x: right at the last stage. r: the share that the learner had found of other cases of the same pattern, from 5 on. Such
statistics are compared within a pattern only: who meets more myogenic cases has no harder ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.patterns import Pattern
from knowledge.proportion import Share

from .items import Discrimination, discrimination, easiness, flags

REST_FROM = 5  # other answers of the pattern before a learner has an r
UNIT = 10_000  # of r = 1, in sums of whole numbers


@dataclass(frozen=True, slots=True)
class Called:
    """Sums over the answers that called the case one pattern: `rest` and `rest_squared` over the n_rest with an r."""

    n: int = 0
    n_rest: int = 0
    rest: int = 0
    rest_squared: int = 0

    @property
    def mean_rest(self) -> float | None:
        """0 to 1."""
        return self.rest / (self.n_rest * UNIT) if self.n_rest else None


NEVER = Called()


@dataclass(frozen=True)
class CaseStatistics:
    """The statistics of one version. `calls`: by the pattern called, None for no choice; the uncalled may lack."""

    truth: Pattern
    calls: Mapping[Pattern | None, Called]

    @cached_property
    def options(self) -> list[tuple[Pattern | None, Called]]:
        """The option table: every pattern in its order, no choice last."""
        return [(called, self.calls.get(called, NEVER)) for called in (*Pattern, None)]

    @property
    def n(self) -> int:
        return sum(called.n for called in self.calls.values())

    @property
    def found(self) -> Share:
        """Right of all: the facility, with its interval."""
        return Share(self.calls.get(self.truth, NEVER).n, self.n)

    @property
    def easiness(self) -> float:
        return easiness(self.found.x, self.n)

    @cached_property
    def discrimination(self) -> Discrimination | None:
        right, all_calls = self.calls.get(self.truth, NEVER), list(self.calls.values())
        n, rest, squared = (
            sum(getattr(called, name) for called in all_calls) for name in ("n_rest", "rest", "rest_squared")
        )
        return discrimination(n, right.n_rest, rest, right.rest, squared)

    @property
    def flags(self) -> list[str]:
        wrong = [self.calls.get(rival, NEVER).n for rival in self.truth.rivals]
        return flags(self.found, wrong, self.discrimination)
