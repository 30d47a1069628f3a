"""Tell what a learner holds after each answer: "separates", and "notices"."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledge.patterns import OUTSIDE
from knowledge.proportion import Proportion

from .belief_score import choice
from .mastery import NOT_MASTERED, RULE, MasteryRule, MasteryStatus, MasteryTracker
from .noticing import noticing_word
from .verdict import Word
from .window import OTHERS_NOTICED, OUTSIDE_NOTICED, Answered


@dataclass(frozen=True, slots=True)
class Standing:
    """What a learner holds: `mastery` of the three, and `noticing` of what is none of them."""

    mastery: MasteryStatus
    noticing: MasteryStatus


NOTHING_HELD = Standing(NOT_MASTERED, NOT_MASTERED)


class StandingTracker:
    """A tracker of both, answer by answer.

    `known`: what was held before the first answer that is added.
    """

    def __init__(self, *, known: Standing = NOTHING_HELD, rule: MasteryRule = RULE) -> None:
        self._mastery = MasteryTracker(known=known.mastery, rule=rule)
        self._noticing = known.noticing
        self._outside: deque[bool] = deque(maxlen=OUTSIDE_NOTICED)
        self._others: deque[bool] = deque(maxlen=OTHERS_NOTICED)

    @property
    def standing(self) -> Standing:
        return Standing(self._mastery.status, self._noticing)

    @property
    def probability(self) -> float:
        """Return the probability (0 to 1) that all three are recognised."""
        return self._mastery.probability

    def remember(self, answer: Answered) -> None:
        """Take an answer into the windows, and leave what is held as it is."""
        if answer.truth is not OUTSIDE:
            self._mastery.remember(answer.truth, is_right=answer.is_right)
        self._remember_noticing(answer)

    def add(self, answer: Answered) -> None:
        """Take an answer into the windows, and update what is held."""
        if answer.truth is not OUTSIDE:
            self._mastery.add(answer.truth, answer.at, is_right=answer.is_right)
        self._remember_noticing(answer)
        if answer.may_be_outside:
            self._update_noticing(answer.at)

    def _remember_noticing(self, answer: Answered) -> None:
        if answer.may_be_outside:
            calls = self._outside if answer.truth is OUTSIDE else self._others
            calls.append(choice(answer.belief) is OUTSIDE)

    def _update_noticing(self, at: datetime) -> None:
        held = self._noticing.is_mastered
        word = noticing_word(
            Proportion(sum(self._outside), len(self._outside)),
            Proportion(sum(self._others), len(self._others)),
            was_held=held,
        )
        if (word is Word.NOTICES) != held:
            self._noticing = NOT_MASTERED if held else MasteryStatus(True, at)


def standing_after(answers: Iterable[Answered], *, rule: MasteryRule = RULE) -> Standing:
    """Return what is held after the last answer, and since when.

    `answers`: all that count, in their order.
    """
    tracker = StandingTracker(rule=rule)
    for answer in answers:
        tracker.add(answer)
    return tracker.standing
