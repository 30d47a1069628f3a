"""When a question of a lesson comes back, and which of them a day shows."""

from datetime import date, timedelta

from lessons.returns import A_DAY, WaitingQuestion, due_after, questions_of_day

TODAY = date(2026, 11, 25)


def waiting(question, *, missed=False, days=0):
    return WaitingQuestion(question, missed, TODAY + timedelta(days=days))


def test_every_question_comes_back_on_the_next_day():
    assert {due_after(0, is_right=right, on=TODAY) for right in (True, False)} == {
        TODAY + timedelta(days=1)
    }


def test_one_that_is_missed_then_comes_back_once_more_after_a_week():
    assert due_after(1, is_right=False, on=TODAY) == TODAY + timedelta(days=7)
    assert due_after(1, is_right=True, on=TODAY) is None
    assert due_after(2, is_right=False, on=TODAY) is None


def test_a_day_shows_three_those_missed_first_then_the_oldest():
    four = [
        waiting("new"),
        waiting("old", days=-3),
        waiting("missed", missed=True),
        waiting("older", days=-4),
        waiting("tomorrow", missed=True, days=1),
    ]

    assert questions_of_day(four, TODAY, answered=0) == ["missed", "older", "old"]
    assert questions_of_day(four, TODAY, answered=2) == ["missed"]
    assert questions_of_day(four, TODAY, answered=A_DAY + 1) == []
