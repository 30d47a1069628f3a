"""What a trace shows, and when it contradicts a coding."""

import pytest

from content.files import read_yaml

from ...schema import FindingRecord
from ...shipped import DATA
from ...traces.agreement import COMPARED, KINDS_OF_FALL, contradictions
from ...traces.parameters import as_traces, parse_traces

NEEDLE = (
    "{{kind: needle, muscle: deltoid, side: right, unit: {{amplitude: {}, duration: {},"
    " phases: 4}}, recruitment: {}}}"
)
MOTOR = (
    "{{kind: motor_nerve, nerve: median, side: right, velocity: {}, sites: [{{at: wrist,"
    " latency: 3.4, amplitude: {}, duration: 6}}, {{at: elbow, latency: 8, amplitude: {},"
    " duration: 6}}]}}"
)


RNS = (
    "{{kind: rns, nerve: ulnar, muscle: abductor digiti minimi, side: right, rate: {},"
    " rest: [10, 9, 9, {}, 9, 9, 9, 9, 9, 9],"
    " after_effort: [{}, 9, 9, 9, 9, 9, 9, 9, 9, 9]}}"
)
JITTER = "{{kind: single_fibre, muscle: {}, side: right, jitter: {}, blocking: {}}}"


def told(line, coded, age=40, sex="male"):
    return list(contradictions(as_traces(parse_traces(line)), coded, age=age, sex=sex))


@pytest.mark.parametrize(
    ("line", "finding", "present"),
    [
        ("{kind: ck, value: 190}", "ck_raised", False),
        ("{kind: ck, value: 210}", "ck_raised", True),
        ("{kind: ck, value: 990}", "ck_very_high", False),
        ("{kind: ck, value: 1010}", "ck_very_high", True),
        ("{kind: spirometry, sitting: 3.3, predicted: 4}", "reduced_vital_capacity", False),
        ("{kind: spirometry, sitting: 3.1, predicted: 4}", "reduced_vital_capacity", True),
        (MOTOR.format(52, 4.1, 4), "low_cmap", False),
        (MOTOR.format(52, 3.9, 3.8), "low_cmap", True),
        (MOTOR.format(36, 6, 5.8), "ncs_slow", False),
        (MOTOR.format(33, 6, 5.8), "ncs_slow", True),
        (MOTOR.format(52, 6, 4.2), "conduction_block", False),
        (MOTOR.format(52, 6, 4.1), "conduction_block", True),
        (NEEDLE.format(1, 13, "normal"), "emg_neurogenic", False),
        (NEEDLE.format(3, 13, "normal"), "emg_neurogenic", True),
        (NEEDLE.format(1, 13, "reduced"), "emg_neurogenic", True),
        (NEEDLE.format(1, 13, "normal"), "emg_myopathic", False),
        (NEEDLE.format(0.1, 13, "normal"), "emg_myopathic", True),
        (NEEDLE.format(1, 9, "normal"), "emg_myopathic", True),
        (RNS.format(3, 9, 10), "rns_decrement", False),
        (RNS.format(3, 8.9, 10), "rns_decrement", True),
        (RNS.format(3, 9, 16), "cmap_facilitation", False),
        (RNS.format(3, 9, 16.1), "cmap_facilitation", True),
        (JITTER.format("frontalis", 28, 0), "sfemg_jitter", False),
        (JITTER.format("Frontalis", 29, 0), "sfemg_jitter", True),
        (JITTER.format("extensor digitorum", 20, 5), "sfemg_jitter", True),
    ],
)
def test_a_trace_shows_a_finding_at_its_limit(line, finding, present):
    ck = {"ck_raised": True} if finding == "ck_very_high" else {}

    wrong = told(line, {**ck, finding: not present})

    expected = "coded as absent" if present else "coded as present"
    if present or finding not in ("conduction_block", "emg_neurogenic", "emg_myopathic"):
        assert [f"{finding}" in said and expected in said for said in wrong].count(True) == 1
    else:
        assert wrong == []  # another muscle or place may show it
    assert told(line, {**ck, finding: present}) == []


def test_limits_are_those_of_age_and_sex():
    assert told("{kind: ck, value: 190}", {"ck_raised": False}, sex="male") == []
    assert told("{kind: ck, value: 190}", {"ck_raised": False}, sex="female")


def test_what_a_trace_shows_has_to_be_coded():
    assert told("{kind: ck, value: 210}", {}) == ["The traces show ck_raised, and it is not coded."]
    assert told("{kind: ck, value: 90}", {}) == []


def test_a_fall_at_one_site_is_the_one_or_the_other_kind():
    line = MOTOR.format(52, 6, 3)

    assert told(line, {"focal_slowing": True, "conduction_block": False}) == []
    assert told(line, {"focal_slowing": False, "conduction_block": False})


def test_what_is_shown_with_the_answer_is_not_compared():
    line = (
        "{kind: rns, nerve: accessory, muscle: trapezius, side: left, rate: 3,"
        " rest: [8, 7, 6, 6, 6, 6, 6, 6, 6, 6], with_answer: true}"
    )

    assert told(line, {"rns_decrement": False}) == []
    assert told(line.replace(", with_answer: true", ""), {"rns_decrement": False})


@pytest.mark.parametrize(
    ("muscle", "amplitude", "duration", "finding"),
    [
        ("tongue", 0.15, 5, None),
        ("tongue", 1.9, 30, None),
        ("tongue", 2.1, 5, "emg_neurogenic"),
        ("Tongue", 0.09, 5, "emg_myopathic"),
        ("Frontalis", 0.15, 5, None),
        ("frontalis", 1.1, 5, "emg_neurogenic"),
        ("mentalis", 1.1, 5, "emg_neurogenic"),
        ("Tibialis Anterior", 1, 10.9, "emg_myopathic"),
        ("flexor digitorum profundus", 1, 16.5, "emg_neurogenic"),
    ],
)
def test_a_motor_unit_has_the_limits_of_its_muscle(muscle, amplitude, duration, finding):
    line = NEEDLE.format(amplitude, duration, "normal").replace("deltoid", muscle)

    expected = [f"The traces show {finding}, and it is not coded."] if finding else []
    assert told(line, {}) == expected


@pytest.mark.parametrize(
    ("line", "coded"),
    [
        (JITTER.format("masseter", 90, 20), {"sfemg_jitter": False}),
        (JITTER.format("masseter", 9, 0), {"sfemg_jitter": True}),
        (NEEDLE.format(9, 50, "normal").replace("deltoid", "masseter"), {"emg_neurogenic": False}),
        (NEEDLE.format(0.1, 1, "normal").replace("deltoid", "masseter"), {"emg_myopathic": False}),
        (MOTOR.format(9, 0.1, 0.1).replace("median", "phrenic"), {"low_cmap": False}),
        (MOTOR.format(9, 9, 9).replace("median", "phrenic"), {"low_cmap": True, "ncs_slow": True}),
    ],
)
def test_what_has_no_limit_shows_nothing(line, coded):
    assert told(line, coded) == []


@pytest.mark.parametrize(("rate", "counts"), [(1, 0), (2, 1), (5, 1), (6, 0), (30, 0)])
def test_a_decrement_counts_at_a_slow_rate_only(rate, counts):
    assert len(told(RNS.format(rate, 5, 10), {"rns_decrement": False})) == counts
    assert len(told(RNS.format(rate, 10, 10), {"rns_decrement": True})) == counts


def test_the_fall_of_a_tibial_response_counts_for_nothing():
    line = MOTOR.format(52, 6, 3).replace("median", "tibial").replace("wrist", "ankle")
    line = line.replace("elbow", "popliteal_fossa")

    assert told(line, {"conduction_block": False}) == []


def test_an_f_wave_that_is_absent_is_not_slow_nor_quick():
    line = (
        "{kind: motor_nerve, nerve: median, side: right, f_wave: absent,"
        " sites: [{at: wrist, amplitude: 0}]}"
    )

    assert told(line, {"ncs_slow": True, "low_cmap": True}) == []


def test_findings_are_called_by_their_names_where_these_are_given():
    traces = as_traces(parse_traces("{kind: ck, value: 210}"))

    said = contradictions(traces, {}, age=40, sex="male", names={"ck_raised": "Raised CK"})

    assert list(said) == ["The traces show Raised CK, and it is not coded."]


def test_what_is_compared_is_a_finding():
    findings, _ = read_yaml(DATA / "findings.yaml", "findings.yaml", FindingRecord)

    assert {*COMPARED, *KINDS_OF_FALL} <= {entry.record.id for entry in findings}
