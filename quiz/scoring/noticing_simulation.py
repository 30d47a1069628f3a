"""Simulate how often the verdict on noticing errs: `python -m quiz.scoring.noticing_simulation`.

Every row is a kind of learner: the true share of patients outside the three that they notice, and
the true share of the others that they send away. Each works cases as practice deals them, one in
eight outside, until a verdict or the limit; the verdict is looked at after each case. The table
goes to standard output; it stands in `noticing_rates.md`.
"""

import argparse
import random
from collections import deque
from collections.abc import Sequence
from functools import cache
from statistics import median
from typing import NamedTuple

from knowledge.proportion import Proportion

from .adaptive import PRACTISED_OUTSIDE
from .noticing import noticing_word
from .simulation import lined, share_in_words
from .verdict import Word
from .window import OTHERS_NOTICED, OUTSIDE_NOTICED

LEARNERS = 4_000  # a row
LIMIT = 400  # cases, of which about 50 are outside
NOTICED = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SENT_AWAY = (0.02, 0.05, 0.1, 0.2)
HEADINGS = (
    "notices",
    "sends away",
    "“notices”",
    "“not yet”",
    "undecided",
    "median cases to notices / not yet",
)


class Learned(NamedTuple):
    """How one simulated learner ended: the first verdict, and after how many cases."""

    word: Word
    cases: int


@cache
def _word(noticed: int, outside: int, sent_away: int, others: int) -> Word:
    return noticing_word(Proportion(noticed, outside), Proportion(sent_away, others))


def learned(notices: float, sends_away: float, chance: random.Random) -> Learned:
    """Simulate one learner until the first verdict; undecided at the limit."""
    windows: tuple[deque[bool], deque[bool]] = (
        deque(maxlen=OTHERS_NOTICED),
        deque(maxlen=OUTSIDE_NOTICED),
    )
    sums = [0, 0]
    for number in range(1, LIMIT + 1):
        is_outside = chance.random() < PRACTISED_OUTSIDE
        window = windows[is_outside]
        if len(window) == window.maxlen:
            sums[is_outside] -= window[0]
        window.append(chance.random() < (notices if is_outside else sends_away))
        sums[is_outside] += window[-1]
        word = _word(sums[1], len(windows[1]), sums[0], len(windows[0]))
        if word is not Word.UNDECIDED:
            return Learned(word, number)
    return Learned(Word.UNDECIDED, LIMIT)


def noticing_row(notices: float, sends_away: float, learners: int, seed: int) -> tuple[str, ...]:
    chance = random.Random(f"{seed} {notices} {sends_away}")
    ended = [learned(notices, sends_away, chance) for _ in range(learners)]
    words = (Word.NOTICES, Word.NOT_YET, Word.UNDECIDED)
    return (
        f"{notices:.2f}".removeprefix("0"),
        f"{sends_away:.2f}".removeprefix("0"),
        *(share_in_words([one.word is word for one in ended]) for word in words),
        " / ".join(_median([one.cases for one in ended if one.word is w]) for w in words[:2]),
    )


def _median(cases: Sequence[int]) -> str:
    return f"{median(cases):.0f}" if cases else "–"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How often the verdict on noticing errs.")
    parser.add_argument(
        "learners", type=int, nargs="?", default=LEARNERS, help=f"of each kind (default {LEARNERS})"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same gives the same table")
    options = parser.parse_args(arguments)
    print(lined(HEADINGS), lined(["---"] * len(HEADINGS)), sep="\n")
    for notices in NOTICED:
        for sends_away in SENT_AWAY:
            print(
                lined(noticing_row(notices, sends_away, options.learners, options.seed)), flush=True
            )


if __name__ == "__main__":
    main()
