"""Map each mode of an attempt to the module that carries it out."""

from collections.abc import Mapping
from typing import Any, Protocol

from learners.models import Learner

from ..models import Answer, Attempt, Mode
from . import assessment, practice, quiz


class AttemptMode(Protocol):
    """The interface of the modules of this package.

    A new mode is a module, a line in MODES and a member of `Mode`, beside which stand the view of
    its next case and the constraint on its open attempts.
    """

    SECTION: str  # the entry of the navigation under which its pages lie

    def next_case(self, attempt: Attempt, learner: Learner | None) -> Answer | None:
        """Return the next case, not stored yet.

        The result is None if the attempt is over or no case is left.
        """

    def is_over(self, attempt: Attempt) -> bool:
        """Return whether the attempt ends with the answer just finished."""

    def length(self, attempt: Attempt) -> str:
        """Return how many cases it has, such as "of 12".

        The result is empty if it never ends.
        """

    def result_page(self, attempt: Attempt) -> tuple[str, dict[str, Any]] | None:
        """Return template and context of its result.

        The result is None if there is none (yet).
        """


MODES: Mapping[Mode, AttemptMode] = {
    Mode.PRACTICE: practice,
    Mode.QUIZ: quiz,
    Mode.ASSESSMENT: assessment,
}


def mode_of(attempt: Attempt) -> AttemptMode:
    return MODES[Mode(attempt.mode)]
