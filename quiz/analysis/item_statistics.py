"""Compute statistics of cases and tests (scoring rules, section 7).

Definitions are as in Moodle's quiz statistics.

A matrix has a row for each learner and a column for each case; it holds marks. Whole marks are
summed exactly, so that "no variance" is never a matter of rounding. Variances and covariances
divide by n - 1. A measure that is undefined is None.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

from knowledge.proportion import Z95, Proportion, wilson

from ..scoring.beta import beta_quantile

Matrix = Sequence[Sequence[float]]
Number = int | Fraction

SHOWN_FROM = 5  # answers before a share of a case is shown
DISCRIMINATION_FROM = 30  # answers before its discrimination is shown
KEY_FROM = 10  # answers before its key is doubted
EASY = 0.95  # a case that surely more than this share find tells little
CHECK_THE_KEY, TELLS_LITTLE = "check the key", "tells little"


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One case in a test that everybody took whole.

    Indices are percents. `other`: the mark in all other cases.
    """

    n: int
    facility: float | None
    sd: float | None
    mark_variance: float | None
    other_variance: float | None
    covariance: float | None
    greatest_covariance: float | None
    discrimination: float | None
    efficiency: float | None
    weight: float | None


@dataclass(frozen=True, slots=True)
class WholeTest:
    """A test that everybody took whole.

    `consistency` (cic) and `error_ratio` are percents, the rest is in marks; none of it is clipped.
    `marks`: the mark of each learner.
    """

    n: int
    cases: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    kr20: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    marks: tuple[float, ...] = ()

    @property
    def mean_interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of the mean, in marks."""
        if self.mean is None or self.sd is None:
            return None
        half = Z95 * self.sd / math.sqrt(self.n)
        return self.mean - half, self.mean + half

    @property
    def kr20_interval(self) -> tuple[float, float] | None:
        return None if self.kr20 is None else feldt(self.kr20, self.n, self.cases)


@dataclass(frozen=True, slots=True)
class Discrimination:
    """The correlation of a right answer with r, the rest score.

    It lies from -1 to 1; its 95 % interval is None below 4 answers.
    """

    n: int
    r: float
    interval: tuple[float, float] | None

    @property
    def is_shown(self) -> bool:
        return self.n >= DISCRIMINATION_FROM

    @property
    def is_reversed(self) -> bool:
        """Return whether it is surely negative.

        Those who know the rest better then find the case less often.
        """
        return self.interval is not None and self.interval[1] < 0


def item_statistics(matrix: Matrix, maxima: Sequence[float] | None = None) -> list[ItemStatistics]:
    """Return the statistics of each case.

    `maxima`: the greatest mark in each, 1 if not given.
    """
    columns = _columns(matrix)
    totals = [sum(row) for row in zip(*columns, strict=True)]
    with_total = [_covariance(column, totals) for column in columns]
    roots = [math.sqrt(cov) if cov is not None and cov >= 0 else None for cov in with_total]
    whole = math.fsum(root for root in roots if root is not None)
    return [
        _item(column, totals, maximum, 100 * root / whole if root is not None and whole else None)
        for column, maximum, root in zip(columns, maxima or [1] * len(columns), roots, strict=True)
    ]


def whole_test(matrix: Matrix) -> WholeTest:
    columns = _columns(matrix)
    totals = [sum(row) for row in zip(*columns, strict=True)]
    reliability, spread = kr20(matrix), _root(_covariance(totals, totals))
    ratio = None if reliability is None else 100 * math.sqrt(1 - reliability)
    return WholeTest(
        n=len(totals),
        cases=len(columns),
        mean=float(sum(totals) / Fraction(len(totals))) if totals else None,
        median=float(median(totals)) if totals else None,
        sd=spread,
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        kr20=reliability,
        consistency=None if reliability is None else 100 * reliability,
        error_ratio=ratio,
        standard_error=None if ratio is None or spread is None else ratio * spread / 100,
        marks=tuple(float(total) for total in totals),
    )


def kr20(matrix: Matrix) -> float | None:
    """Return Kuder and Richardson's formula 20, at most 1.

    The result is None below 2 cases or 2 learners or if all totals are alike.
    """
    columns = _columns(matrix)
    totals = [sum(row) for row in zip(*columns, strict=True)]
    spread = _covariance(totals, totals)
    if len(columns) < 2 or not spread:
        return None
    within = sum((_covariance(column, column) or Fraction(0) for column in columns), Fraction(0))
    return float(Fraction(len(columns), len(columns) - 1) * (1 - within / spread))


def feldt(reliability: float, n: int, cases: int) -> tuple[float, float]:
    """Return the 95 % interval of a reliability over n learners (Feldt 1965).

    It takes at least 2 learners and 2 cases.
    """
    low, high = (_f_quantile(share, n - 1, (n - 1) * (cases - 1)) for share in (0.975, 0.025))
    return 1 - (1 - reliability) * low, 1 - (1 - reliability) * high


def skewness(values: Sequence[float]) -> float | None:
    """Return k3/k2^1.5 from Fisher's k-statistics.

    The result is None below 3 values or without spread.
    """
    n, (second, third, _) = len(values), _moments(values)
    if n < 3 or not second:
        return None
    k2, k3 = second / (n - 1), n * third / ((n - 1) * (n - 2))
    return float(k3) / float(k2) ** 1.5


def kurtosis(values: Sequence[float]) -> float | None:
    """Return k4/k2² from Fisher's k-statistics, 0 for a normal distribution.

    The result is None below 4 values or without spread.
    """
    n, (second, _, fourth) = len(values), _moments(values)
    if n < 4 or not second:
        return None
    k2 = second / (n - 1)
    k4 = n * ((n + 1) * fourth - 3 * (n - 1) * second**2 / n) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / k2**2)


def discrimination(
    n: int, right: int, rest: float, right_rest: float, rest_squared: float
) -> Discrimination | None:
    """Return the correlation of right answers and r from running sums.

    The sums are over n answers: right ones (Σx), Σr, Σxr and Σr². The result is None without
    variance in either.
    """
    x, r = n * right - right**2, n * rest_squared - rest**2
    if n < 2 or x <= 0 or r <= 0:
        return None
    value = max(-1.0, min(1.0, (n * right_rest - right * rest) / math.sqrt(x * r)))
    return Discrimination(n, value, fisher(value, n))


def fisher(r: float, n: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a correlation (Fisher's z).

    The result is None below 4 answers. At -1 and 1 it is that point.
    """
    if n < 4:
        return None
    if abs(r) >= 1:
        return r, r
    half = Z95 / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def easiness(right: int, n: int) -> float:
    """Return a share right (0 to 1) by which to sort cases.

    With few answers it stays near two in three, not at an end.
    """
    return (right + 2) / (n + 3)


def item_flags(
    found: Proportion, wrong: Sequence[int], discriminates: Discrimination | None
) -> list[str]:
    """Return what authors should look at.

    `found`: right ones of all answers. `wrong`: how often each wrong key was called.
    `discriminates`: how the case discriminates, None where that is undefined.
    """
    doubtful = found.n >= KEY_FROM and max(wrong, default=0) > found.x
    against = discriminates is not None and discriminates.is_shown and discriminates.is_reversed
    easy = found.n >= DISCRIMINATION_FROM and wilson(found.x, found.n)[0] > EASY
    return [CHECK_THE_KEY] * (doubtful or against) + [TELLS_LITTLE] * easy


def groups(places: int, size: int = 3) -> list[range]:
    """Cut so many places in rank order into `size` groups.

    Their sizes differ by at most one, the larger groups come first.
    """
    least, more = divmod(places, size)
    starts = [0]
    for group in range(size):
        starts.append(starts[-1] + least + (group < more))
    return [range(start, end) for start, end in pairwise(starts)]


def _item(
    x: list[Number], totals: list[Number], maximum: float, weight: float | None
) -> ItemStatistics:
    rest = [total - mark for total, mark in zip(totals, x, strict=True)]
    with_rest, own, others = _covariance(x, rest), _covariance(x, x), _covariance(rest, rest)
    greatest = _covariance(sorted(x), sorted(rest))
    spread = math.sqrt(own * others) if own and others else None
    return ItemStatistics(
        n=len(x),
        facility=float(sum(x) / Fraction(len(x))) / maximum if x and maximum else None,
        sd=_root(own),
        mark_variance=_float(own),
        other_variance=_float(others),
        covariance=_float(with_rest),
        greatest_covariance=_float(greatest),
        discrimination=100 * float(with_rest) / spread
        if with_rest is not None and spread
        else None,
        efficiency=float(100 * with_rest / greatest)
        if with_rest is not None and greatest
        else None,
        weight=weight,
    )


def _f_quantile(probability: float, above: int, below: int) -> float:
    share = beta_quantile(probability, above / 2, below / 2)
    return below * share / (above * (1 - share))


def _columns(matrix: Matrix) -> list[list[Number]]:
    return [
        [mark if isinstance(mark, int) else Fraction(mark) for mark in column]
        for column in zip(*matrix, strict=True)
    ]


def _covariance(x: Sequence[Number], y: Sequence[Number]) -> Fraction | None:
    n = len(x)
    if n < 2:
        return None
    return Fraction(n * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y)) / (
        n * (n - 1)
    )


def _moments(values: Sequence[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the sums of the 2nd, 3rd and 4th powers of deviations."""
    exact = [Fraction(value) for value in values]
    mean = sum(exact, Fraction(0)) / max(len(exact), 1)
    second, third, fourth = (
        sum(((value - mean) ** power for value in exact), Fraction(0)) for power in (2, 3, 4)
    )
    return second, third, fourth


def _root(value: Fraction | None) -> float | None:
    return None if value is None else math.sqrt(value)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
