"""Which case comes next in practice and in a self-assessment, from chance that it is given. No Django."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from knowledge.patterns import TYPICALITIES, Pattern

from .scoring.choosing import class_weights, draw_pattern, edge_weights
from .scoring.report import Report
from .scoring.verdict import P_PASS
from .scoring.window import BETWEEN

EQUAL = (1 / 3, 1 / 3, 1 / 3)
LATELY = BETWEEN + 1  # answers within which a case does not come again while another is left: a repeat would not count
FIRM = 0.50  # probability that a pair is told apart, from which its less typical cases come in


class Rule(StrEnum):
    """How a case came to be dealt, kept with its answer."""

    LIST = "list"
    WARM_UP = "warm-up"
    THIN_EDGE = "thin edge"
    DUE = "due"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Rule.LIST: "in the order of its quiz",
    Rule.WARM_UP: "before two cases of each pattern: the patterns shown least",
    Rule.THIN_EDGE: "most from the pair told apart worst",
    Rule.DUE: "due again after a confident error",
}
PLENTY = 25  # cases of a pattern that make a self-assessment without repeats
SHORT = 2  # cases in a short block


class Arrangement(StrEnum):
    """In which order a quiz gives its cases."""

    MIXED = "mixed"
    BLOCKED = "blocked"
    BLOCKS_FIRST = "blocks first"
    LISTED = "listed"

    @property
    def label(self) -> str:
        return ARRANGEMENTS[self]


ARRANGEMENTS = {
    Arrangement.MIXED: "mixed: all patterns by chance",
    Arrangement.BLOCKED: "blocked: one pattern after the other",
    Arrangement.BLOCKS_FIRST: f"blocks of {SHORT} of each pattern first, the rest mixed",
    Arrangement.LISTED: "as listed: by position, the same for everybody",
}
ALL_KINDS: Mapping[Pattern, tuple[str, ...]] = dict.fromkeys(Pattern, TYPICALITIES)


class Card(NamedTuple):
    """A case that may be dealt: its id, the id of its current version, its pattern, how typical it is of that."""

    case: int
    version: int
    pattern: str
    typicality: str = TYPICALITIES[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next case is drawn by: chances of the patterns, the rule's name, the kinds of case allowed."""

    weights: Sequence[float] = EQUAL
    rule: Rule = Rule.WARM_UP
    kinds: Mapping[Pattern, tuple[str, ...]] = field(default_factory=lambda: ALL_KINDS)


def practice_plan(report: Report) -> Plan:
    """For practice: the thin edge of the learner's window, and kinds of case as firm as each pattern is."""
    return Plan(*_weights(report), kinds=kinds(report))


def assessment_plan(report: Report) -> Plan:
    """For a self-assessment: its own thin edge, from all cases."""
    return Plan(*_weights(report), kinds=ALL_KINDS)


def due_plan(pair: Sequence[Pattern]) -> Plan:
    """For a confident error that is due: either pattern of its pair, from all cases."""
    return Plan(tuple(0.5 if pattern in pair else 0.0 for pattern in Pattern), Rule.DUE)


def kinds(report: Report) -> dict[Pattern, tuple[str, ...]]:
    """Which cases of each pattern practice deals.

    Typical cases at first. Less typical ones come in once both pairs of the pattern are told apart with a probability
    of .50, atypical ones once both reach .80. A kind that has no case left which the learner has not met lately lets in
    the next kind, so that nobody repeats a typical case while an atypical one is new.
    """
    allowed = {}
    for pattern in Pattern:
        firm = min(row.verdict.probability for row in report.pairs if pattern in row.pair)
        allowed[pattern] = TYPICALITIES[: 1 + (firm >= FIRM) + (firm >= P_PASS)]
    return allowed


def _weights(report: Report) -> tuple[Sequence[float], Rule]:
    if report.thin_edge:
        return edge_weights(report.thin_edge), Rule.THIN_EDGE
    return class_weights([row.found.n for row in report.rows]), Rule.WARM_UP


def short_of(bank: Mapping[str, int]) -> list[tuple[Pattern, int]]:
    """The patterns of which a bank has too few cases for a self-assessment without repeats, with how many there are."""
    return [(pattern, bank.get(pattern, 0)) for pattern in Pattern if bank.get(pattern, 0) < PLENTY]


def draw(
    stock: Callable[[Pattern], Sequence[Card]],
    history: Sequence[int],
    *,
    chance: random.Random,
    plan: Plan | None = None,
) -> Card | None:
    """The next card of a run: a pattern drawn by the plan's weights, then one of its cases.

    `stock` gives the cards of a pattern and is asked for no more patterns than it takes. `history`: the learner's cases
    in the order in which they were dealt, repeats included. A pattern without cards leaves its weight to the others.
    None if there are no cards.
    """
    plan = plan or Plan()
    chances = dict(zip(Pattern, plan.weights, strict=True))
    while any(chances.values()):
        pattern = draw_pattern(list(chances.values()), chance)
        if cards := stock(pattern):
            return pick(allowed(cards, plan.kinds[pattern], history), history, chance)
        chances[pattern] = 0
    return None


def allowed(cards: Sequence[Card], kinds: Sequence[str], history: Sequence[int]) -> list[Card]:
    """Of the cards of one pattern those of the kinds allowed, with further kinds until one was not met lately."""
    lately = set(history[-LATELY:])
    for n in range(len(kinds), len(TYPICALITIES) + 1):
        within = [card for card in cards if card.typicality in TYPICALITIES[:n]]
        if any(card.case not in lately for card in within):
            return within
    return list(cards)


def pick(cards: Sequence[Card], history: Sequence[int], chance: random.Random) -> Card:
    """Of the cards of one pattern, one not met lately and seen least often, at random among equals.

    If all were met lately, the one seen longest ago. Raises ValueError without cards.
    """
    lately = set(history[-LATELY:])
    fresh = [card for card in cards if card.case not in lately]
    if not fresh:
        met = {case: place for place, case in enumerate(history)}
        return min(cards, key=lambda card: met[card.case])
    times = Counter(history)
    fewest = min(times[card.case] for card in fresh)
    return chance.choice([card for card in fresh if times[card.case] == fewest])


def arranged(cards: Sequence[Card], how: Arrangement, chance: random.Random) -> list[Card]:
    """The cards of a quiz, given as its author lists them, in the order of a run.

    Unless they stay as listed, patterns follow each other by chance, and so do cases within a pattern.
    """
    if how is Arrangement.LISTED:
        return list(cards)
    shuffled = list(cards)
    chance.shuffle(shuffled)
    if how is Arrangement.MIXED:
        return shuffled
    order = list(Pattern)
    chance.shuffle(order)
    blocks = [[card for card in shuffled if card.pattern == pattern] for pattern in order]
    length = SHORT if how is Arrangement.BLOCKS_FIRST else len(shuffled)
    first = [card for block in blocks for card in block[:length]]
    return first + [card for card in shuffled if card not in first]
