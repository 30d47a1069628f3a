"""Marks on the triangle."""

from knowledge.patterns import Belief
from knowledge.triangle import path_marks, place


def steps(*path):
    return [mark.steps for mark in path_marks(path)]


def test_each_step_of_a_path_has_a_mark_of_its_own():
    path = [Belief(34, 33, 33), Belief(60, 20, 20), Belief(94, 3, 3)]

    assert steps(*path) == [(1,), (2,), (3,)]
    assert [mark.at for mark in path_marks(path)] == [place(belief) for belief in path]


def test_steps_that_end_at_the_same_place_share_a_mark_with_both_numbers():
    there, away = Belief(94, 3, 3), Belief(3, 94, 3)

    assert steps(away, there, there) == [(1,), (2, 3)]
    assert steps(there, away, there) == [(1, 3), (2,)]
    assert steps(there, there, there) == [(1, 2, 3)]


def test_a_step_so_close_that_it_would_hide_another_shares_its_mark():
    assert steps(Belief(94, 3, 3), Belief(95, 3, 2), Belief(80, 10, 10)) == [(1, 2), (3,)]
