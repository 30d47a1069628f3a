"""What a trace shows, and when it contradicts a coding."""

import pytest

from ...traces.agreement import contradictions
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
        (MOTOR.format(52, 6, 4.3), "conduction_block", False),
        (MOTOR.format(52, 6, 4.1), "conduction_block", True),
        (NEEDLE.format(1, 13, "normal"), "emg_neurogenic", False),
        (NEEDLE.format(3, 13, "normal"), "emg_neurogenic", True),
        (NEEDLE.format(1, 13, "reduced"), "emg_neurogenic", True),
        (NEEDLE.format(1, 13, "normal"), "emg_myopathic", False),
        (NEEDLE.format(0.1, 13, "normal"), "emg_myopathic", True),
        (NEEDLE.format(1, 9, "normal"), "emg_myopathic", True),
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
