"""The error table of the verdict as `python -m quiz.scoring.simulate` printed it, kept beside it in a file."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("error_rates.md")


class Row(NamedTuple):
    """One kind of simulated learner. All as printed: shares (".0218"), cases ("28.9"), medians ("24 / 18")."""

    kind: str
    separates: str
    not_yet: str
    undecided: str
    cases: str
    stricter: str
    medians: str


@cache
def error_table() -> tuple[Row, ...]:
    """All kinds of learners, in the order in which they are simulated."""
    lines = FILE.read_text().splitlines()[2:]
    return tuple(Row(*(cell.strip() for cell in line.strip("| ").split("|"))) for line in lines)
