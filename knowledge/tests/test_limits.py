"""The table of the limits of normal. No database."""

import pytest
from pydantic import ValidationError

from ..limits import limits_for, shipped_limits
from ..loaders import References
from ..schema import LimitBand

LIMITS = {record.id: record for record in shipped_limits()}


@pytest.mark.parametrize(
    ("test", "age", "sex", "low", "high"),
    [
        ("ck", 15, "male", None, 250),
        ("ck", 16, "male", None, 200),
        ("ck", 16, "female", None, 170),
        ("sural_sensory_amplitude", 59, "female", 6, None),
        ("sural_sensory_amplitude", 60, "female", 4, None),
        ("csf_protein", 50, "male", 0.15, 0.60),
        ("motor_unit_duration_deltoid", 40, "male", 11, 16),
    ],
)
def test_the_limits_are_those_of_the_age_and_the_sex(test, age, sex, low, high):
    band = limits_for(LIMITS[test], age, sex)

    assert (band.low, band.high) == (low, high)


def test_a_test_without_limits_for_children_has_none_for_a_child():
    assert limits_for(LIMITS["inspiratory_pressure"], 8, "female") is None


def test_no_two_rows_of_the_table_are_named_alike():
    assert len(LIMITS) == len(shipped_limits())


def test_sources_of_limits_are_references():
    references = {entry.record.id for entry in References().read()[0]}

    assert {name for row in LIMITS.values() for name in row.references} - references == set()


@pytest.mark.parametrize("record", LIMITS.values(), ids=lambda record: record.id)
def test_an_adult_of_either_sex_has_one_limit(record):
    for sex in ("female", "male"):
        starts = [band.from_age for band in record.limits if band.sex in ("", sex)]
        assert len(starts) == len(set(starts))
        assert limits_for(record, 40, sex)


def test_a_band_says_a_limit_in_order():
    with pytest.raises(ValidationError, match="low, high or both"):
        LimitBand(from_age=16)
    with pytest.raises(ValidationError, match="low lies below high"):
        LimitBand(low=5, high=3.5)
