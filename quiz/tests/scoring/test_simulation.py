"""Simulated learners: the table of error rates, and that it is the shipped verdict which is
simulated.
"""

import math
import random
from collections import Counter

import pytest

from quiz.scoring.error_table import FILE, error_table
from quiz.scoring.mastery import RULE

from ...scoring.adaptive import CAP
from ...scoring.simulated_learners import Course, calls, course
from ...scoring.simulation import HEADINGS, KINDS, LEARNERS, lined, main, simulated


def ends(kind, learners=1000, **window):
    """Shares of "separates" and "not yet", and mean length."""
    courses = list(simulated(KINDS[kind], learners, "a seed", **window))
    return (
        sum(one.separates() for one in courses) / learners,
        sum(one.fails for one in courses) / learners,
        sum(one.length for one in courses) / learners,
    )


@pytest.mark.parametrize(
    ("kind", "separates", "not_yet", "cases"),
    [
        ("guessing", 0, 1, 9.5),
        (".95 / .60 / .60, N and M confused", 0.0005, 0.973, 18.8),
        (".98 / .98 / .98", 0.981, 0.001, 28.8),
    ],
)
def test_error_rates_are_those_published(kind, separates, not_yet, cases):
    assert ends(kind) == (
        pytest.approx(separates, abs=0.02),
        pytest.approx(not_yet, abs=0.02),
        pytest.approx(cases, abs=1.2),
    )


def test_a_perfect_learner_stops_at_22_to_30_cases():
    lengths = [course(calls(1, 1, 1), random.Random(seed)).length for seed in range(300)]

    assert min(lengths) == 22
    assert sum(length <= 30 for length in lengths) > 0.95 * 300


def test_a_guesser_is_told_not_yet_within_15_cases():
    courses = list(simulated(KINDS["guessing"], 500, "a seed"))

    assert all(one.fails for one in courses)
    assert sum(one.length <= 15 for one in courses) > 0.9 * 500


def test_the_same_seed_gives_the_same_courses():
    first, again = (list(simulated(KINDS[".90 / .90 / .90"], 20, "a seed")) for _ in range(2))

    assert first == again


def test_the_verdict_forgets_what_lies_before_the_window():
    kind = KINDS[".90 / .90 / .90"]

    assert list(simulated(kind, 100, "a seed", window=60)) != list(simulated(kind, 100, "a seed"))


@pytest.mark.parametrize(
    ("one", "end"),
    [
        (Course({RULE.p_pass: 30}, None), ("separates", 30)),
        (Course({RULE.p_pass: 30}, 40), ("separates", 30)),
        (Course({RULE.p_pass: 50}, 40), ("not yet", 40)),
        (Course({}, None), ("undecided", CAP)),
    ],
)
def test_a_course_ends_at_its_first_verdict(one, end):
    word = "separates" if one.separates() else "not yet" if one.fails else "undecided"

    assert (word, one.length) == end


def test_misses_go_where_the_kind_of_learner_sends_them():
    assert calls(0.9, 0.8, 0.7)[0] == pytest.approx((0.9, 0.05, 0.05))
    assert calls(0.95, 0.6, 0.6, confused=True)[1:] == ((0, 0.6, 0.4), (0, 0.4, 0.6))


def test_the_command_prints_a_table_and_shows_progress_beside_it(capsys):
    main(["5"])

    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert Counter(line.count("|") for line in lines) == {len(HEADINGS) + 1: len(KINDS) + 2}
    assert lines[2].startswith("| guessing | .0000 | 1.0000 |")
    assert "100 %" in err


def test_the_table_that_learners_read_has_the_kinds_and_headings_of_the_simulation():
    assert [row.kind for row in error_table()] == list(KINDS)
    assert FILE.read_text().splitlines()[0] == lined(HEADINGS)


@pytest.mark.parametrize("row", error_table(), ids=lambda row: row.kind)
def test_the_table_that_learners_read_is_what_a_smaller_run_gives_within_sampling_error(row):
    n = 600
    separates, not_yet, cases = ends(row.kind, n)

    for now, printed in ((separates, float(row.separates)), (not_yet, float(row.not_yet))):
        p = min(max(printed, 0.002), 0.998)
        assert abs(now - printed) < 4.5 * math.sqrt(p * (1 - p) * (1 / n + 1 / LEARNERS))
    assert cases == pytest.approx(float(row.cases), abs=4.5 * 20 / math.sqrt(n))


@pytest.mark.parametrize("arguments", [["0"], ["5", "--window", "0"], ["5", "--window", "61"]])
def test_the_command_refuses_what_cannot_be_simulated(arguments):
    with pytest.raises(SystemExit):
        main(arguments)
