"""Choose the next case in practice and in a self-assessment.

Chance is given as an argument. The module imports no Django.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from knowledge.patterns import OUTSIDE, Key, Pattern, PatternRule, Typicality

from ..scoring.adaptive import (
    ASSESSED_OUTSIDE,
    PRACTISED_OUTSIDE,
    class_weights,
    draw_pattern,
    edge_weights,
)
from ..scoring.mastery import RULE
from ..scoring.report import Report
from ..scoring.window import BETWEEN

EQUAL = (1 / 3, 1 / 3, 1 / 3)
LATELY = (
    BETWEEN + 1
)  # answers within which a case does not come again while another is left: a repeat would not count
COMES_IN = 6  # counting answers to each pattern, from which practice deals such patients
MIXED_IN = 0.5  # how often (0 to 1) practice deals a return while one is due
FIRM = 0.50  # probability that a pair is told apart, from which the second step comes in


class DealingRule(StrEnum):
    """A rule by which a case came to be dealt, kept with its answer."""

    LIST = "list"
    WARM_UP = "warm-up"
    THIN_EDGE = "thin edge"
    DUE = "due"
    FILTER = "filter"
    ANNOUNCED = "announced"
    PACK = "pack"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def counts(self) -> bool:
        """Return whether answers to cases dealt by it count in scores.

        Whoever chose by what a case is dealt, or is told why it comes, knows something of its key.
        """
        return self not in WHY_UNCOUNTED

    @property
    def why_uncounted(self) -> str:
        """Return why answers to such cases count nowhere, as half a sentence; "" where they do."""
        return WHY_UNCOUNTED.get(self, "")


WHY_UNCOUNTED = {
    DealingRule.FILTER: "you chose the kind of case",
    DealingRule.ANNOUNCED: "you knew what it returns for",
    DealingRule.PACK: "a pack can be read ahead",
}
LABELS = {
    DealingRule.LIST: "in the order of its quiz",
    DealingRule.WARM_UP: "before two cases of each pattern: the patterns shown least",
    DealingRule.THIN_EDGE: "most from the pair told apart worst",
    DealingRule.DUE: "due again after an error",
    DealingRule.FILTER: "chosen by the learner's filter; counts nowhere",
    DealingRule.ANNOUNCED: "announced as a return; counts nowhere",
    DealingRule.PACK: "from a pack worked without a network; counts nowhere",
}
UNCOUNTED = tuple(rule for rule in DealingRule if not rule.counts)
PLENTY = 25  # cases of a pattern that make a self-assessment without repeats
SHORT = 2  # cases in a short block


class Arrangement(StrEnum):
    """An order in which a quiz gives its cases."""

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
STEPS = len(Typicality)  # from what is easiest to tell to what is hardest
ALL_STEPS: Mapping[Pattern, int] = dict.fromkeys(Pattern, STEPS)


class Card(NamedTuple):
    """A case that may be dealt.

    `case`: its id. `version`: the id of its current version. `typicality`: how typical it is of its
    disease. `pattern_rule`: whether it keeps the rule of its pattern.
    """

    case: int
    version: int
    pattern: str
    typicality: str = Typicality.TYPICAL
    pattern_rule: str = PatternRule.KEEPS

    @property
    def step(self) -> int:
        """Return how hard its pattern is to tell by the textbook: from 1 to STEPS.

        A typical case that keeps the rule is at 1; one grade less typical, or a broken rule, is one
        step more.
        """
        grade = list(Typicality).index(Typicality(self.typicality))
        return min(1 + grade + (self.pattern_rule == PatternRule.BREAKS), STEPS)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan by which the next case is drawn.

    `weights`: chances of the patterns. `rule`: its name. `steps`: up to which step the cases of
    each pattern are dealt. `outside`: the chance (0 to 1), decided first and each time anew, that
    the patient has none of the three.
    """

    weights: Sequence[float] = EQUAL
    rule: DealingRule = DealingRule.WARM_UP
    steps: Mapping[Pattern, int] = field(default_factory=lambda: ALL_STEPS)
    outside: float = 0.0


def outside_comes_in(report: Report) -> bool:
    """Return whether practice deals patients with none of the three by now."""
    return all(row.found.n >= COMES_IN for row in report.rows)


def practice_plan(report: Report, *, may_be_outside: bool = False) -> Plan:
    """Return the plan for practice, from the report on the learner's window.

    The weights follow its thin edge; the steps follow how firm each pattern is.
    """
    outside = PRACTISED_OUTSIDE if may_be_outside else 0.0
    return Plan(*_weights(report), steps=allowed_steps(report), outside=outside)


def assessment_plan(report: Report, *, may_be_outside: bool = False) -> Plan:
    """Return the plan for a self-assessment; patients outside come after the warm-up."""
    weights, rule = _weights(report)
    outside = ASSESSED_OUTSIDE if may_be_outside and rule is DealingRule.THIN_EDGE else 0.0
    return Plan(weights, rule, ALL_STEPS, outside)


def due_plan(pair: Sequence[Key], rule: DealingRule = DealingRule.DUE) -> Plan:
    """Return the plan for a return that is due; `rule`: whether it was announced.

    Either key of its pair is drawn, from all cases.
    """
    weights = tuple(float(pattern in pair) for pattern in Pattern)
    return Plan(weights, rule, outside=0.5 if OUTSIDE in pair else 0.0)


def is_mixed_in(chance: random.Random) -> bool:
    """Return whether the next case of practice is a return, where one is due.

    Were it always one, whoever reads how many are due would know the pair of the next case.
    """
    return chance.random() < MIXED_IN


def allowed_steps(report: Report) -> Mapping[Pattern, int]:
    """Return up to which step practice deals the cases of each pattern.

    Typical cases that keep the rule of the pattern come at first. The next step comes in once both
    pairs of the pattern are told apart with a probability of .50, the last once both reach .80. A
    step that has no case left which the learner has not met lately lets in the next, so that nobody
    repeats an easy case while a harder one is new.
    """
    thresholds = (0.0, FIRM, RULE.p_pass)
    return {
        pattern: sum(least <= firm for least in thresholds)
        for pattern in Pattern
        for firm in [min(row.verdict.probability for row in report.pairs if pattern in row.pair)]
    }


def _weights(report: Report) -> tuple[Sequence[float], DealingRule]:
    if report.thin_edge:
        return edge_weights(report.thin_edge), DealingRule.THIN_EDGE
    return class_weights([row.found.n for row in report.rows]), DealingRule.WARM_UP


def short_of(bank: Mapping[str, int]) -> list[tuple[Pattern, int]]:
    """Return the patterns of which a bank has too few cases, with how many.

    Enough are as many as make a self-assessment without repeats (PLENTY).
    """
    return [(pattern, bank.get(pattern, 0)) for pattern in Pattern if bank.get(pattern, 0) < PLENTY]


def draw(
    stock: Callable[[Key], Sequence[Card]],
    history: Sequence[int],
    *,
    chance: random.Random,
    plan: Plan | None = None,
) -> Card | None:
    """Draw the next card of a run: first its key, then one of its cases.

    Whether the patient is outside the three is drawn by itself, then a pattern by the plan's
    weights. `stock` gives the cards of a key and is asked for no more keys than it takes.
    `history`: the learner's cases in the order in which they were dealt, repeats included. A key
    without cards leaves its weight to the others. The result is None if there are no cards.
    """
    plan = plan or Plan()
    if plan.outside and chance.random() < plan.outside and (cards := stock(OUTSIDE)):
        return least_met_card(cards, history, chance)
    chances = dict(zip(Pattern, plan.weights, strict=True))
    while any(chances.values()):
        pattern = draw_pattern(list(chances.values()), chance)
        if cards := stock(pattern):
            return least_met_card(allowed(cards, plan.steps[pattern], history), history, chance)
        chances[pattern] = 0
    return None


def allowed(cards: Sequence[Card], step: int, history: Sequence[int]) -> list[Card]:
    """Return the cards up to a step.

    `cards` are of one pattern. Further steps are let in until one card was not met lately.
    """
    lately = set(history[-LATELY:])
    for last in range(step, STEPS + 1):
        within = [card for card in cards if card.step <= last]
        if any(card.case not in lately for card in within):
            return within
    return list(cards)


def least_met_card(cards: Sequence[Card], history: Sequence[int], chance: random.Random) -> Card:
    """Return one of the cards not met lately and seen least often.

    `cards` are of one pattern. Chance decides among equals. If all were met lately, it is the one
    seen longest ago. Raises ValueError without cards.
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
    """Return the cards of a quiz in the order of a run.

    `cards` are given as the author lists them. Unless they stay as listed, keys follow each other
    by chance, and so do the cases of a key.
    """
    if how is Arrangement.LISTED:
        return list(cards)
    shuffled = list(cards)
    chance.shuffle(shuffled)
    if how is Arrangement.MIXED:
        return shuffled
    order: list[Key] = [*Pattern, OUTSIDE]
    chance.shuffle(order)
    blocks = [[card for card in shuffled if card.pattern == key] for key in order]
    length = SHORT if how is Arrangement.BLOCKS_FIRST else len(shuffled)
    first = [card for block in blocks for card in block[:length]]
    return first + [card for card in shuffled if card not in first]
