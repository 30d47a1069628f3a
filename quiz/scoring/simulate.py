"""How often the verdict errs: `python -m quiz.scoring.simulate`.

Every row of the table is a kind of learner, simulated many times. Each takes one self-assessment of at most 60 cases;
the verdict is looked at after each case. The table goes to standard output, progress to standard error.

With `--window 60` the verdict looks at every answer of the assessment, not only at the last 20 of each pattern: it then
separates good learners a little more often when much certainty is asked for, and middling ones a little less often.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean, median
from typing import TextIO

from .choosing import CAP
from .simulated import LEVELS, Calls, Course, calls, course
from .verdict import WINDOW

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
HEADINGS = (
    "true shares found F / N / M",
    "separates",
    "not yet",
    "undecided",
    "mean cases",
    "separates if P_PASS .90 / .95",
    "median cases to separates / not yet",
)


def simulated(how: Calls, learners: int, seed: str, *, window: int = WINDOW) -> Iterator[Course]:
    """The courses of so many learners of one kind; the same seed gives the same."""
    chance = random.Random(seed)
    for _ in range(learners):
        yield course(how, chance, window=window)


def row(name: str, courses: Sequence[Course]) -> tuple[str, ...]:
    """A line of the table, one text for each of HEADINGS."""
    separates = [share([one.separates(level) for one in courses]) for level in LEVELS]
    undecided = share([not one.separates() and not one.fails for one in courses])
    return (
        name,
        separates[0],
        share([one.fails for one in courses]),
        undecided,
        f"{fmean(one.length for one in courses):.1f}",
        " / ".join(separates[1:]),
        f"{_median(one.length for one in courses if one.separates())} / "
        f"{_median(one.length for one in courses if one.fails)}",
    )


def share(marks: Sequence[bool]) -> str:
    """The share of marks that are true, to four decimals: ".0210"; "1.0000" only if all are."""
    return f"{sum(marks) / len(marks):.4f}".removeprefix("0")


def _median(lengths: Iterable[int]) -> str:
    known = list(lengths)
    return f"{median(known):.0f}" if known else "–"


def lined(cells: Iterable[str]) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def progress(courses: Iterable[Course], done: int, total: int, bar: TextIO) -> Iterator[Course]:
    """The same courses, with a bar that counts them on from `done` towards `total`."""
    for number, one in enumerate(courses, done + 1):
        if number % 250 == 0 or number == total:
            filled = 40 * number // total
            bar.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {100 * number // total} %")
            bar.flush()
        yield one


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How often the verdict errs, by simulated learners.")
    parser.add_argument("learners", type=int, nargs="?", default=LEARNERS, help=f"of each kind (default {LEARNERS})")
    parser.add_argument("--window", type=int, default=WINDOW, help=f"answers a pattern, 1 to {CAP} (default {WINDOW})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"the same gives the same table (default {SEED})")
    options = parser.parse_args(arguments)
    if options.learners < 1 or not 1 <= options.window <= CAP:
        parser.error(f"at least one learner of each kind is needed, and a window of 1 to {CAP}")
    print(lined(HEADINGS), lined(["---"] * len(HEADINGS)), sep="\n")
    for done, (name, how) in enumerate(KINDS.items()):
        courses = simulated(how, options.learners, f"{options.seed} {name}", window=options.window)
        counted = progress(courses, done * options.learners, len(KINDS) * options.learners, sys.stderr)
        print(lined(row(name, list(counted))), flush=True)
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
