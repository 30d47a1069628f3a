"""Analyse the answers to one case beyond its sums.

Computes confidence, beliefs by stage, who found it and how long it took.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, median, quantiles

from knowledge.patterns import KEYS, Belief, Key, Stage
from knowledge.proportion import Proportion

from ..scoring.belief_score import choice
from ..scoring.confidence import BANDS
from .item_statistics import SHOWN_FROM, groups

LAST = list(Stage)[-1]
THIRDS = ("lower", "middle", "upper")


@dataclass(frozen=True, slots=True)
class Met:
    """One learner's first answer to a case.

    `beliefs`: by stage. `seconds`: those that the stages after the first took. `rest`: r (0 to 1).
    """

    beliefs: Mapping[Stage, Belief]
    seconds: Mapping[Stage, float]
    rest: float | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """A band of confidence, `low` to `high` percent, with its answers.

    `wrong`: how many of the answers with a choice chose something wrong.
    """

    low: int
    high: int
    wrong: Proportion


@dataclass(frozen=True, slots=True)
class StageBeliefs:
    """The beliefs of a stage.

    `times`: how often each was stated. `right`: how many of them chose the truth.
    """

    stage: Stage
    times: Counter[Belief]
    right: Proportion

    @property
    def means(self) -> list[float]:
        """Return the mean percents in the order of the keys."""
        return [fmean(belief[key] for belief in self.times.elements()) for key in KEYS]


@dataclass(frozen=True, slots=True)
class Third:
    """A third of the learners by r, from `low` to `high` (0 to 1).

    `found`: how many of them found the case.
    """

    name: str
    low: float
    high: float
    found: Proportion


@dataclass(frozen=True, slots=True)
class Time:
    """The seconds from the belief before a stage to the one at it.

    Given are their median and quartiles.
    """

    stage: Stage
    n: int
    median: float
    quartiles: tuple[float, float]


@dataclass(frozen=True)
class Taught:
    """A case of this truth, analysed by its `answers`.

    Nothing is given below its least number of answers.
    """

    truth: Key
    answers: Sequence[Met]

    @cached_property
    def confidence(self) -> list[BandRow]:
        choices = [
            (max(belief.shares), choice(belief)) for belief in self._at(LAST) if choice(belief)
        ]
        rows = []
        for low, high in BANDS:
            calls = [called for percent, called in choices if low <= percent <= high]
            rows.append(
                BandRow(
                    low,
                    high,
                    Proportion(sum(called != self.truth for called in calls), len(calls)),
                )
            )
        return rows

    @cached_property
    def stages(self) -> list[StageBeliefs]:
        rows = []
        for stage in Stage:
            beliefs = self._at(stage)
            if len(beliefs) >= SHOWN_FROM:
                right = sum(choice(belief) == self.truth for belief in beliefs)
                rows.append(StageBeliefs(stage, Counter(beliefs), Proportion(right, len(beliefs))))
        return rows

    @cached_property
    def thirds(self) -> list[Third]:
        """Return the learners with an r in three groups by it.

        The result is empty until each group has enough. Of equals the earlier answer goes first.
        """
        ranked = sorted(
            (
                (met.rest, choice(met.beliefs[LAST]) == self.truth)
                for met in self.answers
                if met.rest is not None
            ),
            key=lambda pair: pair[0],
        )
        parts = [[ranked[place] for place in group] for group in groups(len(ranked), len(THIRDS))]
        if len(parts[-1]) < SHOWN_FROM:
            return []
        return [
            Third(
                name,
                part[0][0],
                part[-1][0],
                Proportion(sum(right for _, right in part), len(part)),
            )
            for name, part in zip(THIRDS, parts, strict=True)
        ]

    @cached_property
    def times(self) -> list[Time]:
        """Return the times of stages after the first with enough answers.

        The first has none: when a case was opened is not recorded.
        """
        rows = []
        for stage in Stage:
            seconds = [met.seconds[stage] for met in self.answers if stage in met.seconds]
            if len(seconds) >= SHOWN_FROM:
                low, _, high = quantiles(seconds, n=4, method="inclusive")
                rows.append(Time(stage, len(seconds), median(seconds), (low, high)))
        return rows

    def _at(self, stage: Stage) -> list[Belief]:
        return [met.beliefs[stage] for met in self.answers if stage in met.beliefs]
