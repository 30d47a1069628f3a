"""Count a learner's finished cases of this week, Monday to Sunday."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LENGTH = 7  # days


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day with how many cases were finished on it; it may still lie ahead."""

    day: date
    n: int
    is_today: bool

    @property
    def name(self) -> str:
        return f"{self.day:%A}"

    @property
    def short(self) -> str:
        return self.name[:2]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, and what is known of their answers.

    `told_n`: cases whose result may be shown; `sure_errors`: of those, errors made with 80 % or
    more.
    """

    days: tuple[WeekDay, ...]
    told_n: int = 0
    sure_errors: int = 0

    @property
    def n(self) -> int:
        return sum(day.n for day in self.days)

    @property
    def days_worked(self) -> int:
        return sum(day.n > 0 for day in self.days)

    @property
    def greatest(self) -> int:
        return max(day.n for day in self.days)


def monday_of(today: date) -> date:
    return today - timedelta(days=today.weekday())


def week_of(
    today: date, finished: Iterable[date], *, told_n: int = 0, sure_errors: int = 0
) -> Week:
    """Return the week of today. `finished`: the day of each case finished in it."""
    times = Counter(finished)
    first = monday_of(today)
    days = [first + timedelta(days=place) for place in range(LENGTH)]
    return Week(tuple(WeekDay(day, times[day], day == today) for day in days), told_n, sure_errors)
