"""Published and worked values. `data/scoring.json` names the source of each."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

import pytest

from knowledge.patterns import PAIRS, Belief, Pattern
from knowledge.proportion import wilson
from quiz.scoring.auc import auc_interval
from quiz.scoring.calibration import murphy
from quiz.scoring.confidence import confidence_bias
from quiz.scoring.stages import Staged, stage_table

from ...analysis.item_statistics import item_statistics, kr20, whole_test
from ...scoring.adaptive import class_weights
from ...scoring.belief_score import answer_score, brier, choice
from ...scoring.beta import jeffreys
from ...scoring.confusion_matrix import accuracy, confusion, kappa, mcc, separation_index
from ...scoring.mastery import MasteryRule, class_prob
from ...scoring.pairwise import hand_till, pair_separation
from ...scoring.verdict import Word, cases_needed, pair_verdict, separates, verdict_sentence

F, N, M = Pattern
VECTORS = json.loads((Path(__file__).parent / "data" / "scoring.json").read_text())
MATRICES = json.loads((Path(__file__).parent / "data" / "matrices.json").read_text())
MOODLE = {
    "standarddeviation": "sd",
    "cic": "consistency",
    "errorratio": "error_ratio",
    "standarderror": "standard_error",
    "effectiveweight": "weight",
    "markvariance": "mark_variance",
    "othermarkvariance": "other_variance",
    "discriminationindex": "discrimination",
    "covariancemax": "greatest_covariance",
    "discriminativeefficiency": "efficiency",
}
WORKED = [[9, 1, 0], [1, 7, 2], [0, 3, 7]]


def plain(verdict):
    return {"S": verdict.probability, "verdict": verdict.word.value}


def pair(places):
    return tuple(list(Pattern)[place] for place in places)


def beliefs(given):
    """Pairs of truth and belief, whether the vector states shares or percents."""
    rows = given.get("p_percent") or [[round(100 * share) for share in row] for row in given["p"]]
    return [
        (list(Pattern)[truth], Belief(*row)) for truth, row in zip(given["y"], rows, strict=True)
    ]


def separations(given):
    found = hand_till(beliefs(given))
    return {"M": found.mean, "pairs": found.pairs} if "p_percent" in given else found.mean


def stages(given):
    answers = [
        Staged(
            list(Pattern)[answer["true"]], tuple(Belief(*row) for row in answer["beliefs_percent"])
        )
        for answer in given["answers"]
    ]
    table = stage_table(answers)
    return {
        "stages": [{"right": row.right, "mean_q": row.mean_q} for row in table.rows],
        "moves": [asdict(moves) for moves in table.moves],
        "settled": [stage and stage.position for stage in table.settled],
    }


def leaves(value, path=""):
    """Everything in nested lists and mappings, flat, by its path."""
    if isinstance(value, dict):
        return {
            k: v for key, inner in value.items() for k, v in leaves(inner, f"{path}/{key}").items()
        }
    if isinstance(value, list | tuple):
        return leaves(dict(enumerate(value)), path)
    return {path: value}


def marks(given):
    """Marks, greatest marks, and the column that is meant: in the vector, or in the matrix that it
    names.
    """
    named = (
        MATRICES.get(given["matrix"])
        if isinstance(given["matrix"], str)
        else {"marks": given["matrix"]}
    )
    slots = named.get("slots") or list(range(1, len(named["marks"][0]) + 1))
    return named["marks"], named.get("maxmark"), slots.index(given.get("slot", slots[0]))


def in_moodles_words(statistics):
    ours = asdict(statistics)
    return ours | {name: ours[own] for name, own in MOODLE.items() if own in ours}


def item(given):
    matrix, maxima, column = marks(given)
    return in_moodles_words(item_statistics(matrix, maxima)[column])


COMPUTE = {
    "kr20": lambda i: kr20(i["matrix"]),
    "test_statistics": lambda i: in_moodles_words(whole_test(marks(i)[0])),
    "item_statistics": item,
    "wilson": lambda i: wilson(i["x"], i["n"]),
    "jeffreys": lambda i: jeffreys(i["x"], i["n"]),
    "class_prob": lambda i: class_prob(i["x"], i["n"], i["tau"]),
    "separates": lambda i: plain(separates(i["confusion"], rule=MasteryRule(p_pass=i["p_pass"]))),
    "pair_verdict": lambda i: plain(
        pair_verdict(i["confusion"], pair(i["pair"]), rule=MasteryRule(p_pass=i["p_pass"]))
    ),
    "kappa": lambda i: kappa(i["confusion"]),
    "mcc": lambda i: mcc(i["confusion"]),
    "separation_index": lambda i: separation_index(i["confusion"]),
    "answer_score": lambda i: asdict(
        answer_score(Belief(*i["p_percent"]), list(Pattern)[i["true"]])
    ),
    "brier_mean": lambda i: fmean(brier(belief, truth) for truth, belief in beliefs(i)),
    "choice": lambda i: (called := choice(Belief(*i["p_percent"]))) and list(Pattern).index(called),
    "percents": lambda i: Belief.nearest(i["weights"]).percents,
    "hand_till": separations,
    "auc_interval": lambda i: auc_interval(i["auc"], i["m"], i["n"]),
    "pair_separation": lambda i: asdict(pair_separation(i["confusion"], pair(i["pair"]))),
    "cases_needed": lambda i: cases_needed(i["outcomes"], rule=MasteryRule(window=i["window"])),
    "confidence_bias": lambda i: asdict(confidence_bias(i["confidence"], i["correct"])),
    "murphy": lambda i: asdict(m := murphy(i["confidence"], i["correct"])) | {"brier": m.brier},
    "stage_table": stages,
    "class_weights": lambda i: class_weights(i["shown"], i["pair_separation"]),
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_scoring_gives_the_value_that_was_published_or_worked_out(vector):
    value = leaves(COMPUTE[vector["function"]](vector["input"]))
    expected = leaves(vector["expected"])

    numbers = {path: leaf for path, leaf in expected.items() if isinstance(leaf, int | float)}
    assert {path: value[path] for path in numbers} == pytest.approx(
        numbers, abs=vector["tolerance"], rel=0
    )
    assert {path: value[path] for path in expected.keys() - numbers} == {
        path: expected[path] for path in expected.keys() - numbers
    }


def test_wilson_is_exact_at_the_ends_and_says_nothing_without_cases():
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("x", "n", "probability"),
    [(0, 0, 0.295167), (1, 4, 0.007653), (9, 10, 0.773635), (15, 16, 0.928910), (20, 20, 0.997359)],
)
def test_class_prob_agrees_with_the_worked_table(x, n, probability):
    assert class_prob(x, n) == pytest.approx(probability, abs=5e-7)


@pytest.mark.parametrize(
    ("n", "most"),
    list(enumerate([1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10, 10, 11, 12, 12], start=4)),
)
def test_separates_is_not_yet_up_to_the_worked_boundary(n, most):
    perfect = [[20, 0, 0], [0, 20, 0]]

    assert separates([*perfect, [n - most, 0, most]]).lacking == (M,)
    assert separates([*perfect, [n - most - 1, 0, most + 1]]).word is not Word.NOT_YET


def test_separates_needs_twenty_two_cases():
    assert separates([[7, 0, 0], [0, 7, 0], [0, 0, 7]]).word is Word.UNDECIDED
    assert separates([[7, 0, 0], [0, 7, 0], [0, 0, 8]]).word is Word.SEPARATES


def test_separates_is_kept_until_the_probability_falls_below_one_half():
    between = [[9, 1, 0], [0, 20, 0], [0, 0, 20]]

    assert separates(between).word is Word.UNDECIDED
    assert separates(between, held=True).word is Word.SEPARATES
    assert separates(WORKED, held=True).word is Word.UNDECIDED


def test_no_answers_leave_everything_undecided():
    empty = confusion([])

    assert separates(empty).probability == pytest.approx(
        (1 - 2 / math.pi * math.asin(math.sqrt(0.8))) ** 3, abs=1e-12
    )
    assert [separation_index(empty), kappa(empty), mcc(empty)] == [None, None, 0]
    assert verdict_sentence(empty) == "Too few cases to say."


def test_a_pattern_never_shown_leaves_the_index_undefined():
    table = [[5, 0, 0], [1, 4, 0], [0, 0, 0]]

    assert separation_index(table) is None
    assert (kappa(table), round(mcc(table), 4)) == (0.8, 0.8165)


def test_confusion_counts_a_belief_without_a_lead_as_shown_and_not_recognised():
    table = confusion([(F, Belief(100, 0, 0)), (F, Belief(39, 38, 23)), (M, Belief(0, 60, 40))])

    assert table == [[1, 0, 0, 1], [0, 0, 0, 0], [0, 1, 0, 0]]
    assert accuracy(table) == (1, 3)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[20, 0, 0], [0, 20, 0], [0, 0, 20]], "You separate the three."),
        (
            [[16, 0, 0], [0, 8, 8], [0, 8, 8]],
            "You tell junction from nerve and junction from muscle. Nerve from muscle, not yet.",
        ),
        (WORKED, "You tell junction from muscle."),
        (
            [[0, 0, 0, 6], [0, 0, 0, 0], [0, 0, 0, 0]],
            "You do not yet recognise junction often enough.",
        ),
    ],
)
def test_sentence_says_what_holds_and_what_does_not(table, said):
    assert verdict_sentence(table) == said


def test_separates_implies_that_all_pairs_are_told_apart():
    table = [[7, 0, 0], [0, 7, 0], [0, 0, 8]]

    assert [pair_verdict(table, pair).word for pair in PAIRS] == [Word.TOLD_APART] * 3


@pytest.mark.parametrize("weights", [(1, 1), (-1, 1, 1), (0, 0, 0), (float("nan"), 1, 1)])
def test_percents_refuses_what_is_no_point_of_the_triangle(weights):
    with pytest.raises(ValueError, match=r"."):
        Belief.nearest(weights)


@pytest.mark.parametrize("shares", [(50, 50, 1), (-1, 50, 51), (33.5, 33.5, 33), (True, 50, 49)])
def test_belief_refuses_what_is_not_whole_or_not_a_hundred(shares):
    with pytest.raises(ValueError, match=r"whole number|add up"):
        Belief(*shares)
