"""What the answers to one case tell, beyond its sums: confidence, beliefs by stage, who found it, how long it took."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, median, quantiles

from knowledge.patterns import Belief, Pattern, Stage
from knowledge.proportion import Share

from .beliefs import choice
from .confidence import BANDS
from .items import SHOWN_FROM, groups

LAST = list(Stage)[-1]
THIRDS = ("lower", "middle", "upper")


@dataclass(frozen=True, slots=True)
class Met:
    """One learner's first answer: beliefs by stage, seconds that the stages after the first took, and r (0 to 1)."""

    beliefs: Mapping[Stage, Belief]
    seconds: Mapping[Stage, float]
    rest: float | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """Answers with a choice at `low` to `high` percent, and how many of them chose a wrong pattern."""

    low: int
    high: int
    wrong: Share


@dataclass(frozen=True, slots=True)
class StageBeliefs:
    """The beliefs of a stage: how often each was stated, and how many of them chose the truth."""

    stage: Stage
    times: Counter[Belief]
    right: Share

    @property
    def means(self) -> list[float]:
        """Mean percents in the order of the patterns."""
        return [fmean(belief[pattern] for belief in self.times.elements()) for pattern in Pattern]


@dataclass(frozen=True, slots=True)
class Third:
    """A third of the learners by r: from `low` to `high` (0 to 1), and how many of them found the case."""

    name: str
    low: float
    high: float
    found: Share


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds from the belief before to the one at this stage: median and quartiles."""

    stage: Stage
    n: int
    median: float
    quartiles: tuple[float, float]


@dataclass(frozen=True)
class Taught:
    """`answers` to a case of this truth. Nothing is given below its least number of answers."""

    truth: Pattern
    answers: Sequence[Met]

    @cached_property
    def confidence(self) -> list[BandRow]:
        """Each band of confidence at the last stage."""
        chosen = [(max(belief.percents), choice(belief)) for belief in self._at(LAST) if choice(belief)]
        rows = []
        for low, high in BANDS:
            called = [pattern for percent, pattern in chosen if low <= percent <= high]
            rows.append(BandRow(low, high, Share(sum(pattern != self.truth for pattern in called), len(called))))
        return rows

    @cached_property
    def stages(self) -> list[StageBeliefs]:
        """Stages with enough beliefs."""
        rows = []
        for stage in Stage:
            beliefs = self._at(stage)
            if len(beliefs) >= SHOWN_FROM:
                right = sum(choice(belief) == self.truth for belief in beliefs)
                rows.append(StageBeliefs(stage, Counter(beliefs), Share(right, len(beliefs))))
        return rows

    @cached_property
    def thirds(self) -> list[Third]:
        """Learners with an r in three groups by it, once each has enough; of equals the earlier answer goes first."""
        ranked = sorted(
            ((met.rest, choice(met.beliefs[LAST]) == self.truth) for met in self.answers if met.rest is not None),
            key=lambda pair: pair[0],
        )
        parts = [[ranked[place] for place in group] for group in groups(len(ranked), len(THIRDS))]
        if len(parts[-1]) < SHOWN_FROM:
            return []
        return [
            Third(name, part[0][0], part[-1][0], Share(sum(right for _, right in part), len(part)))
            for name, part in zip(THIRDS, parts, strict=True)
        ]

    @cached_property
    def times(self) -> list[Time]:
        """Stages after the first with enough answers; when a case was opened is not recorded."""
        rows = []
        for stage in Stage:
            seconds = [met.seconds[stage] for met in self.answers if stage in met.seconds]
            if len(seconds) >= SHOWN_FROM:
                low, _, high = quantiles(seconds, n=4, method="inclusive")
                rows.append(Time(stage, len(seconds), median(seconds), (low, high)))
        return rows

    def _at(self, stage: Stage) -> list[Belief]:
        return [met.beliefs[stage] for met in self.answers if stage in met.beliefs]
