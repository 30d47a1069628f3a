"""Which pattern is asked next, and when a self-assessment ends.

The thin edge, the pair told apart worst, gets the most cases, but never so many that the next pattern could be guessed.
Blocks are never dealt: with blocks of three the third pattern is known.
"""

import random
from collections.abc import Sequence
from enum import StrEnum

from knowledge.patterns import PAIRS, Pattern

from .pairs import Pair
from .verdict import Word

CAP = 60  # answers at which a self-assessment ends without a verdict
WARM_UP = 2  # cases of each pattern before the thin edge is looked for
EDGE, REST = 0.4, 0.2  # weight of each pattern of the thin edge, and of the third


class Step(StrEnum):
    """What follows an answer in a self-assessment."""

    GO_ON = "go on"
    OFFER_PRACTICE = "offer practice"  # "not yet" is told, with practice on the thin edge; the learner may go on
    STOP = "stop"


def thin_edge(shown: Sequence[int], separation: Sequence[float]) -> Pair:
    """The pair with the lowest separation (A, or pc; 0 to 1); of equals the one with fewer cases shown, then the first.

    `shown` counts cases of each pattern, `separation` has a value for each pair, both in their order everywhere.
    """
    counts = dict(zip(Pattern, shown, strict=True))
    values = dict(zip(PAIRS, separation, strict=True))
    return min(PAIRS, key=lambda pair: (values[pair], counts[pair[0]] + counts[pair[1]]))


def is_warm(shown: Sequence[int]) -> bool:
    """Whether each pattern was shown often enough to look for the thin edge."""
    return min(shown) >= WARM_UP


def class_weights(shown: Sequence[int], separation: Sequence[float] | None = None) -> tuple[float, float, float]:
    """Chances (adding up to 1) that the next case is of each pattern.

    `shown`: counting answers of each pattern in this self-assessment, in free practice in the window. `separation`: A
    of each pair from beliefs, pc without; not needed before each pattern was shown twice. Raises ValueError if it is
    then lacking.
    """
    if not is_warm(shown):
        fewest = min(shown)
        share = 0.5 / list(shown).count(fewest)
        first, second, third = (1 / 6 + (share if n == fewest else 0.0) for n in shown)
        return first, second, third
    if separation is None:
        raise ValueError("After the warm-up the separation of each pair is needed.")
    return edge_weights(thin_edge(shown, separation))


def edge_weights(edge: Pair) -> tuple[float, float, float]:
    """The same chances once the thin edge is known."""
    first, second, third = (EDGE if pattern in edge else REST for pattern in Pattern)
    return first, second, third


def draw_pattern(weights: Sequence[float], chance: random.Random) -> Pattern:
    """A pattern, drawn with these weights."""
    return chance.choices(list(Pattern), weights)[0]


def next_step(answered: int, word: Word, *, wished: bool = False) -> Step:
    """What follows in a self-assessment after so many counting answers, with this verdict on the three.

    `wished`: the learner asks to end. Free practice never stops and does not ask.
    """
    if wished or word is Word.SEPARATES or answered >= CAP:
        return Step.STOP
    return Step.OFFER_PRACTICE if word is Word.NOT_YET else Step.GO_ON
