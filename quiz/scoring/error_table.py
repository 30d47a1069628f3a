"""Read the error tables of the verdicts from the files beside this module.

They stand there as `python -m quiz.scoring.simulation` (with `--outside` for the second) and
`python -m quiz.scoring.noticing_simulation` printed them.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FILE, OUTSIDE_FILE, NOTICING_FILE = (
    HERE / "error_rates.md",
    HERE / "outside_rates.md",
    HERE / "noticing_rates.md",
)


class ErrorRates(NamedTuple):
    """The error rates of one kind of simulated learner.

    All as printed: shares (".0218"), cases ("28.9"), medians ("24 / 18").
    """

    kind: str
    separates: str
    not_yet: str
    undecided: str
    cases: str
    stricter: str
    medians: str


class NoticingRates(NamedTuple):
    """The error rates of the verdict on noticing, of one kind of simulated learner.

    `noticed`, `sent_away`: true shares (".80", ".05"). All as printed.
    """

    noticed: str
    sent_away: str
    notices: str
    not_yet: str
    undecided: str
    medians: str


@cache
def error_table() -> tuple[ErrorRates, ...]:
    return tuple(ErrorRates(*cells) for cells in _rows(FILE))


def usual_cases(kind: str = ".95 / .95 / .95") -> str:
    """Return after how many cases half of those of a kind have the verdict who ever get it."""
    row = next(row for row in error_table() if row.kind == kind)
    return row.medians.partition(" / ")[0]


@cache
def outside_error_table() -> tuple[ErrorRates, ...]:
    """Return the same where every sixth patient is outside, and some others are sent away."""
    return tuple(ErrorRates(*cells) for cells in _rows(OUTSIDE_FILE))


@cache
def noticing_error_table() -> tuple[NoticingRates, ...]:
    return tuple(NoticingRates(*cells) for cells in _rows(NOTICING_FILE))


def _rows(file: Path) -> list[list[str]]:
    lines = file.read_text().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
