"""How many more cases a pattern needs until it is recognised well enough."""

from collections.abc import Sequence

from .shares import class_prob
from .verdict import P_PASS, WINDOW


def cases_needed(outcomes: Sequence[bool], window: int = WINDOW, *, p_pass: float = P_PASS) -> int:
    """The fewest right answers that, given next, bring the pattern's probability to the cube root of `p_pass`.

    `outcomes`: right or not, in order, of all counting answers to one pattern; the last `window` of them matter. Three
    patterns at the cube root separate just so. Pages say "about": a strong pattern makes up for a weak one.
    Raises ValueError where even a window of right answers is too short.
    """
    target = p_pass ** (1 / 3)
    for more in range(window + 1):
        kept = outcomes[max(0, len(outcomes) + more - window) :]
        if class_prob(sum(kept) + more, len(kept) + more) >= target:
            return more
    raise ValueError(f"{window} right answers do not reach a probability of {target:.4f}.")
