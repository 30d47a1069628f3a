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


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{kind: ck", "is not in the form"),
        ("{kind: xray}", "kind"),
        ("{kind: ck, value: -3}", "value: Input should be greater than 0"),
        ("{kind: ck, value: 3, muscle: deltoid}", "muscle: Extra inputs"),
        (
            "{kind: motor_nerve, nerve: ulnar, side: right, sites: [{at: wrist, amplitude: 6}]}",
            "a response has latency and duration",
        ),
        (
            "{kind: rns, nerve: accessory, muscle: trapezius, side: left, rate: 3, rest: []}",
            "rest",
        ),
    ],
)
def test_each_wrong_line_says_what_is_wrong(line, fault):
    with pytest.raises(ValueError, match=f"Line 2: .*{fault}"):
        parse_traces(f"{{kind: ck, value: 90}}\n{line}")


def test_all_wrong_lines_are_told_at_once():
    with pytest.raises(ValueError, match=r"Line 1: .*\nLine 3: "):
        parse_traces("{kind: ck, value: 0}\n{kind: ck, value: 90}\n{kind: xray}")


def test_more_traces_than_a_page_can_show_are_refused():
    with pytest.raises(ValueError, match="At most 12"):
        parse_traces("{kind: ck, value: 90}\n" * 13)


def test_stored_traces_say_which_of_them_is_wrong():
    assert traces_faults([{"kind": "ck", "value": 90}, {"kind": "ck", "value": "high"}]) == [
        "Trace 2: value: Input should be a valid number, unable to parse string as a number."
    ]
    assert traces_faults("{kind: ck}")


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
