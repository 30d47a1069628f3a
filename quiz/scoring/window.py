"""Which answers count, and which of them a verdict looks at (scoring rules, section 1)."""

import math
from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from knowledge.patterns import TYPICALITIES, Belief, Pattern, Stage

from .beliefs import choice
from .shares import class_prob
from .table import Confusion, confusion
from .verdict import P_KEEP, P_PASS, WINDOW

BETWEEN = 30  # a case answered again counts only if more other answers than this lie between


@dataclass(frozen=True, slots=True)
class Answered:
    """A finished answer: which case, its true pattern, the belief at the last stage, and when that was committed.

    `earlier`: the beliefs at the stages before, in order, None where one is lacking. `typicality`: one of TYPICALITIES.
    """

    case: Hashable
    truth: Pattern
    belief: Belief
    at: datetime
    earlier: tuple[Belief | None, ...] = (None,) * (len(Stage) - 1)
    typicality: str = TYPICALITIES[0]

    @property
    def beliefs(self) -> tuple[Belief | None, ...]:
        """One for each stage, the last always there."""
        return (*self.earlier, self.belief)


class Shown(Protocol):
    """As much of an answer as it takes to say whether it counts: its case and its true pattern."""

    @property
    def case(self) -> Hashable: ...
    @property
    def truth(self) -> Pattern: ...


AnyShown = TypeVar("AnyShown", bound=Shown)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a learner holds "separates", and since when."""

    held: bool
    since: datetime | None


def counting(answers: Iterable[AnyShown]) -> list[AnyShown]:
    """The answers that count, from all of one learner's in the order in which they were finished."""
    last: dict[Hashable, int] = {}
    kept = []
    for place, answer in enumerate(answers):
        if answer.case not in last or place - last[answer.case] - 1 > BETWEEN:
            kept.append(answer)
        last[answer.case] = place
    return kept


def window(answers: Sequence[AnyShown], size: int = WINDOW) -> list[AnyShown]:
    """The last `size` answers of each true pattern, in their order."""
    room = dict.fromkeys(Pattern, size)
    kept = []
    for answer in reversed(answers):
        if room[answer.truth]:
            room[answer.truth] -= 1
            kept.append(answer)
    return kept[::-1]


def table(answers: Iterable[Answered]) -> Confusion:
    """Counts of what each true pattern was called."""
    return confusion((answer.truth, answer.belief) for answer in answers)


def standing(answers: Iterable[Answered]) -> Standing:
    """Whether "separates" holds after the last answer, told from all counting answers in their order.

    It is gained at S >= P_PASS on the window and kept until S < P_KEEP.
    """
    recent: dict[Pattern, deque[bool]] = {pattern: deque(maxlen=WINDOW) for pattern in Pattern}
    probability = dict.fromkeys(Pattern, class_prob(0, 0))
    now = Standing(False, None)
    for answer in answers:
        outcomes = recent[answer.truth]
        outcomes.append(choice(answer.belief) == answer.truth)
        probability[answer.truth] = class_prob(sum(outcomes), len(outcomes))
        held = math.prod(probability.values()) >= (P_KEEP if now.held else P_PASS)
        if held != now.held:
            now = Standing(held, answer.at if held else None)
    return now
