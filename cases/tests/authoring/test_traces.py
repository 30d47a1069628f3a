"""Traces of the shipped cases against their codings and their prose. No database."""

import pytest

from knowledge.patterns import Stage
from knowledge.traces.agreement import contradictions
from knowledge.traces.parameters import CreatineKinaseTrace, SpirometryTrace

from ...authoring.quoted_limits import quoted_limits
from ...authoring.wording_study import bank

TRACED = [case for case in bank() if case.record.traces]
EVERY_CASE = pytest.mark.parametrize("case", TRACED, ids=lambda case: case.code)


@EVERY_CASE
def test_traces_show_what_is_coded(case):
    record = case.record

    told = contradictions(record.traces, case.findings(*Stage), age=record.age, sex=record.sex)

    assert list(told) == []


@EVERY_CASE
def test_a_trace_has_the_number_of_the_prose(case):
    record = case.record
    quoted = {
        test.id: quoted.value
        for quoted in quoted_limits(record.tests)
        if (test := quoted.test()) and quoted.value is not None
    }
    for trace in record.traces:
        if trace.with_answer:
            continue
        if isinstance(trace, CreatineKinaseTrace):
            assert trace.value == quoted["ck"]
        if isinstance(trace, SpirometryTrace) and "vital_capacity" in quoted:
            assert trace.percent == pytest.approx(quoted["vital_capacity"], abs=1)
