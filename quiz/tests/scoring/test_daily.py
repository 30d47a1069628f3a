"""Results over time. No database."""

from datetime import datetime, timedelta

import pytest

from knowledge.patterns import Belief, Pattern
from knowledge.triangle import THICKEST, THINNEST, edges
from quiz.scoring.standing import standing_after
from quiz.scoring.window import Answered

from ...analysis.geometry import LEFT, WIDTH, line
from ...scoring.daily import trend

F, N, M = Pattern
START = datetime(2026, 3, 1, 9)


def answers(*calls, a_day=4):
    """Answers from pairs of truth and call, so many a day."""
    return [
        Answered(
            number,
            truth,
            Belief(*(94 if other == call else 3 for other in Pattern)),
            START + timedelta(days=number // a_day, minutes=number % a_day),
        )
        for number, (truth, call) in enumerate(calls)
    ]


RISING = answers(*[(F, N), (N, M), (M, M)] * 4, *[(pattern, pattern) for pattern in Pattern] * 20)


def test_nobody_has_no_days():
    assert trend([]) == ()


def test_a_day_says_how_many_counted_and_their_mean_points():
    first, second = trend(answers((F, F), (N, F), (M, M), (F, F), (N, N)))

    assert (first.day, first.n, second.n) == (START.date(), 4, 1)
    assert first.mean_q == pytest.approx((3 * 0.9919 - 1.7381) / 4)
    assert first.probability < second.probability


def test_the_standing_of_the_last_day_is_the_standing():
    days = trend(RISING)

    assert days[-1].standing == standing_after(RISING)
    assert days[-1].mastery.is_mastered


@pytest.mark.parametrize("known", [1, 5, 9])
def test_going_on_from_a_known_day_gives_the_same_days(known):
    whole = trend(RISING)
    start = whole[known].day
    before = [answer for answer in RISING if answer.at.date() < start]
    after = [answer for answer in RISING if answer.at.date() >= start]

    assert trend(after, before=before, known=whole[known - 1].standing) == whole[known:]


def test_a_line_runs_from_edge_to_edge_and_stays_within():
    drawn = line([-300, 100, 0], -200, 100)

    assert [mark.x for mark in drawn.marks] == [LEFT, LEFT + WIDTH / 2, LEFT + WIDTH]
    assert [mark.y for mark in drawn.marks] == [130, 10, 50]


def test_a_single_value_stands_in_the_middle():
    assert line([1], 0, 1).points == f"{LEFT + WIDTH / 2:g},10"


def test_a_side_is_as_thick_as_its_pair_is_told_apart():
    assert [edge.width for edge in edges([1.0, 0.5, None])] == [THICKEST, THINNEST, 0]
    assert [edge.width for edge in edges([0.3, 0.75, 0.75])] == [THINNEST, 6.2, 6.2]
