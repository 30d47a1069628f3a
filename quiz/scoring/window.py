"""Select the answers that count for a verdict (scoring rules, section 1)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from knowledge.patterns import KEYS, OUTSIDE, Belief, Key, PatternRule, Stage, Typicality

from .belief_score import choice
from .confusion_matrix import Confusion, confusion
from .mastery import RULE

BETWEEN = 30  # a case answered again counts only if more other answers than this lie between
OUTSIDE_NOTICED, OTHERS_NOTICED = 20, 60  # last answers of either kind that noticing looks at


@dataclass(frozen=True, slots=True)
class Answered:
    """A finished answer, as scores need it.

    `belief`: at the last stage. `at`: when that was committed. `earlier`: the beliefs at the stages
    before, in order, None where one is lacking. `typicality`: a Typicality. `pattern_rule`: a
    PatternRule. `may_be_outside`: something else could be said. `counts`: its case was dealt by a
    rule that told nothing of its key.
    """

    case: Hashable
    truth: Key
    belief: Belief
    at: datetime
    earlier: tuple[Belief | None, ...] = (None,) * (len(Stage) - 1)
    typicality: str = Typicality.TYPICAL
    pattern_rule: str = PatternRule.KEEPS
    may_be_outside: bool = False
    counts: bool = True

    @property
    def beliefs(self) -> tuple[Belief | None, ...]:
        """Return a belief for each stage, None where it is lacking.

        The last is always there.
        """
        return (*self.earlier, self.belief)

    @property
    def is_right(self) -> bool:
        return choice(self.belief) == self.truth


class Shown(Protocol):
    """The case and the key of an answer, by which it counts or not."""

    @property
    def case(self) -> Hashable: ...
    @property
    def truth(self) -> Key: ...
    @property
    def may_be_outside(self) -> bool: ...
    @property
    def counts(self) -> bool: ...


AnyShown = TypeVar("AnyShown", bound=Shown)


def counting(answers: Iterable[AnyShown]) -> list[AnyShown]:
    """Return the answers that count.

    `answers`: all of one learner's, in the order in which they were finished. Those that a filter
    or an announcement dealt never count, but the case was met in them: dealt by another rule soon
    after, it does not count either.
    """
    last: dict[Hashable, int] = {}
    counting_answers = []
    for place, answer in enumerate(answers):
        if answer.case not in last or place - last[answer.case] - 1 > BETWEEN:
            counting_answers.append(answer)
        last[answer.case] = place
    return [answer for answer in counting_answers if answer.counts and key_could_be_said(answer)]


def key_could_be_said(answer: Shown) -> bool:
    """Return whether the learner could say what is true.

    They could not where the key was corrected to something else after an answer among three.
    """
    return answer.may_be_outside or answer.truth is not OUTSIDE


def window(answers: Sequence[AnyShown], size: int = RULE.window) -> list[AnyShown]:
    """Return the last `size` answers of each key, in their order."""
    room: dict[Key, int] = dict.fromkeys(KEYS, size)
    in_window = []
    for answer in reversed(answers):
        if room[answer.truth]:
            room[answer.truth] -= 1
            in_window.append(answer)
    return in_window[::-1]


def noticing_window(answers: Sequence[AnyShown]) -> list[AnyShown]:
    """Return the last answers in which something else could be said, in their order.

    They are 20 to patients outside the three and 60 to patients with one of the three.
    """
    room = {True: OUTSIDE_NOTICED, False: OTHERS_NOTICED}
    in_window = []
    for answer in reversed(answers):
        is_outside = answer.truth is OUTSIDE
        if answer.may_be_outside and room[is_outside]:
            room[is_outside] -= 1
            in_window.append(answer)
    return in_window[::-1]


def last_looked_at(answers: Sequence[AnyShown]) -> list[AnyShown]:
    """Return the answers that either window holds, in their order."""
    held = {id(answer) for answer in (*window(answers), *noticing_window(answers))}
    return [answer for answer in answers if id(answer) in held]


def table(answers: Iterable[Answered]) -> Confusion:
    return confusion((answer.truth, answer.belief) for answer in answers)
