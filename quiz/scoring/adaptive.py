"""Choose the pattern asked next, and decide when a self-assessment ends.

The thin edge is the pair told apart worst. It gets the most cases, but never so many that the next
pattern could be guessed. Cases are never dealt in blocks: in a block of three the third pattern
would be known.
"""

import random
from collections.abc import Sequence
from enum import StrEnum

from knowledge.patterns import PAIRS, Pattern

from .pairwise import Pair
from .verdict import Word

CAP = 60  # answers to the three patterns at which a self-assessment ends without a verdict
CAP_OPEN = 80  # answers in all, where some patients have none of the three
# chance that a patient has none of the three, once that can be said: in practice, in a
# self-assessment after the warm-up, and as it is told of a quiz
PRACTISED_OUTSIDE, ASSESSED_OUTSIDE, LISTED_OUTSIDE = 1 / 8, 1 / 6, 1 / 4
WARM_UP = 2  # cases of each pattern before the thin edge is looked for
EDGE, REST = 0.4, 0.2  # weight of each pattern of the thin edge, and of the third


class NextStep(StrEnum):
    """A decision on what follows an answer in a self-assessment."""

    GO_ON = "go on"
    OFFER_PRACTICE = (
        "offer practice"  # "not yet" is told, with practice on the thin edge; the learner may go on
    )
    STOP = "stop"


def thin_edge(case_counts: Sequence[int], separation: Sequence[float]) -> Pair:
    """Return the pair with the lowest separation (A, or pc; 0 to 1).

    Of equals, return the one with fewer cases shown, then the first. `case_counts` counts the cases
    of each pattern in the order of `Pattern`; `separation` has a value for each pair in the order
    of `PAIRS`.
    """
    counts = dict(zip(Pattern, case_counts, strict=True))
    values = dict(zip(PAIRS, separation, strict=True))
    return min(PAIRS, key=lambda pair: (values[pair], counts[pair[0]] + counts[pair[1]]))


def is_warm(case_counts: Sequence[int]) -> bool:
    return min(case_counts) >= WARM_UP


def class_weights(
    case_counts: Sequence[int], separation: Sequence[float] | None = None
) -> tuple[float, float, float]:
    """Return the chances (sum 1) that the next case is of each pattern.

    `case_counts`: counting answers of each pattern, in this self-assessment or, in free practice,
    in the window. `separation`: A of each pair from beliefs, pc where there are none; needed only
    once each pattern was shown twice. Raises ValueError if it is lacking then.
    """
    if not is_warm(case_counts):
        # half of the chances is spread evenly, half goes to the patterns shown least
        fewest = min(case_counts)
        share = 0.5 / list(case_counts).count(fewest)
        first, second, third = (1 / 6 + (share if n == fewest else 0.0) for n in case_counts)
        return first, second, third
    if separation is None:
        raise ValueError("After the warm-up the separation of each pair is needed.")
    return edge_weights(thin_edge(case_counts, separation))


def edge_weights(edge: Pair) -> tuple[float, float, float]:
    """Return the chances (sum 1) of each pattern, given the thin edge."""
    first, second, third = (EDGE if pattern in edge else REST for pattern in Pattern)
    return first, second, third


def draw_pattern(weights: Sequence[float], chance: random.Random) -> Pattern:
    return chance.choices(list(Pattern), weights)[0]


def next_step(answered: int, word: Word, *, outside: int = 0, wished: bool = False) -> NextStep:
    """Return what follows in a self-assessment after so many answers.

    `answered`: to patients with one of the three; `outside`: to others, which never count towards
    the 60. `word`: the verdict on the three patterns. `wished`: the learner asks to end. Free
    practice never stops and does not call this.
    """
    full = answered >= CAP or answered + outside >= CAP_OPEN
    if wished or word is Word.SEPARATES or full:
        return NextStep.STOP
    return NextStep.OFFER_PRACTICE if word is Word.NOT_YET else NextStep.GO_ON
