"""A fourth key: its beliefs, points, calls, windows and the verdict on noticing. No database."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.patterns import KEYS, NO_IDEA, OUTSIDE, Belief, Pattern
from knowledge.proportion import Proportion

from ...scoring.adaptive import CAP, CAP_OPEN, NextStep, next_step
from ...scoring.belief_score import answer_score, choice, guessing_q4, q4_score
from ...scoring.confusion_matrix import confusion
from ...scoring.error_table import noticing_error_table, outside_error_table
from ...scoring.mastery import class_prob
from ...scoring.noticing import NOTICING, calm_probability, noticing, noticing_word
from ...scoring.noticing_simulation import learned
from ...scoring.pairwise import hand_till
from ...scoring.report import learner_report, plain_report
from ...scoring.simulated_learners import calls
from ...scoring.simulation import simulated
from ...scoring.standing import standing_after
from ...scoring.verdict import Word
from ...scoring.window import Answered, counting, last_looked_at, noticing_window

F, N, M = Pattern
START = datetime(2026, 1, 1)
four_shares = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


def answers(*given_to, start=0):
    """Answers to new cases from (truth, belief), in which something else could be said."""
    return [
        Answered(start + i, truth, belief, START + timedelta(hours=start + i), may_be_outside=True)
        for i, (truth, belief) in enumerate(given_to)
    ]


def sure(key):
    return Belief(*(91 if key == other else 3 for other in KEYS))


# Beliefs


def test_four_shares_add_up_to_100_and_none_is_negative():
    with pytest.raises(ValueError, match="add up to 110"):
        Belief(40, 30, 30, 10)
    with pytest.raises(ValueError, match="from 0 to 100"):
        Belief(50, 60, 0, -10)


@pytest.mark.parametrize(
    ("outside", "shares"),
    [(0, (34, 33, 33, 0)), (12, (30, 29, 29, 12)), (25, (25, 25, 25, 25)), (100, (0, 0, 0, 100))],
)
def test_something_else_leaves_the_three_the_rest_by_the_largest_remainder(outside, shares):
    assert NO_IDEA.with_outside(outside).shares == shares


def test_of_equal_remainders_the_first_pattern_gets_the_rest():
    assert Belief(50, 50, 0).with_outside(25).shares == (38, 37, 0, 25)


@pytest.mark.parametrize(
    ("shares", "within"),
    [((10, 20, 10, 60), (25, 50, 25)), ((0, 0, 0, 100), (34, 33, 33)), ((90, 5, 5, 0), (90, 5, 5))],
)
def test_within_the_three_a_belief_is_rescaled(shares, within):
    assert Belief(*shares).within_three.percents == within


@given(four_shares)
def test_a_belief_keeps_its_proportions_when_something_else_is_taken_back(weights):
    belief = Belief.nearest(weights)

    assert sum(belief.shares) == 100
    assert sum(belief.within_three.percents) == 100
    assert belief.within_three.outside == 0


# Choice and points


@pytest.mark.parametrize(
    ("shares", "called"),
    [
        ((10, 20, 10, 60), OUTSIDE),
        ((30, 10, 29, 31), None),
        ((33, 5, 31, 31), F),
        ((25, 25, 25, 25), None),
    ],
)
def test_a_choice_leads_all_three_others_by_two(shares, called):
    assert choice(Belief(*shares)) == called


@pytest.mark.parametrize(
    ("shares", "truth", "brier", "q4"),
    [
        ((10, 20, 10, 60), OUTSIDE, 0.22, 0.706667),
        ((40, 30, 20, 10), F, 0.5, 0.333333),
        ((76, 8, 8, 8), F, 0.0768, 0.8976),
        ((0, 0, 0, 100), OUTSIDE, 0, 1),
        ((25, 25, 25, 25), N, 0.75, 0),
        ((100, 0, 0, 0), OUTSIDE, 2, -5 / 3),
    ],
)
def test_points_over_four_keys_are_as_worked(shares, truth, brier, q4):
    score = answer_score(Belief(*shares), truth, may_be_outside=True)

    assert (score.brier, score.q) == (pytest.approx(brier), pytest.approx(q4, abs=1e-6))


def test_points_among_three_patterns_stay_as_they_were():
    assert answer_score(Belief(50, 25, 25), F).q == pytest.approx(0.4375)
    assert answer_score(Belief(100, 0, 0), N).q == -2


@given(four_shares, four_shares)
def test_no_other_belief_than_ones_own_earns_more_on_average(own, said):
    own, said = Belief.nearest(own), Belief.nearest(said)

    def mean(belief):
        return sum(own[truth] * q4_score(belief, truth) for truth in KEYS)

    assert mean(said) <= mean(own) + 1e-9


@pytest.mark.parametrize(("rate", "points"), [(1 / 8, 3), (1 / 6, 1), (1 / 4, 0)])
def test_stating_the_rates_alone_earns_next_to_nothing(rate, points):
    assert round(100 * guessing_q4(rate)) == points


# The three patterns among patients who have none of them


def test_a_call_of_something_else_stands_with_no_choice_and_its_patients_in_no_row():
    table = confusion(
        [(F, sure(F)), (F, sure(OUTSIDE)), (N, NO_IDEA), (OUTSIDE, sure(M)), (OUTSIDE, sure(F))]
    )

    assert table == [[1, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_pairs_are_separated_by_what_lies_within_the_three():
    # half of everything goes to something else, and nerve and muscle are still kept apart
    half = {key: sure(key).within_three.with_outside(50) for key in (N, M)}

    assert hand_till([(N, half[N]), (M, half[M])]).pairs[2] == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(Pattern), four_shares.map(Belief.nearest)),
        min_size=1,
        max_size=60,
    ),
    st.lists(four_shares.map(Belief.nearest), max_size=20),
)
def test_patients_outside_change_nothing_that_is_told_of_the_three(given_to, others):
    three = answers(*given_to)
    mixed = three + answers(*((OUTSIDE, belief) for belief in others), start=len(three))

    alone, among = plain_report(three), plain_report(mixed)

    for name in ("n", "sentence", "verdict", "pairs", "rows", "right", "separation", "stages"):
        assert getattr(alone, name) == getattr(among, name)
    assert among.noticing.noticed.n == len(others)


def test_the_two_kinds_of_points_are_never_averaged():
    plain = [Answered("plain", F, Belief(100, 0, 0), START)]
    both = plain_report([*plain, *answers((F, Belief(25, 25, 25, 25)), (OUTSIDE, sure(OUTSIDE)))])

    assert (both.points, both.points_n) == (1, 1)
    assert both.open_n == 2
    assert both.open_points == pytest.approx((0 + q4_score(sure(OUTSIDE), OUTSIDE)) / 2)


def test_a_patient_outside_called_nerve_at_90_tells_of_too_much_confidence():
    wrong = answers(*[(OUTSIDE, Belief(3, 91, 3, 3))] * 20)

    report = plain_report(wrong)

    assert report.bands[-1].right == Proportion(0, 20)
    assert report.bias.words == "too sure"


def test_an_answer_that_could_not_say_something_else_counts_nowhere_once_that_is_the_key():
    corrected = [Answered(1, OUTSIDE, Belief(3, 94, 3), START)]

    assert counting(corrected) == []
    assert plain_report(corrected).bias is None


# Noticing


@pytest.mark.parametrize(
    ("x", "n", "probability"),
    [
        (5, 5, 0.874533),
        (7, 8, 0.673178),
        (8, 8, 0.945117),
        (12, 13, 0.872087),
        (0, 4, 0.000202),
        (1, 4, 0.007653),
    ],
)
def test_the_probability_of_noticing_is_as_worked(x, n, probability):
    assert class_prob(x, n, NOTICING.share) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("f", "n", "probability"),
    [
        (0, 7, 0.783752),
        (0, 8, 0.812824),
        (1, 20, 0.755376),
        (1, 24, 0.828474),
        (3, 60, 0.911144),
    ],
)
def test_the_probability_of_few_false_alarms_is_as_worked(f, n, probability):
    assert calm_probability(f, n) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("noticed", "sent_away", "word"),
    [
        ((8, 8), (0, 8), Word.NOTICES),
        ((7, 7), (0, 60), Word.UNDECIDED),  # eight of eight is the least
        ((8, 8), (0, 7), Word.UNDECIDED),
        ((0, 4), (0, 0), Word.NOT_YET),
        ((0, 3), (0, 0), Word.UNDECIDED),
        ((20, 20), (20, 60), Word.NOT_YET),
        ((0, 0), (5, 7), Word.UNDECIDED),
        ((0, 0), (5, 8), Word.NOT_YET),
    ],
)
def test_the_verdict_on_noticing(noticed, sent_away, word):
    assert noticing_word(Proportion(*noticed), Proportion(*sent_away)) is word


def test_noticing_is_kept_until_its_probability_falls_below_70():
    calm = Proportion(0, 60)

    kept = noticing_word(Proportion(12, 13), calm, was_held=True)  # .87: too little to gain it
    lost = noticing_word(Proportion(7, 8), calm, was_held=True)  # .67

    assert (noticing_word(Proportion(12, 13), calm), kept, lost) == (
        Word.UNDECIDED,
        Word.NOTICES,
        Word.UNDECIDED,
    )


def test_noticing_looks_at_the_last_20_outside_and_the_last_60_others():
    given_to = [(OUTSIDE, sure(OUTSIDE))] * 25 + [(F, sure(F))] * 65
    plain = [Answered(f"plain {i}", F, Belief(94, 3, 3), START) for i in range(9)]
    every = [*plain, *answers(*given_to)]

    assert len(noticing_window(every)) == 80
    assert not any(answer in plain for answer in noticing_window(every))
    assert noticing(every) == noticing(last_looked_at(every))


def test_how_far_patients_outside_are_kept_apart_is_told_from_three_of_each_on():
    outside = [(OUTSIDE, Belief(20, 20, 20, 40))] * 3
    others = [(F, Belief(50, 20, 20, 10))] * 3

    assert noticing(answers(*outside, *others[:2])).area is None
    told = noticing(answers(*outside, *others))
    assert told.area == 1
    assert told.interval[0] < 1


def test_a_standing_is_gained_at_the_eighth_and_known_from_there():
    given_to = [(F, sure(F)), (OUTSIDE, sure(OUTSIDE))] * 8
    every = answers(*given_to)

    assert standing_after(every[:-1]).noticing.is_mastered is False
    assert standing_after(every).noticing.since == every[-1].at
    assert learner_report(every).noticing.word is Word.NOTICES


# Runs and simulations


@pytest.mark.parametrize(
    ("answered", "outside", "step"),
    [
        (CAP - 1, 0, NextStep.GO_ON),
        (CAP, 0, NextStep.STOP),
        (CAP - 1, CAP_OPEN - CAP, NextStep.GO_ON),
        (CAP - 1, CAP_OPEN - CAP + 1, NextStep.STOP),
    ],
)
def test_a_run_ends_at_60_of_the_three_or_80_in_all(answered, outside, step):
    assert next_step(answered, Word.UNDECIDED, outside=outside) is step


def test_whoever_sends_patients_away_is_told_separates_less_often_never_more():
    def told(stray, outside):
        how = calls(0.95, 0.95, 0.95, stray=stray)
        courses = list(simulated(how, 400, "a seed", outside=outside))
        return sum(one.separates() for one in courses)

    assert told(0.20, 1 / 6) < told(0.05, 1 / 6) < told(0.0, 1 / 6)
    assert told(0.0, 1 / 6) <= told(0.0, 0) + 12


def test_simulated_learners_of_noticing_end_as_published():
    chance = Random(3)
    rows = {(row.noticed, row.sent_away): row for row in noticing_error_table()}

    def told(notices, sends_away):
        ended = [learned(notices, sends_away, chance).word for _ in range(400)]
        return [ended.count(word) / 400 for word in (Word.NOTICES, Word.NOT_YET)]

    for key in ((".60", ".05"), (".95", ".05"), (".95", ".20")):
        published = [float(rows[key].notices), float(rows[key].not_yet)]
        assert told(*map(float, key)) == pytest.approx(published, abs=0.07)


def test_the_tables_with_something_else_have_a_row_for_each_kind():
    assert len(noticing_error_table()) == 24
    assert len(outside_error_table()) == 12
