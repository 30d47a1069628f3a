"""Which answers count, and which of them a verdict looks at (scoring rules, section 1)."""

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.patterns import Belief, Pattern

from .beliefs import choice
from .table import Confusion, confusion
from .verdict import WINDOW, Word, separates

BETWEEN = 30  # a case answered again counts only if more other answers than this lie between


@dataclass(frozen=True, slots=True)
class Answered:
    """A finished answer: which case, its true pattern, the belief at the last stage, and when that was committed."""

    case: Hashable
    truth: Pattern
    belief: Belief
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a learner holds "separates", and since when."""

    held: bool
    since: datetime | None


def counting(answers: Iterable[Answered]) -> list[Answered]:
    """The answers that count, from all of one learner's in the order in which they were finished."""
    last: dict[Hashable, int] = {}
    kept = []
    for place, answer in enumerate(answers):
        if answer.case not in last or place - last[answer.case] - 1 > BETWEEN:
            kept.append(answer)
        last[answer.case] = place
    return kept


def window(answers: Sequence[Answered], size: int = WINDOW) -> list[Answered]:
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
    now = Standing(False, None)
    for answer in answers:
        recent[answer.truth].append(choice(answer.belief) == answer.truth)
        held = separates(_right_or_not(recent), held=now.held).word is Word.SEPARATES
        if held != now.held:
            now = Standing(held, answer.at if held else None)
    return now


def _right_or_not(recent: dict[Pattern, deque[bool]]) -> Confusion:
    """A table that tells the recognised from the rest, which is all that the verdict on three asks."""
    rows = [[0, 0, 0, 0] for _ in Pattern]
    for i, pattern in enumerate(Pattern):
        rows[i][i] = sum(recent[pattern])
        rows[i][3] = len(recent[pattern]) - rows[i][i]
    return rows
