"""How beliefs come about, stage by stage: what the history gives, what the examination adds, what the tests change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.patterns import Belief, Pattern, Stage

from .beliefs import choice, q_score
from .pairs import hand_till
from .table import accuracy, found, of_marks, separation_index
from .verdict import Verdict, separates

STAGES = tuple(Stage)
ENOUGH = 5  # cases of each pattern before a stage shows a separation


class Staged(NamedTuple):
    """One case: its true pattern and a belief for each stage in order, None where one is lacking."""

    truth: Pattern
    beliefs: tuple[Belief | None, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage over the `n` answers with a belief at it.

    `mean_q`: 1 to -2, None without answers. `index` (-.5 to 1) and `pairs` (A of each pair, 0 to 1): None until each
    pattern has 5 cases. `verdict`: what these beliefs alone would earn. `settled`: answers that became right here and
    stayed right to the end.
    """

    stage: Stage
    n: int
    right: int
    mean_q: float | None
    index: float | None
    pairs: tuple[float | None, ...] | None
    verdict: Verdict
    settled: int


@dataclass(frozen=True, slots=True)
class Moves:
    """From one stage to the next: answers by whether they were right before and are right after."""

    kept_right: int
    gained: int
    lost: int
    kept_wrong: int


@dataclass(frozen=True, slots=True)
class StageTable:
    """A row a stage, the moves between them, and for each answer the stage at which it settled, None if it did not."""

    rows: tuple[StageRow, ...]
    moves: tuple[Moves, ...]
    settled: tuple[Stage | None, ...]


def stage_table(answers: Sequence[Staged]) -> StageTable:
    """The table of answers; one that lacks a stage is left out of that stage and of the moves into and out of it."""
    marks = [_marks(answer) for answer in answers]
    settled = tuple(map(_settled, marks))
    by_stage = list(zip(*marks, strict=True)) or [()] * len(STAGES)
    rows = tuple(
        _row(stage, [(truth, beliefs[i]) for truth, beliefs in answers], by_stage[i], settled.count(stage))
        for i, stage in enumerate(STAGES)
    )
    return StageTable(rows, tuple(map(_moves, by_stage, by_stage[1:])), settled)


def _marks(answer: Staged) -> list[bool | None]:
    """For each stage whether the choice was right, None where there is no belief."""
    return [None if belief is None else choice(belief) == answer.truth for belief in answer.beliefs]


def _settled(marks: Sequence[bool | None]) -> Stage | None:
    """The first stage from which every choice is right, to the end."""
    first = None
    for stage, right in zip(STAGES, marks, strict=True):
        if not right:
            first = first if right is None else None
        elif first is None:
            first = stage
    return first


def _row(
    stage: Stage, answers: Sequence[tuple[Pattern, Belief | None]], marks: Sequence[bool | None], settled: int
) -> StageRow:
    given = [(truth, belief) for truth, belief in answers if belief is not None]
    table = of_marks((truth, mark) for (truth, _), mark in zip(answers, marks, strict=True) if mark is not None)
    enough = all(n >= ENOUGH for _, n in found(table))
    return StageRow(
        stage=stage,
        n=len(given),
        right=accuracy(table)[0],
        mean_q=sum(q_score(belief, truth) for truth, belief in given) / len(given) if given else None,
        index=separation_index(table) if enough else None,
        pairs=hand_till(given).pairs if enough else None,
        verdict=separates(table),
        settled=settled,
    )


def _moves(before: Sequence[bool | None], after: Sequence[bool | None]) -> Moves:
    moves = list(zip(before, after, strict=True))
    return Moves(*(moves.count(move) for move in ((True, True), (False, True), (True, False), (False, False))))
