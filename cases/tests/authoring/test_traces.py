"""Traces of the shipped cases against their codings and their prose. No database."""

import re
from collections import defaultdict

import pytest

from knowledge.patterns import Stage
from knowledge.traces.agreement import contradictions
from knowledge.traces.parameters import (
    CreatineKinaseTrace,
    MotorNerveTrace,
    SensoryNerveTrace,
    SpirometryTrace,
    as_traces,
)

from ...authoring.quoted_limits import BRACKET, VALUE, number, quoted_limits
from ...authoring.wording_study import bank

TRACED = [case for case in bank() if case.record.traces]
OTHER_SIDE = re.compile(rf",? (?:left|right) {VALUE.pattern}")
"""Follows a limit that was said of the first side: "right 0.9 mV (above 3.0), left 6.4 mV"."""
EVERY_CASE = pytest.mark.parametrize("case", TRACED, ids=lambda case: case.code)


@EVERY_CASE
def test_traces_show_what_is_coded(case):
    record = case.record

    told = contradictions(record.traces, case.findings(*Stage), age=record.age, sex=record.sex)

    assert list(told) == []


def quoted_values(text):
    """The values that a text quotes with their limits, by test; an absent response is 0."""
    values = defaultdict(set)
    for quoted in quoted_limits(text):
        if (test := quoted.test()) is None:
            continue
        before = BRACKET.split(quoted.text[: quoted.text.rindex("(")])[-1]
        behind = OTHER_SIDE.match(" ".join(text.split()).partition(quoted.text)[2])
        said = f"{before}; {behind[0] if behind else ''}"
        own = {number(value[1]) for value in VALUE.finditer(said) if value[2] == quoted.unit}
        absent = {0.0} if "absent" in before else set()
        values[test.id] |= own | absent | ({quoted.value} - {None})
    return values


def measured(trace):
    """The values of a trace, by the test of the table that they are values of."""
    match trace:
        case CreatineKinaseTrace():
            return {"ck": trace.value}
        case MotorNerveTrace():
            return {
                f"{trace.nerve}_motor_amplitude": trace.sites[0].amplitude,
                f"{trace.nerve}_motor_velocity": trace.velocity,
            }
        case SensoryNerveTrace():
            nerve = trace.nerve.removeprefix("superficial_")
            return {f"{nerve}_sensory_amplitude": trace.sites[0].amplitude}
    return {}


def unlike_the_prose(trace, quoted):
    """The values of a trace whose quantity the prose quotes, and not with this value."""
    return {
        test: value
        for test, value in measured(trace).items()
        if value is not None and quoted.get(test) and value not in quoted[test]
    }


@EVERY_CASE
def test_a_trace_has_the_number_of_the_prose(case):
    quoted = quoted_values(case.record.tests)
    for trace in case.record.traces:
        if trace.with_answer:
            continue
        if isinstance(trace, CreatineKinaseTrace):
            assert quoted["ck"]
        if isinstance(trace, SpirometryTrace) and quoted["vital_capacity"]:
            near = pytest.approx(trace.percent, abs=1)
            assert any(value == near for value in quoted["vital_capacity"])
        assert unlike_the_prose(trace, quoted) == {}


@pytest.mark.parametrize(
    ("motor", "velocity", "sensory", "unlike"),
    [
        (1.3, 52, 0, []),
        (3.6, 52, 0, []),
        (5, 52, 0, ["ulnar_motor_amplitude"]),
        (1.3, 41, 3, ["ulnar_motor_velocity", "sural_sensory_amplitude"]),
    ],
)
def test_a_nerve_is_compared_with_all_values_of_its_quantity(motor, velocity, sensory, unlike):
    quoted = quoted_values(
        "Ulnar motor response 1.3 mV right and 3.6 mV left (above 5.0), velocity 52 m/s (above 49)."
        " Sural sensory response absent (above 6 µV)."
    )
    site = {"at": "wrist", "amplitude": motor, "latency": 3, "duration": 6}
    traces = as_traces(
        [
            {"kind": "motor_nerve", "nerve": "ulnar", "side": "right", "sites": [site]}
            | {"velocity": velocity},
            {"kind": "sensory_nerve", "nerve": "sural", "side": "right"}
            | {"sites": [{"at": "ankle", "amplitude": sensory}]},
        ]
    )

    assert [test for trace in traces for test in unlike_the_prose(trace, quoted)] == unlike
