"""The evidence model: what findings say about the three patterns."""

from dataclasses import replace
from itertools import combinations
from math import isclose, log, log10

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.evaluation import naive
from knowledge.inference.families import ALTERNATIVES, EXPOSURES, FAMILIES, UNTOLD
from knowledge.inference.frequency import CLASSES, COMMONNESS
from knowledge.inference.likelihood import Settings, decibans
from knowledge.inference.model import Model, UnknownFinding
from knowledge.inference.tables import Tables
from knowledge.patterns import OUTSIDE, Pattern
from knowledge.shipped import DATA, described_patients, read_rows, shipped_model

from ..accuracy import (
    described_told,
    log_loss,
    model_outcome,
    outcomes,
    published_told,
    sure_outcomes,
)

FATIGABLE, NEUROGENIC, MYOGENIC = Pattern
TABLES = shipped_model().tables
assess = shipped_model().assess
ROLES = TABLES.roles
THIRD = dict.fromkeys(Pattern, pytest.approx(1 / 3))
NOTHING = dict.fromkeys(Pattern, 0.0)
DOC = DATA.parents[1] / "docs" / "evidence-model.md"
CLASS_RANGES = {
    "obligate": (0.95, 1),
    "very_frequent": (0.8, 0.99),
    "frequent": (0.3, 0.79),
    "occasional": (0.05, 0.29),
    "very_rare": (0.01, 0.04),
    "excluded": (0, 0.01),
}

some_findings = st.dictionaries(st.sampled_from(sorted(ROLES)), st.booleans(), max_size=12)
some_age = st.none() | st.integers(min_value=0, max_value=90)
plenty = settings(max_examples=60, deadline=None)


def small_model():
    """Three diseases, one a pattern, without pull: small enough for a pocket calculator."""
    diseases = [{"id": pattern.value[0], "pattern": pattern.value} for pattern in Pattern]
    findings = [
        {"id": name, "role": "bedside", "implies": [], "excludes": []}
        for name in ("ptosis", "diplopia", "myalgia")
    ]
    often = {"f": ("ptosis", "diplopia"), "n": (), "m": ("myalgia",)}
    frequencies = [
        {
            "disease": disease,
            "finding": row["id"],
            "frequency": "very_frequent" if row["id"] in own else "very_rare",
        }
        for disease, own in often.items()
        for row in findings
    ]
    return Model.from_tables(Tables.from_rows(diseases, findings, frequencies), Settings(pull=0.0))


def bedside(told):
    return [case.bedside(ROLES) for case in told]


# Golden values


def test_one_finding_gives_what_bayes_gives_by_hand():
    # recorded present: 0.01 + 0.98 x 0.9 = 0.892 in f, 0.01 + 0.98 x 0.025 = 0.0345 in n and m
    result = small_model().assess({"ptosis": True})

    assert result.patterns[FATIGABLE] == pytest.approx(0.892 / (0.892 + 2 * 0.0345))
    assert result.patterns[NEUROGENIC] == pytest.approx(0.0345 / (0.892 + 2 * 0.0345))
    assert result.weights[0].decibans[FATIGABLE] == pytest.approx(10 * log10(0.892 / 0.0345))


def test_a_companion_adds_less_than_it_would_alone():
    model = small_model()
    alone = model.assess({"diplopia": True}).movement[FATIGABLE]

    both = model.assess({"ptosis": True, "diplopia": True}).movement[FATIGABLE]

    assert alone < both < 1.75 * alone


def test_findings_of_different_families_add_up_in_full():
    model = small_model()
    parts = [model.assess({finding: True}).patterns for finding in ("ptosis", "myalgia")]
    products = [parts[0][pattern] * parts[1][pattern] for pattern in Pattern]

    both = model.assess({"ptosis": True, "myalgia": True}).patterns

    assert list(both.values()) == pytest.approx([product / sum(products) for product in products])


def test_a_drooping_tiring_lid_speaks_for_the_junction():
    result = assess(
        {"worse_evening": True, "diplopia": True, "fatigable_ptosis": True, "pupil_abnormal": False}
    )

    assert result.leading == FATIGABLE
    assert result.patterns[FATIGABLE] == pytest.approx(0.9995, abs=0.0005)
    assert result.ranked[0] == "mg_achr"
    assert "mg_ocular" in result.ranked[:3]


def test_wasted_hands_with_brisk_reflexes_speak_for_the_nerve_and_for_als():
    result = assess(
        {
            "hand_intrinsic_atrophy": True,
            "fasciculations": True,
            "hyperreflexia": True,
            "babinski": True,
        }
    )

    assert result.patterns[NEUROGENIC] > 0.99
    assert result.ranked[0] == "als"


# Empty input, contradictions, errors


def test_without_findings_the_patterns_are_equal_and_their_diseases_as_common_as_they_are():
    result = assess({})

    assert result.start == result.patterns == THIRD
    common, rare = result.diseases["mg_achr"], result.diseases["lems"]
    assert rare / common == pytest.approx(COMMONNESS["rare"] / COMMONNESS["common"], rel=1e-3)
    assert (result.path, result.weights, result.movement) == ((), (), NOTHING)


def test_a_disease_that_needs_intensive_care_is_thought_of_less_until_that_is_told():
    def critical_illness_myopathy(**findings):
        diseases = assess(findings).diseases
        return diseases["cim"] / diseases["dm1"]

    assert TABLES.commonness["cim"] == TABLES.commonness["dm1"]
    untold = critical_illness_myopathy()
    assert 1.5 * critical_illness_myopathy(critical_illness=False) < untold < 0.5
    assert critical_illness_myopathy(critical_illness=True) > 10


@pytest.mark.parametrize("exposure", EXPOSURES)
def test_an_exposure_told_or_denied_counts_as_if_every_account_told_it(exposure):
    chances = dict(
        zip(
            shipped_model().diseases,
            shipped_model().likelihoods.chances(exposure),
            strict=True,
        )
    )
    start = assess({}).diseases

    for told in (True, False):
        diseases = assess({exposure: told}).diseases
        for one, other in combinations(("mg_achr", "cip", "statin_myopathy"), 2):
            by_hand = [
                start[disease]
                / (1 - (1 - UNTOLD) * chances[disease])
                * (chances[disease] if told else 1 - chances[disease])
                for disease in (one, other)
            ]
            pair = diseases[one] / diseases[other]
            assert pair == pytest.approx(by_hand[0] / by_hand[1])


def test_two_findings_that_exclude_each_other_say_nothing():
    result = assess({"acute_onset": True, "insidious_onset": True})

    assert result.patterns == THIRD
    assert result.clashes == (
        ("acute_onset", "insidious_onset"),
        ("insidious_onset", "acute_onset"),
    )
    assert [weight.because for weight in result.weights] == ["insidious_onset", "acute_onset"]


def test_a_finding_seen_outranks_the_absence_of_what_it_implies():
    result = assess({"foot_drop": True, "distal_leg_weakness": False})

    assert result.clashes == (("foot_drop", "distal_leg_weakness"),)
    assert result.patterns == assess({"foot_drop": True}).patterns


def test_an_age_that_contradicts_a_stated_onset_is_set_aside():
    result = assess({"onset_childhood": True}, age=40)

    assert result.clashes == (("onset_childhood", "age"),)
    assert result.patterns == assess({"onset_childhood": True}).patterns


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"findings": {"headache": True}}, UnknownFinding),
        ({"findings": {}, "age": -1}, ValueError),
    ],
)
def test_what_the_tables_do_not_know_is_refused(arguments, error):
    with pytest.raises(error):
        assess(**arguments)


def test_from_rows_refuses_a_frequency_class_that_does_not_exist():
    with pytest.raises(ValueError, match="no frequency class often"):
        Tables.from_rows([], [], [{"disease": "d", "finding": "f", "frequency": "often"}])


# Age at the first symptom


def test_age_is_evidence_with_a_weight_of_its_own():
    result = assess({"proximal_leg_weakness": True}, age=4)

    assert [step.finding for step in result.path] == ["age", "proximal_leg_weakness"]
    assert result.diseases["dmd"] > assess({"proximal_leg_weakness": True}).diseases["dmd"]
    assert result.diseases["ibm"] < 0.01


def test_age_makes_the_findings_about_it_superfluous():
    result = assess({"onset_after_50": True, "ptosis": True}, age=60)

    assert result.weights[1].because == "age"
    assert result.patterns == pytest.approx(assess({"ptosis": True}, age=60).patterns)


@pytest.mark.parametrize("disease", TABLES.patterns)
def test_the_table_of_onset_agrees_with_the_frequencies_of_early_and_late_onset(disease):
    shares = TABLES.onset[disease]

    assert sum(shares) == pytest.approx(1)
    for finding, share in (
        ("onset_childhood", sum(shares[:2])),
        ("onset_after_50", sum(shares[4:])),
    ):
        low, high = CLASS_RANGES[TABLES.frequencies[disease, finding]]
        assert low - 1e-9 <= share <= high + 1e-9


def test_every_onset_taken_from_the_literature_names_a_reference():
    rows = read_rows(DATA / "onset_ages.csv")

    assert [
        row["disease"] for row in rows if (row["basis"] == "literature") != bool(row["reference"])
    ] == []
    assert {row["basis"] for row in rows} == {"literature", "consensus"}


# Families


def test_every_finding_stands_in_one_family_at_most():
    members = [
        finding for family in (*FAMILIES.values(), *ALTERNATIVES.values()) for finding in family
    ]

    assert len(members) == len(set(members))
    assert set(members) <= set(ROLES)


def test_what_excludes_each_other_are_all_pairs_of_alternatives():
    excluded = {
        frozenset((finding, other))
        for finding, others in TABLES.excludes.items()
        for other in others
    }

    assert excluded == {
        frozenset(pair) for group in ALTERNATIVES.values() for pair in combinations(group, 2)
    }


def test_every_class_has_a_probability_that_is_neither_0_nor_1():
    assert set(TABLES.frequencies.values()) == set(CLASSES)
    assert all(0 < one.share < 1 for one in CLASSES.values())


# Properties


@plenty
@given(some_findings, some_age)
def test_probabilities_sum_to_1_at_every_step(findings, age):
    result = assess(findings, age=age)

    assert isclose(sum(result.diseases.values()), 1)
    assert all(isclose(sum(step.patterns.values()), 1) for step in result.path)
    assert not result.path or result.path[-1].patterns == pytest.approx(result.patterns)


@plenty
@given(some_findings, some_age, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(findings, age, rng):
    shuffled = list(findings.items())
    rng.shuffle(shuffled)

    first, second = assess(findings, age=age), assess(dict(shuffled), age=age)

    assert first.patterns == second.patterns
    assert {weight.finding: weight for weight in first.weights} == {
        weight.finding: weight for weight in second.weights
    }


@plenty
@given(some_findings, some_age)
def test_weights_sum_to_the_movement(findings, age):
    result = assess(findings, age=age)

    for pattern in Pattern:
        assert sum(weight.decibans[pattern] for weight in result.weights) == pytest.approx(
            result.movement[pattern], abs=1e-9
        )


@plenty
@given(some_findings, some_age)
def test_no_finding_weighs_more_than_the_cap(findings, age):
    result = assess(findings, age=age)

    cap = shipped_model().likelihoods.settings.cap
    more = {exposure: decibans(-log(UNTOLD)) for exposure in EXPOSURES}
    assert all(
        abs(value) <= cap + more.get(weight.finding, 0) + 0.5
        for weight in result.weights
        for value in weight.decibans.values()
    )


@plenty
@given(
    some_findings,
    st.sampled_from([(f, other) for f, others in TABLES.implies.items() for other in others]),
)
def test_an_implied_finding_adds_nothing(findings, pair):
    finding, implied = pair
    others = {name: present for name, present in findings.items() if name not in pair}

    with_it = assess({**others, finding: True, implied: True})

    assert with_it.patterns == pytest.approx(assess({**others, finding: True}).patterns)
    assert with_it.weights[-1].decibans == NOTHING


@plenty
@given(some_findings, st.permutations(list(Pattern)))
def test_relabelling_the_patterns_permutes_the_result(findings, order):
    renamed = dict(zip(Pattern, order, strict=True))
    relabelled = {
        disease: renamed[pattern]
        for disease, pattern in TABLES.patterns.items()
        if pattern is not OUTSIDE
    }
    patterns = dict(sorted(relabelled.items(), key=lambda item: list(Pattern).index(item[1])))

    result, other = assess(findings), Model(replace(TABLES, patterns=patterns)).posterior(findings)

    assert other == pytest.approx(result.diseases)
    for pattern in Pattern:
        own = [chance for disease, chance in other.items() if patterns[disease] == renamed[pattern]]
        assert sum(own) == pytest.approx(result.patterns[pattern])


# Published cases


def test_the_published_cases_are_coded_with_known_ids():
    told = published_told()

    assert len(told) == 37
    assert {finding for case in told for finding in case.findings} <= set(ROLES)


@pytest.mark.parametrize(
    ("only", "named", "loss"),
    [(list, 33, 0.24), (bedside, 31, 0.45)],
    ids=["all findings", "bedside"],
)
def test_the_published_cases_are_recognised(only, named, loss):
    results = outcomes(only(published_told()), shipped_model())

    assert sum(result.right for result in results) >= named
    assert log_loss(results) <= loss


@pytest.mark.parametrize("only", [list, bedside], ids=["all findings", "bedside"])
@pytest.mark.parametrize("power", [1.0, 0.6])
def test_the_model_beats_naive_bayes_on_the_published_cases(only, power):
    told = only(published_told())
    yardstick = [
        model_outcome(naive(case.findings, shipped_model(), power), case.pattern) for case in told
    ]

    results = outcomes(told, shipped_model())

    assert log_loss(results) < log_loss(yardstick) - 0.05


@pytest.mark.parametrize("told", [published_told, described_told])
@pytest.mark.parametrize("only", [list, bedside], ids=["all findings", "bedside"])
def test_the_page_about_the_model_states_what_is_measured(only, told):
    results = outcomes(only(told()), shipped_model())

    right = f"{sum(result.right for result in results)} of {len(results)}"
    rows = [
        line for line in DOC.read_text(encoding="utf-8").splitlines() if "| the model |" in line
    ]
    assert [right in row for row in rows if f"{log_loss(results):.3f}" in row] == [True]


def test_the_page_about_the_model_states_how_often_a_sure_belief_is_right():
    told = [*published_told(), *described_told()]
    sure = sure_outcomes(outcomes([*told, *bedside(told)], shipped_model()))

    right = sum(result.right for result in sure)
    assert f"{len(sure)} named a pattern with .9 or more; {right} of them were" in DOC.read_text(
        encoding="utf-8"
    )
    assert right >= 0.9 * len(sure)


def test_the_page_about_the_model_counts_what_the_tables_hold():
    text = " ".join(DOC.read_text(encoding="utf-8").split())
    keys = list(TABLES.patterns.values())

    assert f"hold {len(keys)} diseases" in text
    assert f"{keys.count(OUTSIDE)} with none of the three" in text
    assert f"{len(ROLES)} findings; {len(TABLES.frequencies):,} frequencies" in text
    assert f"There are {len(FAMILIES)} families" in text


# Described patients


def test_the_described_patients_are_coded_with_known_ids():
    told = described_told()

    assert len(told) == len({patient.id for patient in described_patients()}) == 104
    assert {finding for patient in told for finding in patient.findings} <= set(ROLES)


@pytest.mark.parametrize(
    ("only", "named", "loss"),
    [(list, 83, 0.42), (bedside, 72, 0.81)],
    ids=["all findings", "bedside"],
)
def test_the_model_stays_honest_about_patients_whose_disease_it_does_not_list(only, named, loss):
    results = outcomes(only(described_told()), shipped_model())

    assert sum(result.right for result in results) >= named
    assert log_loss(results) <= loss
