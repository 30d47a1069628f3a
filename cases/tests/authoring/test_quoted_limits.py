"""Limits that prose quotes, as the table of limits sees them. No database."""

import pytest

from ...authoring.quoted_limits import disagreement, motor_unit_values_without_limit, quoted_limits


@pytest.mark.parametrize(
    ("prose", "test", "low", "high", "value"),
    [
        ("Creatine kinase 11,400 U/L (normal below 170).", "ck", None, 170, 11400),
        ("Sural response absent (above 6 µV).", "sural_sensory_amplitude", 6, None, None),
        ("Potassium 1.9 mmol/L (3.5 to 5.0).", "potassium", 3.5, 5, 1.9),
        (
            "Vital capacity 1.8 L (49 % of predicted, normal above 80 %).",
            "vital_capacity",
            80,
            None,
            49,
        ),
        ("One gene had 240 CTG repeats (normal up to 34).", "ctg_repeats", None, 34, None),
        ("Oxygen saturation 90 % (normal 95 or more).", "oxygen_saturation", 95, None, 90),
        ("Median F wave 38 ms (below 31).", "median_f_wave", None, 31, 38),
        (
            "EMG of deltoid: motor units of 0.3 mV and 7 ms (11 to 16).",
            "motor_unit_duration_deltoid",
            11,
            16,
            7,
        ),
    ],
)
def test_a_bracket_says_the_limit_of_what_stands_before_it(prose, test, low, high, value):
    (quoted,) = quoted_limits(prose)

    assert (quoted.test().id, quoted.low, quoted.high) == (test, low, high)
    assert quoted.value == value


def test_the_unit_tells_measures_of_one_nerve_apart():
    prose = (
        "Ulnar response 1.9 mV (above 5) at 54 m/s (above 49), sensory response 22 µV (above 10)."
    )

    assert [quoted.test().id for quoted in quoted_limits(prose)] == [
        "ulnar_motor_amplitude",
        "ulnar_motor_velocity",
        "ulnar_sensory_amplitude",
    ]


def test_a_bracket_without_a_limit_is_none():
    assert list(quoted_limits("Spinal muscular atrophy (Kennedy disease).")) == []


def test_a_limit_of_another_age_disagrees():
    (quoted,) = quoted_limits("Sural response 9 µV (above 6).")

    assert disagreement(quoted, 59, "female") == ""
    assert "4.0" in disagreement(quoted, 60, "female")


def test_a_test_that_the_table_lacks_disagrees():
    (quoted,) = quoted_limits("Selenium 3 nmol/L (above 4).")

    assert "no such test" in disagreement(quoted, 40, "male")


@pytest.mark.parametrize(
    ("prose", "missing"),
    [
        ("EMG of deltoid: motor units of 0.3 mV and 7 ms.", 2),
        ("EMG of deltoid: motor units of 0.3 mV (0.2 to 2) and 7 ms.", 1),
        ("EMG of deltoid: motor units of 0.3 mV (0.2 to 2) and 7 ms (11 to 16).", 0),
        ("Stimulation at 3 Hz lowered the response.", 0),
    ],
)
def test_values_of_motor_units_want_their_normal_beside_them(prose, missing):
    assert len(motor_unit_values_without_limit(prose)) == missing
