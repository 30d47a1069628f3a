"""Compare beliefs after the history, the examination and the tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from knowledge.patterns import Belief, Pattern, Stage

from .belief_score import choice, q4_score, q_score
from .confusion_matrix import accuracy, found_counts, of_marks, separation_index
from .pairwise import hand_till
from .verdict import Verdict, separates

STAGES = tuple(Stage)
ENOUGH = 5  # cases of each pattern before a stage shows a separation


class Staged(NamedTuple):
    """One case with its true pattern and a belief for each stage in order.

    A belief is None where it is lacking. `may_be_outside`: something else could be said, so that
    its points are of another scale.
    """

    truth: Pattern
    beliefs: tuple[Belief | None, ...]
    may_be_outside: bool = False


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage over the `n` answers with a belief at it.

    `mean_q`: 1 to -2, of the answers among three patterns, None without any; `mean_q4`: 1 to -5/3,
    of those in which something else could be said. `index` (-.5 to 1) and `pairs` (A of each pair,
    0 to 1): None until each pattern has 5 cases. `verdict`: what these beliefs alone would earn.
    `settled`: answers that became right here and stayed right to the end.
    """

    stage: Stage
    n: int
    right: int
    mean_q: float | None
    mean_q4: float | None
    index: float | None
    pairs: tuple[float | None, ...] | None
    verdict: Verdict
    settled: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Counts of answers by how they moved from one stage to the next.

    They are told apart by whether they were right before and are right after.
    """

    kept_right: int
    gained: int
    lost: int
    kept_wrong: int


@dataclass(frozen=True, slots=True)
class StageTable:
    """A row for each stage, the moves between them, and where answers settled.

    `settled`: for each answer the stage from which it stayed right, None if it did not.
    """

    rows: tuple[StageRow, ...]
    moves: tuple[Moves, ...]
    settled: tuple[Stage | None, ...]


def stage_table(answers: Sequence[Staged]) -> StageTable:
    """Return the table of these answers by stage.

    An answer that lacks a stage is left out of that stage and of the moves into and out of it.
    """
    marks = [_marks(answer) for answer in answers]
    settling_stages = tuple(map(_settled, marks))
    by_stage = list(zip(*marks, strict=True)) or [()] * len(STAGES)
    rows = tuple(
        _row(
            stage,
            [(answer, answer.beliefs[i]) for answer in answers],
            by_stage[i],
            settling_stages.count(stage),
        )
        for i, stage in enumerate(STAGES)
    )
    return StageTable(rows, tuple(map(_moves, by_stage, by_stage[1:])), settling_stages)


def _marks(answer: Staged) -> list[bool | None]:
    """Return for each stage whether the choice was right; None: no belief."""
    return [None if belief is None else choice(belief) == answer.truth for belief in answer.beliefs]


def _settled(marks: Sequence[bool | None]) -> Stage | None:
    """Return the first stage from which every choice is right, to the end.

    A stage without a belief changes nothing. The result is None if the last choice is wrong.
    """
    first = None
    for stage, right in zip(STAGES, marks, strict=True):
        if not right:
            first = first if right is None else None
        elif first is None:
            first = stage
    return first


def _row(
    stage: Stage,
    answers: Sequence[tuple[Staged, Belief | None]],
    marks: Sequence[bool | None],
    settled: int,
) -> StageRow:
    beliefs = [(answer, belief) for answer, belief in answers if belief is not None]
    table = of_marks(
        (answer.truth, mark)
        for (answer, _), mark in zip(answers, marks, strict=True)
        if mark is not None
    )
    scores: dict[bool, list[float]] = {False: [], True: []}
    for answer, belief in beliefs:
        score = q4_score if answer.may_be_outside else q_score
        scores[answer.may_be_outside].append(score(belief, answer.truth))
    enough = all(n >= ENOUGH for _, n in found_counts(table))
    return StageRow(
        stage=stage,
        n=len(beliefs),
        right=accuracy(table)[0],
        mean_q=fmean(scores[False]) if scores[False] else None,
        mean_q4=fmean(scores[True]) if scores[True] else None,
        index=separation_index(table) if enough else None,
        pairs=(
            hand_till((answer.truth, belief) for answer, belief in beliefs).pairs
            if enough
            else None
        ),
        verdict=separates(table),
        settled=settled,
    )


def _moves(before: Sequence[bool | None], after: Sequence[bool | None]) -> Moves:
    moves = list(zip(before, after, strict=True))
    return Moves(
        *(
            moves.count(move)
            for move in ((True, True), (False, True), (True, False), (False, False))
        )
    )
