"""Time grows with the length of a file, whatever is in it: what is twice as long takes about twice
as long.

Both lengths are measured in one run and compared, with room for chance; what grew with the square
would take 16 times.
"""

import time
from contextlib import suppress

import pytest

from cases.tests.exchange.known import KNOWN

from ...exchange.detection import read_file, recognised
from ...exchange.items import TroubleError
from ...exchange.mapping import map_item, wanted
from ...exchange.question import sections_of, stages_of
from ...exchange.text import nomenclature
from ...exchange.text.ages import ages_in
from ...exchange.text.html_markdown import from_html, from_markdown, from_plain, unmarked

SHORT, LONGER, ROOM = (
    15_000,
    4,
    9,
)  # characters, times as long, times as much work at most: the square would be 16


def cost(work, text):
    """Seconds of this thread for a piece of work."""
    nomenclature.key.cache_clear()
    start = time.thread_time()
    with suppress(TroubleError):
        work(text)
    return time.thread_time() - start


def assert_in_proportion(work, make):
    """`make(length)` gives a text of about that length. Chance only adds: the least counts."""
    short, long = make(SHORT), make(SHORT * LONGER)
    most = ROOM * min(cost(work, short) for _ in range(3)) + 0.02

    assert any(cost(work, long) < most for _ in range(3)), f"never within {most:.3f} s"


def repeated(piece, before="", after=""):
    return lambda length: before + piece * (length // len(piece)) + after


HOSTILE_HTML = [
    "<ul><li>",
    "<li>",
    "<b>",
    "<i id=1><p>x",
    "<sup>",
    "<sub>a",
    "<span style='vertical-align:super'>",
    "<object>",
    "<div>",
    "<td>",
    "<q>",
    "<s>",
    "<a ",
    '<a ="',
    "<a ='x\" ",
    "<!--",
    "<![foo[",
    "<script>",
    "<style>x",
    "&",
    "&#",
    "&#1234567890;",
    "<math>",
    "<math><mrow>",
    "<msup>",
    "\\(",
    "$$",
    "$a^",
    "[tex]",
    "<b></b>",
    "</b>",
    " ",
    "\n",
    "![",
    "![a](",
    "data:image/png;base64,",
    "<img alt=",
    "*",
    "\\",
    "<p>a",
    "# ",
    "- ",
    "1. ",
    "<",
    ">",
    "\u00ad",
    "{",
    "<object>x</object>",
    "<sup>1</sup>",
    "<pre>\n",
    "<math><mi>x</mi></math>",
    "\x00",
    "'",
    "a=b ",
]


@pytest.mark.parametrize("piece", HOSTILE_HTML)
@pytest.mark.parametrize(
    "work", [from_html, from_markdown, from_plain, unmarked], ids=lambda work: work.__name__
)
def test_texts(piece, work):
    assert_in_proportion(work, repeated(piece))


@pytest.mark.parametrize(
    "piece",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(200)) + ">",
        "<x y=",
        "<sup><sub>",
        "<b><i>x</i></b>",
    ],
)
def test_many_attributes_and_nested_tags(piece):
    assert_in_proportion(from_html, repeated(piece))


GIFT_PIECES = [
    "[id:",
    "[tag:a",
    "[id:\\",
    "\\",
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "::",
    "a\n\n",
    "{\n\n",
    "=a->b\n",
    "~%",
    "%50%",
    "~a#b",
    "//x\n",
    "$CATEGORY: a\n",
    "\n",
    " \n",
    "<b>",
    "[html]",
    "->",
    "{=a ~b}\n\n",
    "\\{",
    "~%-33,3%a ",
    "T",
]


@pytest.mark.parametrize("piece", GIFT_PIECES)
@pytest.mark.parametrize(
    "around", [("", ""), ("// ", "\n::Q::A man.{=nerve ~muscle}"), ("::Q::A{=a ", "}"), ("::", "")]
)
def test_gift(piece, around):
    assert_in_proportion(lambda text: read_file(text.encode(), "gift"), repeated(piece, *around))


@pytest.mark.parametrize(
    "piece",
    ["{", "[", "\n", " ", "{\\", "::", "<?xml ", "<!--", "title,", "\\{", "=", "<!-- -->", "[["],
)
def test_recognition(piece):
    assert_in_proportion(lambda text: recognised(text.encode()), repeated(piece))


@pytest.mark.parametrize(
    "piece",
    ['"\\', '\\"', "[", '{"a":', "[],", "1,", '{"a":1}\n', '""', '"', "{", '{"a":1,"a":2},'],
)
@pytest.mark.parametrize("before", ["", '{"cases": [', '["'])
def test_json(piece, before):
    assert_in_proportion(lambda text: read_file(text.encode(), "json"), repeated(piece, before))


@pytest.mark.parametrize(
    "piece",
    ['"', '"x\n', 'a"b,"c\n', ",", "x,", '""', '"""a\n', "a,b\n", "'", "=", '"a""\n', '"",\n'],
)
@pytest.mark.parametrize("head", ["title,disease\n", "title,disease,", ""])
def test_tables(piece, head):
    assert_in_proportion(lambda text: read_file(text.encode(), "csv"), repeated(piece, head))


@pytest.mark.parametrize(
    "piece",
    [
        "<answer fraction='0'><text>a</text></answer>",
        "<tags><tag><text>a:b</text></tag></tags>",
        "<hint><text>x</text></hint>",
        "<a>" * 20 + "x" + "</a>" * 20,
        "<file name='a'/>",
        "\n",
    ],
)
def test_moodle(piece):
    before = (
        "<quiz><question"
        ' type="multichoice"><name><text>Q</text></name><questiontext><text>A</text></questiontext>'
    )

    assert_in_proportion(
        lambda text: read_file(text.encode()), repeated(piece, before, "</question></quiz>")
    )


@pytest.mark.parametrize(
    "piece",
    [
        "<modalFeedback identifier='a'>x</modalFeedback>",
        "<feedbackBlock>" * 9 + "x" + "</feedbackBlock>" * 9,
        "<p>x</p>",
    ],
)
def test_qti(piece):
    before = (
        '<assessmentItem identifier="i" title="T"><responseDeclaration identifier="R"/><itemBody>'
    )
    after = "</itemBody></assessmentItem>"

    assert_in_proportion(lambda text: read_file(text.encode()), repeated(piece, before, after))


@pytest.mark.parametrize(
    "piece",
    ["fatig", "myo", "a ", "(", "ALS ", "’s", "-", "é", "Guillain ", "motor", "\u00ad", "1 "],
)
def test_answers(piece):
    def work(text):
        found = read_file(f"::Q::A man.{{={text} ~muscle}}".encode(), "gift")
        wanted(found.items, KNOWN, {})
        return [map_item(found.kind, item, KNOWN, {}) for item in found.items]

    assert_in_proportion(work, repeated(piece))


@pytest.mark.parametrize(
    "piece",
    ["1", "61 ", "aged ", "one-", "in her ", "61-", "twenty", "a ", "man of ", "\u00ad", "6 to 7 "],
)
def test_ages(piece):
    assert_in_proportion(ages_in, repeated(piece))


@pytest.mark.parametrize("before", ["9", "twenty", "early", "a man of 9", "9 to"])
@pytest.mark.parametrize("piece", [" -", "-", " "])
def test_ages_with_a_gap(piece, before):
    assert_in_proportion(ages_in, repeated(piece, before))


@pytest.mark.parametrize("piece", ["# a  ", "#", "# ", " ", "# a\n", "\n#"])
def test_headings(piece):
    assert_in_proportion(
        lambda text: (stages_of(text), sections_of(text, ["History"])), repeated(piece, "# x ")
    )


@pytest.mark.parametrize("depth", [30, 10_000])
def test_lists_that_are_nested_deeply_are_refused_at_a_limit(depth):
    with pytest.raises(TroubleError, match="holds lists that are nested deeper than 20 levels"):
        from_html("<ul><li>" * depth)


def test_lists_of_a_few_levels_are_read():
    assert from_html("<ul><li>a" * 3 + "</ul>" * 3).endswith("        - a")


def test_other_depths_and_sizes_are_refused_at_a_limit():
    with pytest.raises(
        TroubleError, match="powers or indices that are nested deeper than 10 levels"
    ):
        from_html("<sup>" * 30)
    with pytest.raises(TroubleError, match="a formula that is nested deeper than 100 levels"):
        from_html("<math>" + "<mrow>" * 200)
    with pytest.raises(TroubleError, match="a text of more than 50,000 tags"):
        from_html("<p>" * 50_001)
    with pytest.raises(TroubleError, match="a text of more than 400,000 characters"):
        from_html("x" * 400_001)


def test_a_table_of_very_many_columns_is_refused():
    (fault,) = read_file(("title,disease," + "x," * 2_000 + "\nA,als\n").encode()).faults

    assert str(fault) == "line 1: has more than 1,000 columns"
