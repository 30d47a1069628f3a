"""What an author may type as a trace."""

import pytest

from ...traces.parameters import as_traces, parse_traces, traces_faults, traces_text

TYPED = (
    "{kind: ck, value: 640.0}\n"
    "{kind: motor_nerve, nerve: ulnar, side: right, sites: [{at: wrist, latency: 3.1,"
    " amplitude: 6.0, duration: 5.8}, {at: elbow, amplitude: 0.0}], velocity: 54.0,"
    " f_wave: absent}\n"
)


def test_what_is_typed_comes_back_as_it_was_typed():
    assert traces_text(parse_traces(TYPED)) == TYPED


def test_empty_lines_are_no_traces():
    assert parse_traces("\n  \n") == []


MOTOR = "{kind: motor_nerve, nerve: ulnar, side: right, sites: ["
RESPONSE = "{at: wrist, latency: 3, amplitude: 6, duration: 5}"
FORM = "is not in the form {kind: ck, value: 120}."


def faults(text):
    with pytest.raises(ValueError, match="Line ") as error:
        parse_traces(text)
    return str(error.value).splitlines()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{kind: ck", FORM),
        ("ck", FORM),
        ("[ck, 120]", FORM),
        ("# 120", FORM),
        ("{1: 2}", FORM),
        ("&a [*a]", FORM),
        ("!!bool ck", FORM),
        ("{value: 3}", "kind: is missing."),
        ("{kind: ck}", "value: is missing."),
        ("{kind: ck, value: -3}", "value: is not above 0."),
        ("{kind: ck, value: 1000001}", "value: is above 1,000,000."),
        ("{kind: ck, value: high}", "value: is no number."),
        ("{kind: ck, value: 3, muscle: deltoid}", "muscle: means nothing here."),
        ("{kind: ck, value: 3, value: 4}", "value stands twice."),
        (f"{MOTOR}{{at: wrist, amplitude: 0, at: elbow}}]}}", "at stands twice."),
        ("{kind: ck, value: 2026-13-45}", "holds a date or a number that there is not."),
        (
            f"{{kind: ck, value: {'1:' * 500}1.0}}",
            "holds a date or a number that there is not.",
        ),
        (f"{MOTOR}{RESPONSE}], f_wave: none}}", "f_wave: give a number or absent."),
        (
            f"{MOTOR}{RESPONSE}], f_wave: 600}}",
            "f_wave: give a number above 0 and at most 500, or absent.",
        ),
        (f"{MOTOR}6]}}", "sites.1: is not in the form {name: value}."),
        (
            "{kind: needle, muscle: deltoid, side: up, unit: {amplitude: 1, duration: 9,"
            " phases: 3}}",
            "side: is not 'right' or 'left'.",
        ),
        (
            "{kind: rns, nerve: accessory, muscle: trapezius, side: left, rate: 3, rest: [1, 2]}",
            "rest: holds 2, and needs 10.",
        ),
    ],
)
def test_each_wrong_line_says_in_a_sentence_what_is_wrong(line, fault):
    assert faults(f"{{kind: ck, value: 90}}\n{line}") == [f"Line 2: {fault}"]


def test_an_unknown_kind_is_told_with_those_that_there_are():
    (fault,) = faults("{kind: xray}")

    assert fault.startswith("Line 1: kind: is not 'rns', 'motor_nerve', ")


@pytest.mark.parametrize("sign", ["[", "{a: ", "- "])
def test_a_line_of_many_brackets_is_refused_and_not_read(sign):
    assert faults(sign * 25_000) == ["Line 1: has more than 2,000 characters."]
    assert faults(sign * 500) == ["Line 1: has more brackets within each other than any trace."]


def test_a_date_that_there_is_not_does_not_hide_other_faults():
    assert faults("{kind: ck, value: 2026-13-45}\n\n{kind: ck, value: 0}") == [
        "Line 1: holds a date or a number that there is not.",
        "Line 3: value: is not above 0.",
    ]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "9" * 400])
@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("{kind: ck, value: NUMBER}", "value"),
        ("{kind: serial, quantity: ck, by: day, points: [[0, 90], [1, NUMBER]]}", "points.2.2"),
        (f"{MOTOR}{{at: wrist, amplitude: NUMBER}}]}}", "sites.1.amplitude"),
    ],
)
def test_a_number_is_finite(line, where, number):
    assert faults(line.replace("NUMBER", number)) == [f"Line 1: {where}: is no number."]


@pytest.mark.parametrize(
    ("quantity", "points", "fault"),
    [
        ("ck", "[[1, 90], [1, 95]]", "points: the times do not rise: 1 stands after 1."),
        ("ck", "[[2, 90], [1, 95]]", "points: the times do not rise: 1 stands after 2."),
        (
            "cck",
            "[[1, 90], [2, 95]]",
            "quantity: is not in the table of limits, as ck and potassium are.",
        ),
    ],
)
def test_a_series_goes_forward_and_is_of_the_table_of_limits(quantity, points, fault):
    line = f"{{kind: serial, quantity: {quantity}, by: day, points: {points}}}"

    assert faults(line) == [f"Line 1: {fault}"]


@pytest.mark.parametrize(
    ("site", "fault"),
    [
        ("amplitude: 6", "a response needs a latency and a duration"),
        ("amplitude: 6, duration: 5", "a response needs a latency"),
        ("amplitude: 6, latency: 3", "a response needs a duration"),
        ("amplitude: 0, latency: 3", "an absent response (amplitude 0) has no latency"),
        ("amplitude: 0, duration: 5", "an absent response (amplitude 0) has no duration"),
        (
            "amplitude: 0, latency: 3, duration: 5",
            "an absent response (amplitude 0) has no latency and no duration",
        ),
    ],
)
def test_a_response_has_latency_and_duration_and_an_absent_one_neither(site, fault):
    assert faults(f"{MOTOR}{{at: wrist, {site}}}]}}") == [f"Line 1: sites.1: {fault}."]


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_muscle_stands_on_one_line(end):
    trace = {"kind": "single_fibre", "side": "left", "jitter": 30}

    assert traces_faults([{**trace, "muscle": f"tibialis{end}anterior"}]) == [
        "Trace 1: muscle: has a line end."
    ]
    assert traces_faults([{**trace, "muscle": "tibialis anterior"}]) == []


def test_defaults_and_the_order_of_keys_of_a_column_do_not_show():
    stored = [
        {"value": 640, "with_answer": False, "kind": "ck"},
        {"with_answer": True, "value": 90, "kind": "ck"},
    ]

    assert traces_text(stored) == (
        "{kind: ck, value: 640.0}\n{kind: ck, with_answer: true, value: 90.0}\n"
    )


def test_a_stored_trace_that_is_wrong_is_written_for_its_author_to_mend():
    assert traces_text([{"kind": "ck", "value": "high"}]) == "{kind: ck, value: high}\n"


def test_all_wrong_lines_are_told_at_once():
    with pytest.raises(ValueError, match=r"Line 1: .*\nLine 3: "):
        parse_traces("{kind: ck, value: 0}\n{kind: ck, value: 90}\n{kind: xray}")


def test_more_traces_than_a_page_can_show_are_refused():
    with pytest.raises(ValueError, match="At most 12"):
        parse_traces("{kind: ck, value: 90}\n" * 13)


def test_stored_traces_say_which_of_them_is_wrong():
    assert traces_faults([{"kind": "ck", "value": 90}, {"kind": "ck", "value": "high"}]) == [
        "Trace 2: value: is no number."
    ]
    assert traces_faults([3]) == [f"Trace 1: {FORM}"]
    assert traces_faults("{kind: ck}") == ["Give a list of traces."]
    assert traces_faults([{"kind": "ck", "value": 90}] * 13) == ["At most 12 traces."]


def test_stimulation_counts_the_fourth_response_and_the_first_after_effort():
    (trace,) = as_traces(
        [
            {
                "kind": "rns",
                "nerve": "accessory",
                "muscle": "trapezius",
                "side": "right",
                "rate": 3,
                "rest": [8, 7, 6.5, 6, 6, 6, 6, 6, 6, 6],
                "after_effort": [12] * 10,
            }
        ]
    )

    assert (trace.decrement, trace.increment) == (25, 50)
