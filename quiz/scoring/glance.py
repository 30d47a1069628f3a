"""Say what a learner's report comes to at one glance: a headline, and how far each pair is.

The bar of a pair and its verdict are the same quantity, so a longer bar has no worse word but
where a line says why.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.patterns import Pattern

from .mastery import CHANCE, RULE
from .pairwise import Pair
from .report import PAIR_SPEAKS, PairRow, Report
from .verdict import Word, pair_counts

RARE = 1 / 1000  # chance below which a page says "hardly ever"


@dataclass(frozen=True, slots=True)
class ProbabilityBar:
    """A probability as a bar from 0 to 100 with the line that a verdict needs.

    `percent` and `line`: whole per cent, rounded down, so that no bar ends at a line that it does
    not reach. `is_open`: too few cases to say anything. `note`: a sentence on what the word rests
    on, or why it is worse than the bar; may be empty.
    """

    percent: int
    line: int
    word: Word
    is_open: bool
    note: str


@dataclass(frozen=True, slots=True)
class PairBar:
    """The bar of a pair, with how often its patterns were taken for each other.

    `counts`: for each of the two (right, of those that were called one of the two).
    """

    pair: Pair
    bar: ProbabilityBar
    counts: tuple[tuple[int, int], tuple[int, int]]

    @property
    def name(self) -> str:
        return f"{self.pair[0].label} from {self.pair[1].label}"

    @property
    def code(self) -> str:
        """Return its name in an address: "neurogenic-myogenic"."""
        return "-".join(self.pair)

    @property
    def errors(self) -> int:
        """Return how many patients of the one were called the other."""
        return sum(n - x for x, n in self.counts)

    @property
    def is_told_apart(self) -> bool:
        return self.bar.word is Word.TOLD_APART


@dataclass(frozen=True, slots=True)
class Glance:
    """What stands at the head of the progress page.

    `pairs`: the weakest first. `all_three`: the bar of the verdict itself. `to_go`: about how many
    cases to a verdict, 0 once it is held; `most`: the pattern that most of them are of, if one is.
    """

    headline: str
    summary: str
    pairs: tuple[PairBar, ...]
    all_three: ProbabilityBar
    to_go: int
    most: Pattern | None


def glance(report: Report) -> Glance:
    pairs = tuple(pair_bar(row, [row.calls for row in report.rows]) for row in report.pairs)
    to_go = report.to_go
    total = sum(to_go.values())
    most = max(to_go, key=lambda pattern: to_go[pattern])
    return Glance(
        headline=headline(report),
        summary=summary(report),
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.is_told_apart, pair.bar.percent))),
        all_three=_bar_of_all(report),
        to_go=total,
        most=most if 2 * to_go[most] > total else None,
    )


def pair_bar(row: PairRow, table: Sequence[Sequence[int]]) -> PairBar:
    """Return the bar of a pair. `table`: how often each pattern was called what."""
    word = row.verdict.word
    counts = pair_counts(table, row.pair)
    is_open = min(row.n) < PAIR_SPEAKS and word is Word.UNDECIDED
    if is_open:
        note = f"Too few cases to say: {PAIR_SPEAKS} of each are needed."
    elif word is Word.NOT_YET:
        note = _failing(row.verdict.lacking)
    else:
        note = ""
    bar = ProbabilityBar(
        whole_percent(row.verdict.probability), _line(), word, is_open=is_open, note=note
    )
    return PairBar(row.pair, bar, counts)


def whole_percent(probability: float) -> int:
    """Return a probability (0 to 1) in whole per cent, rounded down."""
    return math.floor(100 * probability + 1e-9)


def _line() -> int:
    return whole_percent(RULE.p_pass)


def _bar_of_all(report: Report) -> ProbabilityBar:
    verdict = report.verdict
    told_apart = all(row.verdict.word is Word.TOLD_APART for row in report.pairs)
    note = ""
    if verdict.word is Word.SEPARATES and verdict.probability < RULE.p_pass:
        note = (
            "You have the verdict, and keep it until this falls below"
            f" {whole_percent(RULE.p_keep)} %."
        )
    elif verdict.word is Word.NOT_YET:
        note = _failing(verdict.lacking)
    elif verdict.word is Word.UNDECIDED and told_apart:
        note = (
            "All three pairs are told apart. This asks for all at once, and counts cases in which"
            " you chose nothing or something else."
        )
    return ProbabilityBar(
        whole_percent(verdict.probability),
        _line(),
        verdict.word,
        is_open=report.says_little and verdict.word is Word.UNDECIDED,
        note=note,
    )


def _failing(lacking: Sequence[Pattern]) -> str:
    """Say why a verdict is "not yet", whatever the bar."""
    names = " and ".join(pattern.label for pattern in lacking)
    return (
        f"{names}: so few were found that more than {RULE.times} in {RULE.of} is improbable"
        f" ({whole_percent(RULE.p_fail)} % or less). That alone makes it “not yet”."
    )


def headline(report: Report) -> str:
    """Say the verdict as a person would, and where there is none, how far it is."""
    if not report.n:
        return "No cases yet."
    if report.verdict.word is Word.SEPARATES:
        return "You separate the three."
    words = {row.pair: row.verdict.word for row in report.pairs}
    holding = [pair for pair, word in words.items() if word is Word.TOLD_APART]
    failing = [pair for pair, word in words.items() if word is Word.NOT_YET]
    if _says_only_how_many(report):
        right = report.right
        return f"{right.x} of {right.n} found. About {sum(report.to_go.values())} cases to go."
    sentences = [_held(holding)] if holding else []
    if failing:
        sentences.append(_capitalised(_and([_named(pair) for pair in failing])) + ", not yet.")
    open_pairs = [pair for pair in words if pair not in holding and pair not in failing]
    if open_pairs:
        names = [_named(pair) for pair in open_pairs]
        sentences.append(_capitalised(_and(names)) + ", not yet sure.")
    return " ".join(sentences)


def _says_only_how_many(report: Report) -> bool:
    """Return whether no pair has a verdict, so that the headline counts cases."""
    return all(row.verdict.word is Word.UNDECIDED for row in report.pairs)


def _held(pairs: Sequence[Pair]) -> str:
    """Name the pairs that are told apart: all, two with what they share, or one."""
    if len(pairs) > 2:
        return "You tell each pair apart. All three at once, not yet sure."
    if len(pairs) == 2:
        (shared,) = set(pairs[0]) & set(pairs[1])
        return f"You tell the {shared.site} from both others."
    return f"You tell {_named(pairs[0])}."


def _named(pair: Pair) -> str:
    return f"{pair[0].site} from {pair[1].site}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def summary(report: Report) -> str:
    """Say what the headline rests on: n, what chance gives, and how far the verdict is."""
    if not report.n:
        return ""
    right, to_go = report.right, report.to_go
    total = sum(to_go.values())
    found = f"{right.x} of your {right.n} patients {'was' if right.x == 1 else 'were'} right."
    if not total:
        return found
    by_chance = _by_chance(right.x, right.n)
    if report.says_little:
        nothing = f" {by_chance}, so nothing is claimed yet." if by_chance else ""
        return f"A first verdict takes {RULE.fewest_cases} cases at the least.{nothing}"
    most = max(to_go, key=lambda pattern: to_go[pattern])
    is_most = 2 * to_go[most] > total
    if _says_only_how_many(report):
        most_to_go = f"Most of the cases to go are {most.site}." if is_most else ""
        return " ".join(filter(None, (by_chance and f"{by_chance}.", most_to_go)))
    return f"{found} About {total} cases to a verdict{f', most of them {most.site}' * is_most}."


def as_good_by_chance(x: int, n: int) -> float:
    """Return the probability (0 to 1) that guessing among three finds at least x of n."""
    return sum(math.comb(n, k) * CHANCE**k * (1 - CHANCE) ** (n - k) for k in range(x, n + 1))


def _by_chance(x: int, n: int) -> str:
    """Say how often guessing finds as many; nothing where it does so more often than not."""
    probability = as_good_by_chance(x, n)
    return "" if probability > 1 / 2 else f"Guessing alone finds as many {_odds(probability)}"


def _odds(probability: float) -> str:
    """Say a probability (at most 1/2) in words: "1 time in 27"."""
    if probability < RARE:
        return f"fewer than 1 time in {1 / RARE:,.0f}"
    return f"1 time in {1 / probability:.0f}"
