"""All that the progress page says of a learner, from their finished answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.patterns import Pattern

from .beliefs import answer_score
from .shares import CHANCE, class_prob, wilson
from .table import Confusion, accuracy, found, separation_index
from .verdict import Verdict, sentence, separates
from .window import Answered, Standing, counting, standing, table, window


@dataclass(frozen=True, slots=True)
class Share:
    """x of n, with a 95 % interval (each end 0 to 1)."""

    x: int
    n: int

    @property
    def value(self) -> float:
        """0 to 1; 0 where n is 0, which a page says in words."""
        return self.x / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.x, self.n)


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One true pattern: how it was called, how often it was found, and how probably it is recognised well enough."""

    pattern: Pattern
    calls: tuple[int, ...]
    found: Share
    probability: float


@dataclass(frozen=True, slots=True)
class Report:
    """`points`: mean q (1 to -2), None without answers. `separation`: -.5 to 1, None unless each pattern was shown."""

    n: int
    sentence: str
    verdict: Verdict
    standing: Standing
    rows: tuple[PatternRow, ...]
    right: Share
    points: float | None
    separation: float | None
    chance: float = CHANCE


def learner_report(answers: Iterable[Answered]) -> Report:
    """The report on the window of the answers that count; `answers` in the order in which they were finished."""
    counted = counting(answers)
    return _report(window(counted), standing(counted))


def plain_report(answers: Iterable[Answered]) -> Report:
    """The same numbers over all answers given: for a single quiz, or for everything ever."""
    return _report(list(answers), Standing(False, None))


def _report(answers: Sequence[Answered], now: Standing) -> Report:
    counts = table(answers)
    points = [answer_score(answer.belief, answer.truth).q for answer in answers]
    return Report(
        n=len(answers),
        sentence=sentence(counts, held=now.held),
        verdict=separates(counts, held=now.held),
        standing=now,
        rows=_rows(counts),
        right=Share(*accuracy(counts)),
        points=sum(points) / len(points) if points else None,
        separation=separation_index(counts),
    )


def _rows(counts: Confusion) -> tuple[PatternRow, ...]:
    return tuple(
        PatternRow(pattern, tuple(row), Share(x, n), class_prob(x, n))
        for pattern, row, (x, n) in zip(Pattern, counts, found(counts), strict=True)
    )
