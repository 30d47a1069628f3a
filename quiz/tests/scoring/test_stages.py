"""How beliefs come about, stage by stage."""

import pytest

from knowledge.patterns import Belief, Pattern, Stage
from quiz.scoring.stages import Moves, Staged, stage_table
from quiz.scoring.verdict import Word

F, N, M = Pattern
HISTORY, EXAMINATION, TESTS = Stage


def sure(pattern):
    return pattern and Belief(*(94 if other == pattern else 3 for other in Pattern))


def staged(truth, *calls):
    return Staged(truth, tuple(map(sure, calls)))


def test_no_answers_make_a_table_with_nothing_in_it():
    table = stage_table([])

    assert [
        (row.stage, row.n, row.right, row.mean_q, row.index, row.pairs) for row in table.rows
    ] == [(stage, 0, 0, None, None, None) for stage in Stage]
    assert table.moves == (Moves(0, 0, 0, 0),) * 2
    assert table.settled == ()


@pytest.mark.parametrize(
    ("calls", "settled"),
    [
        ((F, F, F), HISTORY),
        ((F, N, F), TESTS),
        ((N, F, F), EXAMINATION),
        ((F, F, N), None),
        ((None, F, F), EXAMINATION),
        ((F, None, F), HISTORY),
        ((N, None, F), TESTS),
    ],
)
def test_an_answer_settles_where_it_becomes_right_and_stays_so(calls, settled):
    assert stage_table([staged(F, *calls)]).settled == (settled,)


def test_moves_tell_what_a_stage_gave_and_took():
    table = stage_table(
        [staged(F, F, F, F), staged(F, N, F, F), staged(F, F, N, N), staged(N, F, M, M)]
    )

    assert table.moves == (Moves(1, 1, 1, 1), Moves(2, 0, 0, 2))


def test_an_answer_that_lacks_a_stage_is_left_out_of_it_and_of_the_moves_beside_it():
    table = stage_table([staged(F, F, None, F), staged(N, N, N, N)])

    assert [row.n for row in table.rows] == [2, 1, 2]
    assert table.moves == (Moves(1, 0, 0, 0), Moves(1, 0, 0, 0))


@pytest.mark.parametrize(("cases", "pairs"), [(4, None), (5, (1, 1, 1))])
def test_a_stage_shows_separations_from_5_cases_of_each_pattern_on(cases, pairs):
    answers = [staged(pattern, *[pattern] * 3) for pattern in Pattern for _ in range(cases)]

    row = stage_table(answers).rows[0]

    assert (row.pairs, row.index) == (pairs, pairs and pytest.approx(1))


def test_each_stage_has_the_verdict_that_its_beliefs_alone_would_earn():
    answers = [staged(pattern, F, pattern, pattern) for pattern in Pattern for _ in range(8)]

    rows = stage_table(answers).rows

    assert [row.verdict.word for row in rows] == [Word.NOT_YET, Word.SEPARATES, Word.SEPARATES]
    assert [row.settled for row in rows] == [8, 16, 0]
