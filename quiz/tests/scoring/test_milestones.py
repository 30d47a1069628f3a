"""The head of the progress page: headline, bars, milestones, week. No database."""

from datetime import date, datetime, timedelta

import pytest

from knowledge.patterns import PAIRS, Belief, Pattern
from quiz.scoring.glance import as_good_by_chance, glance
from quiz.scoring.mastery import RULE
from quiz.scoring.milestones import milestones
from quiz.scoring.report import learner_report
from quiz.scoring.verdict import Word, cases_to_go
from quiz.scoring.week import week_of
from quiz.scoring.window import Answered

F, N, M = Pattern
START = datetime(2026, 1, 1)
SUNDAY = date(2026, 11, 29)
NOTHING_DONE = week_of(SUNDAY, [])


def sure(pattern):
    return Belief(*(94 if other == pattern else 3 for other in Pattern))


def report_of(*calls, repeat=1):
    """The report on answers from pairs of truth and call, the same at each stage."""
    return learner_report(
        Answered(case, truth, sure(call), START + timedelta(days=case), (sure(call), sure(call)))
        for case, (truth, call) in enumerate(calls * repeat)
    )


def found(n):
    return report_of((F, F), (N, N), (M, M), repeat=n)


def reached(report, week=NOTHING_DONE):
    return [item.name for item in milestones(report, week) if item.is_reached]


class TestCasesToGo:
    def test_before_the_first_case_they_are_the_fewest_that_the_rule_needs(self):
        assert sum(cases_to_go([[], [], []])) == RULE.fewest_cases == 22

    def test_each_case_found_is_one_less_and_a_miss_makes_it_more(self):
        assert sum(found(1).to_go.values()) == 19
        assert sum(report_of((F, F), (N, N), (M, N)).to_go.values()) > 20

    def test_answering_them_all_rightly_earns_the_verdict_and_one_fewer_does_not(self):
        begun = [(F, F)] * 5 + [(N, N)] * 4 + [(N, M), (M, M)]
        to_go = report_of(*begun).to_go
        rest = [(pattern, pattern) for pattern, n in to_go.items() for _ in range(n)]

        assert report_of(*begun, *rest).verdict.word is Word.SEPARATES
        assert report_of(*begun, *rest[1:]).verdict.word is not Word.SEPARATES

    def test_old_errors_leave_the_window_in_time(self):
        assert 0 < sum(cases_to_go([[False] * 20] * 3)) <= 60


class TestHeadline:
    @pytest.mark.parametrize(
        ("report", "sentence"),
        [
            (report_of(), "No cases yet."),
            (found(1), "3 of 3 found. About 19 cases to go."),
            (
                report_of(*[(F, F)] * 8, *[(N, N)] * 8),
                "You tell junction from nerve. Junction from muscle and nerve from muscle, not yet"
                " sure.",
            ),
            (
                report_of((M, N), (M, N), (N, M), *[(F, F)] * 14, *[(N, N)] * 14, *[(M, M)] * 12),
                "You tell the junction from both others. Nerve from muscle, not yet sure.",
            ),
            (found(8), "You separate the three."),
        ],
    )
    def test_it_says_what_holds_and_then_what_does_not(self, report, sentence):
        assert glance(report).headline == sentence

    def test_pairs_that_fail_are_named(self):
        headline = glance(report_of(*[(F, F)] * 8, *[(N, M)] * 6, *[(M, M)] * 8)).headline

        assert headline.startswith("You tell junction from muscle. ")
        assert "erve from muscle, not yet." in headline

    def test_few_right_answers_are_compared_with_guessing(self):
        assert "Guessing alone finds as many 1 time in 27" in glance(found(1)).summary
        assert glance(report_of((F, N))).summary == (
            f"A first verdict takes {RULE.fewest_cases} cases at the least."
        )
        assert as_good_by_chance(3, 3) == pytest.approx(1 / 27)
        assert as_good_by_chance(0, 3) == pytest.approx(1)


def test_the_first_pair_has_no_per_cent_from_too_few_cases():
    details = {item.name: item.detail for item in milestones(report_of((F, N)), NOTHING_DONE)}

    assert details["A first pair told apart"] == "too few cases so far"


class TestBars:
    @pytest.mark.parametrize(
        "calls",
        [
            [(F, F)] * 8 + [(N, N)] * 8 + [(M, M)] * 5,
            [(F, F)] * 3 + [(N, M)] * 6 + [(M, M)] * 8,
            [(F, F), (N, N), (M, M), (N, M), (F, N), (M, M)] * 4,
        ],
    )
    def test_bar_and_word_are_the_same_quantity_or_a_line_says_why(self, calls):
        best_first = [Word.TOLD_APART, Word.UNDECIDED, Word.NOT_YET]
        pairs = glance(report_of(*calls)).pairs

        for pair in pairs:
            assert (pair.bar.percent >= pair.bar.line) == pair.is_told_apart
            for other in pairs:
                if pair.bar.percent > other.bar.percent and best_first.index(
                    pair.bar.word
                ) > best_first.index(other.bar.word):
                    assert pair.bar.note

    def test_the_weakest_pair_stands_first_with_its_errors(self):
        weakest = glance(report_of((F, F), (N, N), (M, M), (N, M), repeat=4)).pairs[0]

        assert (weakest.pair, weakest.name) == (PAIRS[2], "Nerve from Muscle")
        assert (weakest.errors, weakest.code) == (4, "neurogenic-myogenic")

    def test_with_fewer_than_3_cases_of_each_a_bar_says_nothing(self):
        bars = [pair.bar for pair in glance(found(2)).pairs]

        assert [bar.is_open for bar in bars] == [True] * 3
        assert not any(pair.bar.is_open for pair in glance(found(3)).pairs)

    def test_a_verdict_that_is_kept_below_its_line_says_so(self):
        once_held = report_of(*[(pattern, pattern) for pattern in Pattern] * 8, (M, N))
        bar = glance(once_held).all_three

        assert (bar.word, bar.percent < bar.line) == (Word.SEPARATES, True)
        assert "keep it until this falls below 50 %" in bar.note


class TestMilestones:
    def test_after_the_first_case_that_case_is_reached_and_nothing_else(self):
        report = report_of((F, F))

        assert reached(report) == ["First case, all three steps"]
        assert all(item.detail for item in milestones(report, NOTHING_DONE))

    def test_they_are_reached_one_after_the_other_and_stand_first(self):
        names = reached(found(8), week_of(SUNDAY, [SUNDAY] * 5, told_n=5))

        assert names == [
            "Recognises junction and nerve and muscle",
            "Half of the way",
            "A first pair told apart",
            "Certainty in step with results",
            "Right before the tests, 9 in 10",
            "No error you were sure of this week",
            "All three pairs told apart",
            "Verdict: you separate the three",
        ]

    def test_nothing_is_claimed_of_somebody_who_is_always_wrong(self):
        report = report_of((F, N), (N, M), (M, F), repeat=8)

        assert reached(report, week_of(SUNDAY, [SUNDAY] * 9, told_n=9, sure_errors=9)) == []

    def test_certainty_and_the_examination_say_nothing_before_20_cases(self):
        details = {item.name: item.detail for item in milestones(found(6), NOTHING_DONE)}

        assert details["Certainty in step with results"] == "from 20 cases on; so far 18"
        assert details["Right before the tests, 9 in 10"] == "from 20 cases on; so far 18"

    def test_a_week_of_few_cases_claims_nothing(self):
        few = week_of(SUNDAY, [SUNDAY] * 4, told_n=4)

        assert "No error you were sure of this week" not in reached(found(4), few)


def test_a_week_runs_from_monday_to_sunday_and_counts_each_day():
    week = week_of(SUNDAY, [SUNDAY, SUNDAY, date(2026, 11, 25)])

    assert [day.short for day in week.days] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert [day.n for day in week.days] == [0, 0, 1, 0, 0, 0, 2]
    assert (week.n, week.days_worked, week.days[-1].is_today) == (3, 2, True)
