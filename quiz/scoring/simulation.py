"""Simulate how often the verdict errs: `python -m quiz.scoring.simulation`.

Every row of the table is a kind of learner, simulated many times. Each takes one self-assessment of
at most 60 cases; the verdict is looked at after each case. The table goes to standard output,
progress to standard error.

With `--outside` every sixth patient has none of the three, and learners call some of the others
something else, which is a miss: the verdict gets stricter, never laxer.

With `--window 60` the verdict looks at every answer of the assessment, not only at the last 20 of
each pattern: it then separates good learners a little more often when much certainty is asked for,
and middling ones a little less often.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean, median
from typing import TextIO

from .adaptive import ASSESSED_OUTSIDE, CAP
from .mastery import RULE
from .simulated_learners import LEVELS, Calls, Course, calls, course

LEARNERS = 30_000  # a row; about a minute
SEED = 1
KINDS = {
    "guessing": calls(1 / 3, 1 / 3, 1 / 3),
    ".95 / .60 / .60, N and M confused": calls(0.95, 0.60, 0.60, confused=True),
    ".95 / .70 / .70, N and M confused": calls(0.95, 0.70, 0.70, confused=True),
    ".95 / .95 / .60": calls(0.95, 0.95, 0.60),
    ".98 / .98 / .70": calls(0.98, 0.98, 0.70),
    ".80 / .80 / .80": calls(0.80, 0.80, 0.80),
    ".90 / .90 / .90": calls(0.90, 0.90, 0.90),
    ".95 / .95 / .95": calls(0.95, 0.95, 0.95),
    ".98 / .98 / .98": calls(0.98, 0.98, 0.98),
}
STRAY = {
    f"{name}, {100 * stray:.0f} in 100 sent away": calls(*shares, stray=stray)
    for name, shares in {
        ".95 / .95 / .60": (0.95, 0.95, 0.60),
        ".90 / .90 / .90": (0.90, 0.90, 0.90),
        ".95 / .95 / .95": (0.95, 0.95, 0.95),
        ".98 / .98 / .98": (0.98, 0.98, 0.98),
    }.items()
    for stray in (0.0, 0.05, 0.20)
}
HEADINGS = (
    "true shares found F / N / M",
    "separates",
    "not yet",
    "undecided",
    "mean cases",
    "separates if P_PASS .90 / .95",
    "median cases to separates / not yet",
)


def simulated(
    how: Calls, learners: int, seed: str, *, window: int = RULE.window, outside: float = 0.0
) -> Iterator[Course]:
    """Yield the courses of so many learners of one kind.

    The same seed gives the same courses.
    """
    chance = random.Random(seed)
    for _ in range(learners):
        yield course(how, chance, window=window, outside=outside)


def row(name: str, courses: Sequence[Course]) -> tuple[str, ...]:
    separates = [share_in_words([one.separates(level) for one in courses]) for level in LEVELS]
    undecided = share_in_words([not one.separates() and not one.fails for one in courses])
    return (
        name,
        separates[0],
        share_in_words([one.fails for one in courses]),
        undecided,
        f"{fmean(one.length for one in courses):.1f}",
        " / ".join(separates[1:]),
        f"{_median(one.length for one in courses if one.separates())} / "
        f"{_median(one.length for one in courses if one.fails)}",
    )


def share_in_words(marks: Sequence[bool]) -> str:
    """Write the share of marks that are true to four decimals: ".0210"."""
    return f"{sum(marks) / len(marks):.4f}".removeprefix("0")


def _median(lengths: Iterable[int]) -> str:
    known_lengths = list(lengths)
    return f"{median(known_lengths):.0f}" if known_lengths else "–"


def lined(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def progress(courses: Iterable[Course], done: int, total: int, bar: TextIO) -> Iterator[Course]:
    """Yield the courses while a bar goes on from `done` towards `total`."""
    for number, one in enumerate(courses, done + 1):
        if number % 250 == 0 or number == total:
            filled = 40 * number // total
            bar.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {100 * number // total} %")
            bar.flush()
        yield one


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description="How often the verdict errs, by simulated learners."
    )
    parser.add_argument(
        "learners", type=int, nargs="?", default=LEARNERS, help=f"of each kind (default {LEARNERS})"
    )
    parser.add_argument(
        "--window",
        type=int,
        default=RULE.window,
        help=f"answers a pattern, 1 to {CAP} (default {RULE.window})",
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"the same gives the same table (default {SEED})"
    )
    parser.add_argument(
        "--outside", action="store_true", help="every sixth patient has none of the three"
    )
    options = parser.parse_args(arguments)
    if options.learners < 1 or not 1 <= options.window <= CAP:
        parser.error(f"at least one learner of each kind is needed, and a window of 1 to {CAP}")
    print(lined(HEADINGS), lined(["---"] * len(HEADINGS)), sep="\n")
    kinds, outside = (STRAY, ASSESSED_OUTSIDE) if options.outside else (KINDS, 0.0)
    for done, (name, how) in enumerate(kinds.items()):
        courses = simulated(
            how,
            options.learners,
            f"{options.seed} {name}",
            window=options.window,
            outside=outside,
        )
        counted = progress(
            courses, done * options.learners, len(kinds) * options.learners, sys.stderr
        )
        print(lined(row(name, list(counted))), flush=True)
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
