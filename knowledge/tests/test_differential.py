"""What to examine next, what tells diseases apart, possible patients."""

from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.inference import differential, sampling
from knowledge.inference.differential import rivals
from knowledge.inference.explanation import thought_of
from knowledge.inference.families import onset_says
from knowledge.inference.model import UnknownFinding
from knowledge.patterns import Pattern
from knowledge.shipped import shipped_model

SHIPPED = shipped_model()
TABLES = SHIPPED.tables
assess = SHIPPED.assess
draw_patient = partial(sampling.draw_patient, model=SHIPPED)
compare = partial(differential.compare, model=SHIPPED)
next_finding = partial(differential.next_finding, model=SHIPPED)
next_findings = partial(differential.next_findings, model=SHIPPED)
Typicality = ["typical", "less_typical", "atypical"]


def test_the_nearest_rival_is_of_another_pattern():
    first, second = rivals(SHIPPED, {"ptosis": True, "ophthalmoparesis": True})

    assert TABLES.patterns[first] != TABLES.patterns[second]


def test_between_thin_legs_of_nerve_and_of_muscle_the_nerve_tests_tell_most():
    known = {"foot_drop": True, "distal_leg_atrophy": True}

    best = next_findings(known, between=("cmt", "distal_myopathy"))[:4]

    assert {prospect.finding for prospect in best} <= {
        "emg_neurogenic",
        "emg_myopathic",
        "low_snap",
        "ncs_slow",
        "ck_raised",
    }


def test_next_findings_leave_out_what_is_known_or_decided():
    known = {"fatigable_ptosis": True, "acute_onset": True, "reduced_reflexes": False}

    offered = {prospect.finding for prospect in next_findings(known)}

    assert offered.isdisjoint(
        {"fatigable_ptosis", "ptosis", "insidious_onset", "reflexes_recover", "achr_ab"}
    )


def test_a_prospect_says_where_belief_would_go():
    known = {"ptosis": True, "dysphagia": True}

    best = next_finding(known)

    first, second = rivals(SHIPPED, known)
    after = assess({**known, best.finding: True}).diseases
    assert best.if_present == pytest.approx(after[first] / (after[first] + after[second]))
    assert 0 < best.change < 1


def test_next_findings_refuse_a_disease_that_does_not_exist():
    with pytest.raises(UnknownFinding):
        next_findings({}, between=("cmt", "gout"))


def test_compare_puts_what_tells_most_first_and_names_what_is_common():
    result = compare("dm1", "cmt")

    assert {telling.finding for telling in result.apart[:2]} == {"emg_neurogenic", "gene_dmpk"}
    assert "foot_drop" in result.common
    assert result.apart[0].information >= result.apart[-1].information >= 0


def test_comparing_the_other_way_round_turns_the_signs():
    there = {telling.finding: telling for telling in compare("ibm", "als").apart}
    back = {telling.finding: telling for telling in compare("als", "ibm").apart}

    assert there["babinski"].decibans_present == pytest.approx(-back["babinski"].decibans_present)
    assert there["babinski"].information == pytest.approx(back["babinski"].information)


def test_two_patterns_are_compared_by_the_means_of_their_diseases():
    result = compare(Pattern.FATIGABLE, Pattern.MYOGENIC)

    assert "rns_decrement" in [telling.finding for telling in result.apart[:5]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TABLES.patterns)), st.sampled_from(Typicality), st.integers())
def test_a_drawn_patient_is_possible(disease, typicality, seed):
    patient = draw_patient(disease, typicality, Random(seed))

    present = {finding for finding, is_present in patient.findings.items() if is_present}
    assert all(set(TABLES.implies[finding]) <= present for finding in present)
    assert all(present.isdisjoint(TABLES.excludes[finding]) for finding in present)
    assert onset_says(patient.age).items() <= patient.findings.items()


def test_the_same_seed_draws_the_same_patient():
    assert draw_patient("als", "typical", Random(7)) == draw_patient("als", "typical", Random(7))


def test_typical_patients_are_recognised_from_all_their_findings():
    patients = [
        draw_patient(disease, "typical", Random(seed))
        for disease in TABLES.patterns
        for seed in range(3)
    ]

    keys = [TABLES.patterns[patient.disease] for patient in patients]
    right = [
        assess(patient.findings, outside=thought_of(key)).leading == key
        for patient, key in zip(patients, keys, strict=True)
    ]

    assert sum(right) >= 0.97 * len(right)
