"""Which answers count, and what a report says of them. No database."""

from dataclasses import replace
from datetime import datetime, timedelta

from knowledge.formatting import cut, percent, points
from knowledge.patterns import Belief, Pattern
from quiz.scoring.report import learner_report, plain_report
from quiz.scoring.standing import standing_after
from quiz.scoring.verdict import Word
from quiz.scoring.window import Answered, counting, window

F, N, M = Pattern
START = datetime(2026, 1, 1)


def sure(pattern):
    return Belief(*(94 if other == pattern else 3 for other in Pattern))


def answers(*pairs, cases=None):
    """Answers from pairs of truth and call, a day apart, each to a case of its own unless `cases`
    names them.
    """
    return [
        Answered(cases[i] if cases else i, truth, sure(call), START + timedelta(days=i))
        for i, (truth, call) in enumerate(pairs)
    ]


def test_a_case_answered_again_counts_only_with_more_than_30_answers_between():
    thirty_between = answers(*[(F, F)] * 32, cases=["a", *range(30), "a"])
    more_between = answers(*[(F, F)] * 33, cases=["a", *range(31), "a"])

    assert len(counting(thirty_between)) == 31
    assert len(counting(more_between)) == 33


def test_a_repeat_that_did_not_count_starts_the_distance_anew():
    listed = answers(*[(F, F)] * 43, cases=["a", *range(20), "a", *range(100, 120), "a"])

    assert [answer.case for answer in counting(listed)].count("a") == 1


def told(cases):
    """Answers to junction cases that a filter dealt."""
    listed = answers(*[(F, F)] * len(cases), cases=cases)
    return [replace(answer, counts=False) for answer in listed]


def test_answers_that_a_filter_dealt_never_count():
    listed = answers(*[(pattern, pattern) for _ in range(8) for pattern in Pattern])
    among = [*listed, *told(range(100, 150))]

    assert counting(among) == listed
    assert learner_report(among) == learner_report(listed)
    assert plain_report(among) == plain_report(listed)


def test_a_case_that_a_filter_dealt_does_not_count_soon_after():
    soon = [*told(["a"]), *answers((F, F), cases=["a"])]
    later = [*told(["a"]), *answers(*[(F, F)] * 32, cases=[*range(31), "a"])]

    assert counting(soon) == []
    assert [answer.case for answer in counting(later)] == [*range(31), "a"]


def test_the_window_holds_the_last_20_of_each_pattern_in_their_order():
    listed = answers(*[(F, F)] * 25, (N, N), *[(F, M)] * 2)

    kept = window(listed)

    assert [answer.case for answer in kept] == [*range(7, 28)]


def test_a_verdict_once_gained_is_kept_until_it_is_less_likely_than_not():
    gained = answers(*[(pattern, pattern) for _ in range(8) for pattern in Pattern])
    one_miss = [*gained, *answers((F, M), cases=["x"])]
    many = [*gained, *answers(*[(F, M)] * 4, cases=["x", "y", "z", "w"])]

    assert standing_after(gained).mastery.is_mastered
    assert (
        standing_after(gained).mastery.since == gained[21].at
    )  # 8, 7 and 7 right are the fewest that do
    assert learner_report(one_miss).verdict.word is Word.SEPARATES
    assert learner_report(one_miss).verdict.probability < 0.8
    assert learner_report(many).verdict.word is not Word.SEPARATES


def test_a_report_without_answers_says_what_it_cannot_say():
    report = learner_report([])

    assert (report.n, report.points, report.separation) == (0, None, None)
    assert report.sentence == "Too few cases to say."
    assert [row.found.n for row in report.rows] == [0, 0, 0]


def test_a_report_adds_up():
    report = plain_report(answers((F, F), (F, N), (N, N), (M, M)))

    assert (report.right.x, report.right.n) == (3, 4)
    assert [row.calls for row in report.rows] == [(1, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)]
    assert round(report.separation, 4) == 0.75
    assert points(report.points) == points((3 * 0.9919 - 1.7381) / 4)


def test_a_probability_shown_never_contradicts_a_verdict():
    assert [cut(p) for p in (0.7994898585, 0.8, 1, 0.0002, 0.29)] == [
        "0.79",
        "0.80",
        "1.00",
        "below 0.01",
        "0.29",
    ]


def test_shares_and_points_are_rounded_half_away_from_zero():
    assert [percent(0.125), percent(2 / 3), points(-0.125), points(0.9919)] == [13, 67, -13, 99]
