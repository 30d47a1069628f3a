"""All that the progress page says of a learner, from their finished answers. Whole on few answers, and on none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.patterns import PAIRS, TYPICALITIES, Pattern, Stage
from knowledge.proportion import Share

from .auc import auc_interval
from .beliefs import choice
from .choosing import is_warm, thin_edge
from .confidence import Band, Bias, bands, confidence_bias
from .needed import cases_needed
from .pairs import Pair, hand_till
from .shares import CHANCE, class_prob
from .stages import Staged, StageTable, stage_table
from .table import Confusion, accuracy, found, of_calls, separation_index
from .verdict import Verdict, Word, pair_verdict, sentence, separates
from .window import Answered, Standing, counting, standing, window

PAIR_SPEAKS = 3  # cases of each of its patterns before a pair shows a number


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair. `n`: cases of each pattern. `area`: A (0 to 1) with its 95 % interval, None before 3 cases of each."""

    pair: Pair
    n: tuple[int, int]
    area: float | None
    interval: tuple[float, float] | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One true pattern: how it was called, how often it was found, how probably it is recognised well enough.

    `probability`: 0 to 1. `needed`: about how many right answers it still takes.
    """

    pattern: Pattern
    calls: tuple[int, ...]
    found: Share
    probability: float
    needed: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything in the order in which the page shows it.

    `points`: mean q (1 to -2), None without answers. `separation`: -.5 to 1, None unless each pattern was shown.
    `bias`: None without a choice. `early`: the beliefs at the examination alone earn "separates". `thin_edge`: the pair
    to work on next, None before two cases of each pattern. `typicality`: found-shares of typical, less typical and
    atypical cases.
    """

    n: int
    sentence: str
    verdict: Verdict
    standing: Standing
    pairs: tuple[PairRow, ...]
    rows: tuple[PatternRow, ...]
    right: Share
    points: float | None
    separation: float | None
    bias: Bias | None
    bands: tuple[Band, ...]
    stages: StageTable
    early: bool
    thin_edge: Pair | None
    typicality: tuple[tuple[str, Share], ...]
    chance: float = CHANCE


def learner_report(answers: Iterable[Answered], *, known: Standing | None = None) -> Report:
    """The report on the window of the answers that count; `answers` in the order in which they were finished.

    With the standing `known`, the answers in the window and the 31 before them are enough, however many there are.
    """
    counted = counting(answers)
    return _report(window(counted), known or standing(counted))


def window_report(answers: Sequence[Answered], now: Standing) -> Report:
    """The report on answers that were found to be the window, with the standing after the last of them."""
    return _report(answers, now)


def plain_report(answers: Iterable[Answered]) -> Report:
    """The same numbers over all answers given: for a single quiz, or for everything ever."""
    return _report(list(answers), Standing(False, None))


def _report(answers: Sequence[Answered], now: Standing) -> Report:
    called = [choice(answer.belief) for answer in answers]
    right = [call == answer.truth for call, answer in zip(called, answers, strict=True)]
    counts = of_calls((answer.truth, call) for call, answer in zip(called, answers, strict=True))
    areas = hand_till((answer.truth, answer.belief) for answer in answers).pairs
    chosen = [
        (max(answer.belief.percents), hit)
        for answer, call, hit in zip(answers, called, right, strict=True)
        if call is not None
    ]
    stages = stage_table([Staged(answer.truth, answer.beliefs) for answer in answers])
    return Report(
        n=len(answers),
        sentence=sentence(counts, held=now.held),
        verdict=separates(counts, held=now.held),
        standing=now,
        pairs=_pairs(counts, areas),
        rows=_rows(counts, answers, right),
        right=Share(*accuracy(counts)),
        points=stages.rows[-1].mean_q,
        separation=separation_index(counts),
        bias=confidence_bias([percent / 100 for percent, _ in chosen], [hit for _, hit in chosen]),
        bands=bands(chosen),
        stages=stages,
        early=stages.rows[Stage.EXAMINATION.position - 1].verdict.word is Word.SEPARATES,
        thin_edge=_thin_edge(counts, areas),
        typicality=_by_typicality(answers, right),
    )


def _pairs(counts: Confusion, areas: Sequence[float | None]) -> tuple[PairRow, ...]:
    shown = {pattern: n for pattern, (_, n) in zip(Pattern, found(counts), strict=True)}
    return tuple(
        _pair(pair, (shown[pair[0]], shown[pair[1]]), area, pair_verdict(counts, pair))
        for pair, area in zip(PAIRS, areas, strict=True)
    )


def _pair(pair: Pair, n: tuple[int, int], area: float | None, verdict: Verdict) -> PairRow:
    if area is None or min(n) < PAIR_SPEAKS:
        return PairRow(pair, n, None, None, verdict)
    return PairRow(pair, n, area, auc_interval(area, *n), verdict)


def _rows(counts: Confusion, answers: Sequence[Answered], right: Sequence[bool]) -> tuple[PatternRow, ...]:
    outcomes: dict[Pattern, list[bool]] = {pattern: [] for pattern in Pattern}
    for answer, hit in zip(answers, right, strict=True):
        outcomes[answer.truth].append(hit)
    return tuple(
        PatternRow(pattern, tuple(row), Share(x, n), class_prob(x, n), cases_needed(outcomes[pattern]))
        for pattern, row, (x, n) in zip(Pattern, counts, found(counts), strict=True)
    )


def _thin_edge(counts: Confusion, areas: Sequence[float | None]) -> Pair | None:
    shown = [n for _, n in found(counts)]
    known = [area for area in areas if area is not None]
    return thin_edge(shown, known) if is_warm(shown) else None


def _by_typicality(answers: Sequence[Answered], right: Sequence[bool]) -> tuple[tuple[str, Share], ...]:
    marked = list(zip((answer.typicality for answer in answers), right, strict=True))
    return tuple(
        (name, Share(marked.count((name, True)), marked.count((name, True)) + marked.count((name, False))))
        for name in TYPICALITIES
    )
