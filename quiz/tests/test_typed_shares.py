"""Three shares as learners type them: read, filled up, or told what is wrong."""

import pytest

from knowledge.patterns import Pattern
from quiz.forms import BeliefForm

from ..typed_shares import ShareError, read_share

F, N, M = Pattern
EMPTY = "Give a whole number from 0 to 100."
# What is typed, and what is told: at a field, of the sum (at ""), or the belief.
TRIPLES = [
    (("50", "30", "20"), (50, 30, 20)),
    (("50 %", " 30", "20.0"), (50, 30, 20)),
    (("70", "20", ""), (70, 20, 10)),
    (("", "50", "50"), (0, 50, 50)),
    (("33.3", "33", "34"), {F: "33.3 is not a whole number. Give 33 or 34."}),
    (("50", "50", "33,3"), {M: "33,3 is not a whole number. Give 33 or 34."}),
    (("-10", "60", "50"), {F: "-10 is below 0. Give at least 0."}),
    (("60", "\u221210", "50"), {N: "\u221210 is below 0. Give at least 0."}),
    (("150", "0", "0"), {F: "150 is above 100. Give at most 100."}),
    (("100.5", "0", "0"), {F: "100.5 is above 100. Give at most 100."}),
    (("half", "50", "50"), {F: "“half” is no number. Give a whole number from 0 to 100."}),
    (("1e2", "0", "0"), {F: "“1e2” is no number. Give a whole number from 0 to 100."}),
    (("50", "", ""), {N: EMPTY, M: EMPTY}),
    (("", "", ""), {F: EMPTY, N: EMPTY, M: EMPTY}),
    (("90", "", "20"), {N: "The others add up to 110, more than 100."}),
    (("150", "50", ""), {F: "150 is above 100. Give at most 100.", M: EMPTY}),
    (("90", "33", "33"), {"": "The shares add up to 156. Make them add up to 100."}),
]


@pytest.mark.parametrize(("typed", "told"), TRIPLES)
def test_each_fault_is_told_at_its_field_and_the_third_share_is_filled(typed, told):
    form = BeliefForm(dict(zip(Pattern, typed, strict=True)))

    if isinstance(told, tuple):
        assert form.is_valid()
        assert form.belief.percents == told
    else:
        assert {name.removeprefix("__all__"): faults for name, faults in form.errors.items()} == {
            str(name): [sentence] for name, sentence in told.items()
        }


def test_what_is_wrong_takes_the_focus():
    form = BeliefForm({"fatigable": "50", "neurogenic": "x", "myogenic": "50"})
    form.is_valid()

    assert ["autofocus" in str(form[pattern]) for pattern in Pattern] == [False, True, False]


@pytest.mark.parametrize("typed", ["9" * 5000, "x" * 5000, "0" * 5000 + "101"])
def test_a_long_share_is_answered_with_a_short_sentence(typed):
    with pytest.raises(ShareError) as fault:
        read_share(typed)

    assert len(str(fault.value)) < 80
