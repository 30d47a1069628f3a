import pytest

from content.sentences import opening

TEXT = "Call for help. Measure 2.5 mL, e.g. by mouth. “Look” at the lids."


@pytest.mark.parametrize(
    ("most", "first"),
    [
        (1, "Call for help."),  # a sentence is never cut
        (20, "Call for help."),
        (50, "Call for help. Measure 2.5 mL, e.g. by mouth."),
        (len(TEXT), TEXT),
    ],
)
def test_whole_sentences_that_fit_come_first_and_nothing_is_lost(most, first):
    start, rest = opening(TEXT, most)

    assert start == first
    assert f"{start} {rest}".strip() == TEXT


def test_a_single_sentence_is_told_whole():
    assert opening("One long sentence without an end", 5) == (
        "One long sentence without an end",
        "",
    )
