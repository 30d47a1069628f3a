"""What holds for every learner, not only for those worked out."""

from datetime import datetime, timedelta
from itertools import permutations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formatting import cut
from knowledge.patterns import PAIRS, Belief, Pattern
from quiz.scoring.auc import auc_interval
from quiz.scoring.calibration import murphy
from quiz.scoring.report import learner_report
from quiz.scoring.stages import Staged, stage_table
from quiz.scoring.verdict import Word, cases_needed, pair_verdict, separates
from quiz.scoring.window import Answered, counting, window

from ...scoring.adaptive import class_weights, is_warm
from ...scoring.belief_score import brier, choice, q_score
from ...scoring.mastery import RULE, class_prob
from ...scoring.pairwise import hand_till, pair_separation
from ...scoring.standing import standing_after

patterns = st.sampled_from(list(Pattern))
beliefs = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda cuts: Belief(min(cuts), max(cuts) - min(cuts), 100 - max(cuts))
)
answered = st.lists(
    st.tuples(patterns, beliefs, st.one_of(st.none(), beliefs), beliefs), max_size=70
)
rows = st.lists(st.integers(0, 7), min_size=4, max_size=4)
tables = st.tuples(rows, rows, rows)
good_tables = st.tuples(*[st.integers(5, 20)] * 3, *[st.integers(0, 2)] * 3).map(
    lambda t: [[t[0], t[3], 0, 0], [0, t[1], t[4], 0], [t[5], 0, t[2], 0]]
)


def report_of(listed):
    """The report of answers to cases that are all different, an hour apart."""
    start = datetime(2026, 1, 1)
    return learner_report(
        Answered(case, truth, last, start + timedelta(hours=case), (first, second))
        for case, (truth, first, second, last) in enumerate(listed)
    )


@given(own=beliefs, stated=beliefs)
def test_nobody_gains_by_stating_another_belief_than_their_own(own, stated):
    def expected(said):
        return sum(own[truth] * q_score(said, truth) for truth in Pattern)

    assert expected(stated) <= expected(own) + 1e-9


@given(belief=beliefs, truth=patterns)
def test_the_loss_is_the_squared_distance_from_certainty(belief, truth):
    squares = [(belief[pattern] / 100 - (pattern == truth)) ** 2 for pattern in Pattern]

    assert brier(belief, truth) == pytest.approx(sum(squares), abs=1e-12)
    assert -2 <= q_score(belief, truth) <= 1


@given(belief=beliefs)
def test_a_choice_leads_both_others_by_2(belief):
    leading = [
        one
        for one in Pattern
        if all(belief[one] >= belief[other] + 2 for other in Pattern if other != one)
    ]

    assert choice(belief) == (leading[0] if leading else None)


@given(weights=st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(any))
def test_percents_lie_within_one_of_the_point(weights):
    belief = Belief.nearest(weights)

    assert all(
        abs(p - 100 * w / sum(weights)) < 1 for p, w in zip(belief.percents, weights, strict=True)
    )


@given(listed=answered, order=st.sampled_from(list(permutations(Pattern))))
def test_permuting_the_patterns_permutes_everything(listed, order):
    new = dict(zip(Pattern, order, strict=True))

    def renamed(belief):
        return belief and Belief(**{new[pattern].value: belief[pattern] for pattern in Pattern})

    before = report_of(listed)
    after = report_of([(new[truth], *map(renamed, stages)) for truth, *stages in listed])

    assert after.verdict.probability == pytest.approx(before.verdict.probability)
    assert after.verdict.word == before.verdict.word
    assert set(after.verdict.lacking) == {new[pattern] for pattern in before.verdict.lacking}
    assert (after.right, after.points, after.bias, after.bands) == (
        before.right,
        before.points,
        before.bias,
        before.bands,
    )
    assert (after.stages.moves, after.stages.settled) == (
        before.stages.moves,
        before.stages.settled,
    )
    assert {(row.pattern, row.found, row.needed) for row in after.rows} == {
        (new[row.pattern], row.found, row.needed) for row in before.rows
    }
    assert {(frozenset(row.pair), row.area) for row in after.pairs} == {
        (frozenset(new[pattern] for pattern in row.pair), row.area) for row in before.pairs
    }


@given(table=st.one_of(tables, good_tables))
def test_a_verdict_never_contradicts_the_number_shown(table):
    verdict = separates(table)

    shown = 0.0 if cut(verdict.probability).startswith("below") else float(cut(verdict.probability))
    assert (shown >= RULE.p_pass) == (verdict.word is Word.SEPARATES)


@given(table=st.one_of(tables, good_tables))
def test_whoever_separates_the_three_tells_every_pair_apart(table):
    if separates(table).word is Word.SEPARATES:
        assert {pair_verdict(table, pair).word for pair in PAIRS} == {Word.TOLD_APART}


@given(outcomes=st.lists(st.booleans(), max_size=50))
def test_cases_needed_is_the_first_number_that_is_enough(outcomes):
    def probability(more):
        recent = [*outcomes, *[True] * more][-20:]
        return class_prob(sum(recent), len(recent))

    needed = cases_needed(outcomes)

    assert [probability(more) ** 3 >= RULE.p_pass for more in range(needed + 1)] == [
        False
    ] * needed + [True]


@given(area=st.floats(0, 1), m=st.integers(1, 60), n=st.integers(1, 60))
def test_the_interval_of_an_area_holds_it_and_knows_no_first_group(area, m, n):
    low, high = auc_interval(area, m, n)

    assert 0 <= low <= area <= high <= 1
    assert auc_interval(area, n, m) == (low, high)


@given(answers=st.lists(st.tuples(patterns, beliefs), max_size=30))
def test_separations_are_shares(answers):
    assert all(area is None or 0 <= area <= 1 for area in hand_till(answers).pairs)


@given(table=tables, pair=st.sampled_from(PAIRS))
def test_separation_from_choices_lies_within_its_interval(table, pair):
    found = pair_separation(table, pair)

    assert 0 < found.low < found.pc < found.high < 1


@given(shown=st.tuples(*[st.integers(0, 60)] * 3), separation=st.tuples(*[st.floats(0, 1)] * 3))
def test_no_pattern_can_be_foretold_once_each_was_shown_twice(shown, separation):
    weights = class_weights(shown, separation)

    assert sum(weights) == pytest.approx(1)
    assert min(weights) >= 1 / 6 - 1e-12
    assert max(weights) <= (0.4 if is_warm(shown) else 2 / 3) + 1e-12


@given(
    answers=st.lists(
        st.tuples(st.sampled_from([0.34, 0.5, 0.76, 0.94, 1.0]), st.booleans()), min_size=1
    )
)
def test_the_parts_of_a_cohorts_loss_add_up_to_it(answers):
    confidence, correct = zip(*answers, strict=True)

    loss = fmean((c - right) ** 2 for c, right in answers)

    assert murphy(confidence, correct).brier == pytest.approx(loss, abs=1e-12)


@given(
    listed=st.lists(st.tuples(patterns, *[st.one_of(st.none(), beliefs)] * 2, beliefs), max_size=30)
)
def test_the_table_of_stages_leaves_nobody_out_and_counts_nobody_twice(listed):
    table = stage_table([Staged(truth, tuple(stages)) for truth, *stages in listed])

    both = [sum(None not in stages[i : i + 2] for _, *stages in listed) for i in (0, 1)]
    assert [sum((m.kept_right, m.gained, m.lost, m.kept_wrong)) for m in table.moves] == both
    assert sum(row.settled for row in table.rows) == table.rows[-1].right


@given(given_to=st.lists(st.tuples(st.integers(0, 45), beliefs), max_size=200))
def test_with_the_standing_known_the_window_and_31_answers_before_it_tell_the_same(given_to):
    start, order = datetime(2026, 1, 1), list(Pattern)
    answers = [
        Answered(case, order[case % 3], belief, start + timedelta(hours=hour))
        for hour, (case, belief) in enumerate(given_to)
    ]
    everything = learner_report(answers)

    kept = window(counting(answers))
    first = answers.index(kept[0]) if kept else 0
    assert (
        learner_report(answers[max(0, first - 31) :], known=standing_after(counting(answers)))
        == everything
    )
