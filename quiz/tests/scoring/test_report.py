"""The learner's report in the order in which the page shows it. No database."""

from datetime import datetime, timedelta

import pytest

from knowledge.patterns import PAIRS, Belief, Pattern
from quiz.scoring.report import learner_report, plain_report
from quiz.scoring.standing import NOTHING_HELD, standing_after
from quiz.scoring.verdict import Word
from quiz.scoring.window import Answered, counting

F, N, M = Pattern
START = datetime(2026, 1, 1)


def sure(pattern):
    return Belief(*(94 if other == pattern else 3 for other in Pattern))


def answers(*calls, repeat=1, **fields):
    """Answers from pairs of truth and call, a day apart, each to a case of its own."""
    return [
        Answered(case, truth, sure(call), START + timedelta(days=case), **fields)
        for case, (truth, call) in enumerate(calls * repeat)
    ]


def test_a_report_without_answers_is_whole():
    report = learner_report([])

    assert report.verdict.word is Word.UNDECIDED
    assert [(row.n, row.area, row.interval, row.verdict.word) for row in report.pairs] == [
        ((0, 0), None, None, Word.UNDECIDED)
    ] * 3
    assert [(row.found.n, row.needed) for row in report.rows] == [(0, 8)] * 3
    assert (report.points, report.separation, report.bias, report.thin_edge) == (
        None,
        None,
        None,
        None,
    )
    assert [share.n for _, share in report.typicality] == [0, 0, 0]
    assert report.early is False


def test_a_report_stays_whole_when_one_pattern_was_never_shown():
    calls = [*[(F, F)] * 5, (N, F), *[(N, N)] * 4]

    report = learner_report(answers(*calls))

    assert report.verdict.probability == pytest.approx(0.1163396170, abs=1e-10)
    assert (report.verdict.word, report.separation, report.thin_edge) == (
        Word.UNDECIDED,
        None,
        None,
    )
    assert [row.area is None for row in report.pairs] == [False, True, True]


def test_a_report_bears_100_percent_on_a_wrong_pattern():
    wrong = Answered(1, F, Belief(0, 100, 0), START)

    report = learner_report([wrong])

    assert (report.points, report.right.x, report.bias.bias, report.bias.z) == (-2, 0, 1, None)


def test_a_pair_shows_a_number_from_3_cases_of_each_of_its_patterns_on():
    report = learner_report(answers(*[(F, F)] * 3, *[(N, N)] * 3, *[(M, M)] * 2))

    assert [(row.n, row.area) for row in report.pairs] == [
        ((3, 3), 1),
        ((3, 2), None),
        ((3, 2), None),
    ]
    assert report.pairs[0].interval[1] == 1


def test_a_report_names_the_thin_edge_and_the_cases_still_needed():
    report = learner_report(answers((F, F), (N, N), (M, M), (N, M), (F, F), (M, M), repeat=3))

    assert report.thin_edge == PAIRS[2]
    assert [row.needed for row in report.rows] == [2, 18, 2]


def test_confidence_leaves_out_answers_without_a_choice():
    torn = Answered("torn", F, Belief(50, 50, 0), START)

    report = learner_report([torn, *answers((F, F), (N, N))])

    assert (report.right.n, report.bias.n, report.bands[3].right.n) == (3, 2, 2)


@pytest.mark.parametrize(("examined", "early"), [(True, True), (False, False)])
def test_a_report_says_whether_the_examination_alone_separates(examined, early):
    at_examination = {pattern: sure(pattern) if examined else sure(F) for pattern in Pattern}
    listed = [
        Answered(f"{truth} {n}", truth, sure(truth), START, (None, at_examination[truth]))
        for n in range(8)
        for truth in Pattern
    ]

    report = learner_report(listed)

    assert report.verdict.word is Word.SEPARATES
    assert report.early is early
    assert [row.n for row in report.stages.rows] == [0, 24, 24]


def test_found_shares_by_typicality():
    typical = answers((F, F), (F, F))
    atypical = answers((F, N), (F, F), (F, M), typicality="atypical")

    report = plain_report([*typical, *atypical])

    assert [(name, share.x, share.n) for name, share in report.typicality] == [
        ("typical", 2, 2),
        ("less_typical", 0, 0),
        ("atypical", 1, 3),
    ]


def test_with_the_standing_known_the_last_answers_are_enough():
    listed = answers(*[(pattern, pattern) for pattern in Pattern], repeat=60)
    everything = learner_report(listed)

    assert learner_report(listed[-91:], known=standing_after(counting(listed))) == everything


def test_a_standing_that_is_known_decides_what_is_kept():
    listed = answers(*[(pattern, pattern) for pattern in Pattern], (F, N), repeat=6)

    assert learner_report(listed, known=NOTHING_HELD).verdict.word is not Word.SEPARATES
