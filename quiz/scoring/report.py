"""Compute all that the progress page says of a learner.

Never fails on too few finished answers, or on none; the fields say None.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from knowledge.patterns import OUTSIDE, PAIRS, Key, Pattern, PatternRule, Stage, Typicality
from knowledge.proportion import Proportion

from .adaptive import is_warm, thin_edge
from .auc import auc_interval
from .belief_score import choice
from .confidence import Band, Bias, bands, confidence_bias
from .confusion_matrix import Confusion, accuracy, found_counts, of_calls, separation_index
from .daily import mean_q, mean_q4
from .mastery import CHANCE, RULE, MasteryStatus, class_prob
from .noticing import Noticing, noticing
from .pairwise import Pair, hand_till
from .stages import Staged, StageTable, stage_table
from .standing import NOTHING_HELD, Standing, standing_after
from .verdict import (
    Verdict,
    Word,
    cases_needed,
    cases_to_go,
    pair_verdict,
    separates,
    verdict_sentence,
)
from .window import Answered, counting, key_could_be_said, window

Mark = TypeVar("Mark", Typicality, PatternRule)
PAIR_SPEAKS = 3  # cases of each of its patterns before a pair shows a number


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of patterns in the report.

    `n`: cases of each pattern. `area`: A (0 to 1) with its 95 % interval, None before 3 cases of
    each.
    """

    pair: Pair
    n: tuple[int, int]
    area: float | None
    interval: tuple[float, float] | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One true pattern in the report.

    `calls`: how often it was called what. `found`: how often it was recognised. `probability`: 0 to
    1, that it is recognised well enough. `needed`: about how many right answers it still takes.
    `outcomes`: whether each of its cases was recognised, in order.
    """

    pattern: Pattern
    calls: tuple[int, ...]
    found: Proportion
    probability: float
    needed: int
    outcomes: tuple[bool, ...]


class _Judged(NamedTuple):
    """An answer to a patient with one of the three patterns, and what it called."""

    answer: Answered
    truth: Pattern
    called: Key | None

    @property
    def is_right(self) -> bool:
        return self.called == self.truth


@dataclass(frozen=True, slots=True)
class Report:
    """A report on one learner, its fields in the order of the progress page.

    `n`: cases of the three patterns. `points`: mean q (1 to -2) of the `points_n` answers among
    three patterns, None without any; `open_points`: mean (1 to -5/3) of the `open_n` answers in
    which something else could be said. `noticing`: of patients with none of the three.
    `separation`: -.5 to 1, None unless each pattern was shown. `bias`: None without a choice.
    `early`: the beliefs at the examination alone earn "separates". `thin_edge`: the pair to work on
    next, None before two cases of each pattern. `typicality`: found-shares of typical, less typical
    and atypical cases. `pattern_rule`: of those that keep and those that break the rule of their
    pattern.
    """

    n: int
    sentence: str
    verdict: Verdict
    mastery: MasteryStatus
    noticing: Noticing
    pairs: tuple[PairRow, ...]
    rows: tuple[PatternRow, ...]
    right: Proportion
    points: float | None
    points_n: int
    open_points: float | None
    open_n: int
    separation: float | None
    bias: Bias | None
    bands: tuple[Band, ...]
    stages: StageTable
    early: bool
    thin_edge: Pair | None
    typicality: tuple[tuple[Typicality, Proportion], ...]
    pattern_rule: tuple[tuple[PatternRule, Proportion], ...]
    chance: float = CHANCE

    @property
    def to_go(self) -> dict[Pattern, int]:
        """Return how many more cases of each pattern earn "separates", if all are recognised.

        All are 0 once it is held. It is the fewest: an error makes it more.
        """
        if self.verdict.word is Word.SEPARATES:
            return dict.fromkeys(Pattern, 0)
        more = cases_to_go([row.outcomes for row in self.rows])
        return dict(zip(Pattern, more, strict=True))

    @property
    def says_little(self) -> bool:
        """Return whether some pattern has too few cases to say anything of its pairs."""
        return min(row.found.n for row in self.rows) < PAIR_SPEAKS


def learner_report(answers: Iterable[Answered], *, known: Standing | None = None) -> Report:
    """Return the report on the windows of the answers that count.

    `answers` are in the order in which they were finished. With what is held `known`, the answers
    in the windows and the 31 before them are enough, however many there are.
    """
    counting_answers = counting(answers)
    return window_report(counting_answers, known or standing_after(counting_answers))


def window_report(answers: Sequence[Answered], now: Standing) -> Report:
    """Return the report on the windows of answers that all count.

    `now`: what is held after the last of them.
    """
    return _report(window(answers), answers, now)


def plain_report(answers: Iterable[Answered]) -> Report:
    """Return the report on all answers given, without what is held.

    For a single quiz, or for everything ever.
    """
    every = [answer for answer in answers if answer.counts and key_could_be_said(answer)]
    return _report(every, every, NOTHING_HELD)


def _report(answers: Sequence[Answered], noticed: Sequence[Answered], now: Standing) -> Report:
    """Return the report on answers, with what others say of noticing.

    Whatever tells the three patterns apart is read from the patients with one of them; certainty
    from all.
    """
    calls = [choice(answer.belief) for answer in answers]
    within = [
        _Judged(answer, answer.truth, called)
        for answer, called in zip(answers, calls, strict=True)
        if answer.truth is not OUTSIDE
    ]
    right = [judged.is_right for judged in within]
    in_three = [judged.answer for judged in within]
    counts = of_calls((judged.truth, judged.called) for judged in within)
    areas = hand_till((judged.truth, judged.answer.belief) for judged in within).pairs
    percents = [
        (max(answer.belief.shares), called == answer.truth)
        for answer, called in zip(answers, calls, strict=True)
        if called is not None
    ]
    stages = stage_table(
        [
            Staged(judged.truth, judged.answer.beliefs, judged.answer.may_be_outside)
            for judged in within
        ]
    )
    held = now.mastery.is_mastered
    return Report(
        n=len(within),
        sentence=verdict_sentence(counts, held=held),
        verdict=separates(counts, held=held),
        mastery=now.mastery,
        noticing=noticing(noticed, held=now.noticing.is_mastered),
        pairs=_pairs(counts, areas),
        rows=_rows(counts, within),
        right=Proportion(*accuracy(counts)),
        points=mean_q(answers),
        points_n=sum(not answer.may_be_outside for answer in answers),
        open_points=mean_q4(answers),
        open_n=sum(answer.may_be_outside for answer in answers),
        separation=separation_index(counts),
        bias=confidence_bias(
            [percent / 100 for percent, _ in percents], [hit for _, hit in percents]
        ),
        bands=bands(percents),
        stages=stages,
        early=stages.rows[Stage.EXAMINATION.position - 1].verdict.word is Word.SEPARATES,
        thin_edge=_thin_edge(counts, areas),
        typicality=_found_by(Typicality, [answer.typicality for answer in in_three], right),
        pattern_rule=_found_by(PatternRule, [answer.pattern_rule for answer in in_three], right),
    )


def _pairs(counts: Confusion, areas: Sequence[float | None]) -> tuple[PairRow, ...]:
    case_counts = {
        pattern: n for pattern, (_, n) in zip(Pattern, found_counts(counts), strict=True)
    }
    return tuple(
        _pair(pair, (case_counts[pair[0]], case_counts[pair[1]]), area, pair_verdict(counts, pair))
        for pair, area in zip(PAIRS, areas, strict=True)
    )


def _pair(pair: Pair, n: tuple[int, int], area: float | None, verdict: Verdict) -> PairRow:
    if area is None or min(n) < PAIR_SPEAKS:
        return PairRow(pair, n, None, None, verdict)
    return PairRow(pair, n, area, auc_interval(area, *n), verdict)


def _rows(counts: Confusion, within: Sequence[_Judged]) -> tuple[PatternRow, ...]:
    outcomes: dict[Pattern, list[bool]] = {pattern: [] for pattern in Pattern}
    for judged in within:
        outcomes[judged.truth].append(judged.is_right)
    return tuple(
        PatternRow(
            pattern,
            tuple(row),
            Proportion(x, n),
            class_prob(x, n, RULE.share),
            cases_needed(outcomes[pattern]),
            tuple(outcomes[pattern]),
        )
        for pattern, row, (x, n) in zip(Pattern, counts, found_counts(counts), strict=True)
    )


def _thin_edge(counts: Confusion, areas: Sequence[float | None]) -> Pair | None:
    case_counts = [n for _, n in found_counts(counts)]
    known_areas = [area for area in areas if area is not None]
    return thin_edge(case_counts, known_areas) if is_warm(case_counts) else None


def _found_by(
    marks: type[Mark], marked: Sequence[str], right: Sequence[bool]
) -> tuple[tuple[Mark, Proportion], ...]:
    """Return the share found of the cases with each mark."""
    pairs = Counter(zip(marked, right, strict=True))
    return tuple(
        (mark, Proportion(pairs[mark, True], pairs[mark, True] + pairs[mark, False]))
        for mark in marks
    )
