"""Judge by their window whether a learner separates the three patterns."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.patterns import PAIRS, Pattern

from .confusion_matrix import Confusion, found_counts
from .mastery import RULE, MasteryRule, class_prob


class Word(StrEnum):
    SEPARATES = "separates"
    TOLD_APART = "told apart"
    UNDECIDED = "undecided"
    NOT_YET = "not yet"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on all three patterns or on a pair.

    `probability`: 0 to 1, that each pattern is recognised in more than 4 of 5 cases; `lacking`:
    those not yet.
    """

    probability: float
    word: Word
    lacking: tuple[Pattern, ...] = ()


def separates(table: Confusion, *, rule: MasteryRule = RULE, held: bool = False) -> Verdict:
    """Return the verdict on all three patterns.

    `held`: the learner holds "separates" until now.
    """
    shares = dict(zip(Pattern, found_counts(table), strict=True))
    probabilities = {pattern: class_prob(x, n, rule.share) for pattern, (x, n) in shares.items()}
    product = math.prod(probabilities.values())
    if rule.is_held(product, was_held=held):
        return Verdict(product, Word.SEPARATES)
    return _not_passed(product, probabilities, shares, rule)


def pair_verdict(
    table: Confusion, pair: tuple[Pattern, Pattern], *, rule: MasteryRule = RULE
) -> Verdict:
    """Return the verdict on one pair.

    It rests on answers whose truth and call are both of the pair.
    """
    shares = dict(zip(pair, pair_counts(table, pair), strict=True))
    probabilities = {pattern: class_prob(x, n, rule.share) for pattern, (x, n) in shares.items()}
    product = math.prod(probabilities.values())
    if rule.is_held(product, was_held=False):
        return Verdict(product, Word.TOLD_APART)
    return _not_passed(product, probabilities, shares, rule)


def _not_passed(
    product: float,
    probabilities: Mapping[Pattern, float],
    shares: Mapping[Pattern, tuple[int, int]],
    rule: MasteryRule,
) -> Verdict:
    """Return "not yet" with the patterns that fail, or "undecided"."""
    lacking = tuple(p for p in probabilities if rule.is_failed(probabilities[p], shares[p][1]))
    return Verdict(product, Word.NOT_YET if lacking else Word.UNDECIDED, lacking)


def cases_needed(outcomes: Sequence[bool], *, rule: MasteryRule = RULE) -> int:
    """Return how many right answers, given next, bring a pattern to its target.

    The target is the cube root of `p_pass`: three patterns there separate just so. `outcomes`:
    right or not, in order, of all counting answers to one pattern; the last ones in the window
    matter. Pages say "about": a strong pattern makes up for a weak one. Raises ValueError where
    even a window of right answers is too short.
    """
    target = rule.p_pass ** (1 / 3)
    for more in range(rule.window + 1):
        if _chance_after(outcomes, more, rule) >= target:
            return more
    raise ValueError(f"{rule.window} right answers do not reach a probability of {target:.4f}.")


def cases_to_go(outcomes: Sequence[Sequence[bool]], *, rule: MasteryRule = RULE) -> tuple[int, ...]:
    """Return how many right answers to each pattern, given next, earn "separates".

    Together they are the fewest that do; of several ways the one with the highest probability.
    `outcomes`: for each pattern, in the order of `Pattern`, as `cases_needed` takes them. Before
    the first case the sum is `rule.fewest_cases`. Raises ValueError where even windows of right
    answers are too short.
    """
    ways: list[tuple[float, tuple[int, ...]]] = [(1.0, ())]
    for pattern in outcomes:
        chances = [_chance_after(pattern, more, rule) for more in range(rule.window + 1)]
        # of all ways with the same number of answers only the best can be part of the best
        best: dict[int, tuple[float, tuple[int, ...]]] = {}
        for probability, given in ways:
            for more, chance in enumerate(chances):
                way = (probability * chance, (*given, more))
                total = sum(given) + more
                best[total] = max(best.get(total, way), way)
        ways = [best[total] for total in sorted(best)]
    for probability, given in ways:
        if probability >= rule.p_pass:
            return given
    raise ValueError(f"{rule.window} right answers of each do not reach {rule.p_pass}.")


def _chance_after(outcomes: Sequence[bool], more: int, rule: MasteryRule) -> float:
    """Return the probability of a pattern after so many more right answers."""
    in_window = outcomes[max(0, len(outcomes) + more - rule.window) :]
    return class_prob(sum(in_window) + more, len(in_window) + more, rule.share)


def pair_counts(
    table: Confusion, pair: tuple[Pattern, Pattern]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (x, n) of each pattern of a pair: of n called either of the two, x were right."""
    order = list(Pattern)
    a, b = (order.index(pattern) for pattern in pair)
    return (
        (table[a][a], table[a][a] + table[a][b]),
        (table[b][b], table[b][b] + table[b][a]),
    )


def verdict_sentence(table: Confusion, *, held: bool = False) -> str:
    """Say the verdict in sentences, as a person would.

    They tell what holds first, then what does not hold yet.
    """
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
