"""Does a learner separate the three patterns? A verdict from the table of their window."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.patterns import PAIRS, Pattern

from .shares import TAU, class_prob
from .table import Confusion, found

P_PASS = 0.80  # probability needed to say "separates"
P_KEEP = 0.50  # below this, a verdict "separates" is taken back
P_FAIL = 0.05  # a pattern whose probability is this low is "not yet"
N_FAIL = 4  # cases of a pattern before it can be "not yet"
WINDOW = 20  # answers per pattern that a verdict looks at


class Word(StrEnum):
    """What a verdict says."""

    SEPARATES = "separates"
    TOLD_APART = "told apart"
    UNDECIDED = "undecided"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`probability` (0 to 1) that each pattern is recognised in more than 4 of 5 cases; `lacking`: those not yet."""

    probability: float
    word: Word
    lacking: tuple[Pattern, ...] = ()


def separates(table: Confusion, *, p_pass: float = P_PASS, held: bool = False) -> Verdict:
    """The verdict on all three. `held`: the learner holds "separates" and keeps it down to P_KEEP."""
    shares = found(table)
    probabilities = [class_prob(x, n) for x, n in shares]
    product = probabilities[0] * probabilities[1] * probabilities[2]
    if product >= (min(P_KEEP, p_pass) if held else p_pass):
        return Verdict(product, Word.SEPARATES)
    lacking = tuple(
        pattern
        for pattern, p, (_, n) in zip(Pattern, probabilities, shares, strict=True)
        if p <= P_FAIL and n >= N_FAIL
    )
    return Verdict(product, Word.NOT_YET if lacking else Word.UNDECIDED, lacking)


def pair_verdict(table: Confusion, pair: tuple[Pattern, Pattern], *, p_pass: float = P_PASS) -> Verdict:
    """The verdict on one pair, from the answers within the pair only: truth and call are both of it."""
    order = list(Pattern)
    a, b = (order.index(pattern) for pattern in pair)
    within = [(table[a][a], table[a][a] + table[a][b]), (table[b][b], table[b][b] + table[b][a])]
    probabilities = [class_prob(x, n, TAU) for x, n in within]
    product = probabilities[0] * probabilities[1]
    if product >= p_pass:
        return Verdict(product, Word.TOLD_APART)
    lacking = tuple(
        pattern for pattern, p, (_, n) in zip(pair, probabilities, within, strict=True) if p <= P_FAIL and n >= N_FAIL
    )
    return Verdict(product, Word.NOT_YET if lacking else Word.UNDECIDED, lacking)


def sentence(table: Confusion, *, held: bool = False) -> str:
    """The verdict as a person would say it: what holds first, then what does not hold yet."""
    if separates(table, held=held).word is Word.SEPARATES:
        return "You separate the three."
    words = {pair: pair_verdict(table, pair).word for pair in PAIRS}
    holding = [pair for pair in PAIRS if words[pair] is Word.TOLD_APART]
    missing = [pair for pair in PAIRS if words[pair] is Word.NOT_YET]
    parts = []
    if holding:
        parts.append("You tell " + _listed([_named(pair) for pair in holding]) + ".")
    if missing:
        names = _listed([_named(pair) for pair in missing])
        parts.append(names[0].upper() + names[1:] + ", not yet.")
    lacking = separates(table, held=held).lacking
    if not missing and lacking:
        names = _listed([pattern.site for pattern in lacking])
        parts.append(f"You do not yet recognise {names} often enough.")
    return " ".join(parts) or "Too few cases to say."


def _named(pair: tuple[Pattern, Pattern]) -> str:
    return f"{pair[0].site} from {pair[1].site}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
