"""What a text holds beside words that can stand here is named: pictures, what is said of them,
links, deletions.
"""

import pytest

from cases.tests.exchange.known import faults, items, settled

from ...exchange.text.html_markdown import Leavings, from_html, markdown_of
from .formats.test_moodle_xml import question

LARGE = "data:image/png;base64," + "iVBORw0KGgo" * 50_000


def html_notes(text, kind="html"):
    left = Leavings()
    told = markdown_of(text, kind, left)
    return told, left.notes()


@pytest.mark.parametrize(
    "text, kind",
    [
        (f'Lids.<img src="{LARGE}" alt="a fall">', "html"),
        (f"Lids.<img src='{LARGE}' title='a fall'>", "moodle"),
        (f"Lids.![a fall]({LARGE})", "markdown"),
        (f'Lids.![a fall]({LARGE} "a fall")', "markdown"),
        (f"Lids.![a fall][eye]\n\n[eye]: {LARGE}", "markdown"),
        (f'Lids.<img src="{LARGE}" aria-label="a fall">', "markdown"),
        (
            (
                f'Lids.<img src="{LARGE[:9]}{LARGE[9:].replace("iVB", "i VB" + chr(10))}" alt="a'
                ' fall">'
            ),
            "html",
        ),
        (f'Lids.<object data="{LARGE}">a fall</object>', "html"),
        (f'Lids.<video><source src="{LARGE}">a fall</video>', "html"),
        (f'Lids.<audio src="{LARGE}" title="a fall"></audio>', "html"),
        (f'Lids.<svg><image href="{LARGE}"/><desc>a fall</desc></svg>', "html"),
    ],
)
def test_a_picture_within_the_text_is_left_out_and_what_is_said_of_it_noted(text, kind):
    assert html_notes(text, kind) == (
        "Lids.",
        ("Pictures and other files were left out.", "Said of pictures there: “a fall”."),
    )


@pytest.mark.parametrize(
    "text",
    [
        f"Lids.<style>p {{ background: url({LARGE}) }}</style>",
        f'<p style="background: url({LARGE})">Lids.</p>',
        f"Lids.{LARGE}",
    ],
)
def test_a_picture_of_a_style_or_a_bare_address_is_noted(text):
    assert html_notes(text) == ("Lids.", ("Pictures and other files were left out.",))


def test_a_question_with_a_large_picture_in_its_text_becomes_a_draft():
    picture = f"&lt;img src=&quot;{LARGE}&quot; alt=&quot;EMG: large units&quot;&gt;"
    answers = (
        '<answer fraction="100"><text>nerve</text></answer><answer'
        ' fraction="0"><text>muscle</text></answer>'
    )

    (draft,) = settled(
        question(f"<questiontext><text>A man aged 61.{picture}</text></questiontext>{answers}")
    )

    assert draft.history == "A man aged 61."
    assert "Said of pictures there: “EMG: large units”." in draft.import_note


@pytest.mark.parametrize("mark", ["html", "markdown", "moodle", "plain"])
def test_gift_with_a_picture_in_its_text_becomes_a_draft(mark):
    picture = (
        f"![EMG]({LARGE}\\=\\=)"
        if mark == "markdown"
        else f'<img src\\="{LARGE}\\=\\=" alt\\="EMG">'
    )

    (draft,) = settled(f"::Q::[{mark}]A man aged 61.{picture}{{=nerve ~muscle}}")

    assert draft.history.startswith("A man aged 61.")
    assert "base64" not in draft.history
    assert "Pictures and other files were left out." in draft.import_note


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_pictures_in_prose_of_cases_are_noted(kind):
    prose = f"Lids. ![a fall]({LARGE})"
    text = (
        f'{{"cases": [{{"title": "A", "disease": "als", "history": "{prose}"}}]}}'
        if kind == "json"
        else f'title,disease,history\nA,als,"{prose}"\n'
    )

    (item,) = items(text)

    assert item.draft.history.strip() == "Lids."
    assert item.notes == (
        "Pictures and other files were left out.",
        "Said of pictures there: “a fall”.",
    )


def test_a_caption_stays_in_the_text():
    text = (
        '<figure><img src="@@PLUGINFILE@@/e%20m.png" alt="EMG"><figcaption>Fig.'
        " 1</figcaption></figure>After."
    )

    assert html_notes(text) == (
        "Fig. 1\n\nAfter.",
        ("Pictures and other files were left out: e m.png.", "Said of pictures there: “EMG”."),
    )


@pytest.mark.parametrize(
    "text, note",
    [
        ("<s>not</s> weak", "Struck through there: “not”."),
        (
            '<span style="text-decoration:line-through">not</span> weak',
            "Struck through there: “not”.",
        ),
        ('<a href="https://a.example/x">paper</a>', "Links there: https://a.example/x."),
        ('<abbr title="creatine kinase">CK</abbr>', "Said there on pointing: “creatine kinase”."),
        ("Weak.<script>var a = 1;", "Left out there: “var a = 1;”."),
    ],
)
def test_what_cannot_be_shown_is_noted(text, note):
    assert html_notes(text)[1] == (note,)


@pytest.mark.parametrize(
    "text, words",
    [
        ("grade <MRC 4> of 5", "grade &lt;MRC 4> of 5"),
        ("a <b and c> d", "a &lt;b and c> d"),
        ("CK <170 U/L", "CK <170 U/L"),
        ("before <!-- not closed", "before &lt;!-- not closed"),
        ("before <p class='x", "before &lt;p class='x"),
        ("a<!-- hidden -->b", "ab"),
        ("<dl><dt>CK</dt><dd>90</dd></dl>", "CK\n\n90"),
        ("<q>I tire</q>", "“I tire”"),
        ("<ol start='3'><li>x</li><li value='7'>y</li></ol>", "3. x\n7. y"),
        ("<b>Note: </b>weak", "**Note:** weak"),
        ("<pre>a\nb</pre>", "a  \nb"),
        ("<o:p>kept</o:p>", "kept"),
    ],
)
def test_words_are_kept(text, words):
    assert from_html(text) == words


@pytest.mark.parametrize(
    "answer", ["<p><br></p>", "", "&nbsp;", "\u200b", "<div> </div>", "<!-- x -->"], ids=range(6)
)
def test_a_blank_answer_without_marks_is_skipped(answer):
    blank = f'<answer fraction="0"><text><![CDATA[{answer}]]></text></answer>'
    others = (
        '<answer fraction="100"><text>nerve</text></answer><answer'
        ' fraction="0"><text>muscle</text></answer>'
    )
    gift = f"::Q::[html]A man. {{=nerve ~muscle ~{answer} ~%0%{answer}}}"

    (moodle,) = settled(
        question(f"<questiontext><text>A man.</text></questiontext>{others}{blank}")
    )
    (second,) = settled(gift)

    assert moodle.disease == second.disease == "als"


def test_a_blank_answer_with_marks_is_refused_and_its_feedback_is_not_lost():
    assert settled("::Q::A man. {=nerve ~muscle ~%50%}") == [
        "line 1: “Q” has an answer without words that gets marks"
    ]
    assert settled("::Q::A man. {=nerve ~muscle ~%-50%}") == [
        "line 1: “Q” has an answer without words that gets marks"
    ]
    assert (
        "Feedback there on an empty answer: Think again."
        in settled("::Q::A. {=nerve ~muscle ~#Think again.}")[0].import_note
    )


def test_an_answer_of_a_picture_only_is_refused():
    assert faults("::Q::[html]A man. {=nerve ~<img src\\='x.png' alt\\='a muscle'>}") == [
        "line 1: “Q” has an answer without words, a picture only: “a muscle”"
    ]


@pytest.mark.parametrize(
    "html",
    [
        'Lids<span style="display: none">, MuSK</span> fall.',
        "Lids<span hidden>, MuSK</span> fall.",
        'Lids<i style="color:red;visibility:hidden">, MuSK</i> fall.',
    ],
)
def test_what_is_not_shown_there_is_not_shown_here_but_named(html):
    told, notes = html_notes(html)

    assert told == "Lids fall."
    assert notes == ("Not shown there, so left out: “, MuSK”.",)


def test_a_whole_paragraph_that_is_hidden_is_named():
    assert html_notes("Lids fall.<p hidden>MuSK</p>") == (
        "Lids fall.",
        ("Not shown there, so left out: “MuSK”.",),
    )


def test_words_of_a_drawing_stay_apart_and_those_on_an_area_are_named():
    html = (
        '<svg><title>EMG</title><text>large units</text></svg><map><area href="#" alt="left'
        ' hand"></map>Lids.'
    )

    assert html_notes(html)[1] == (
        "Pictures and other files were left out.",
        "Said of pictures there: “EMG large units”, “left hand”.",
    )


def test_words_that_are_struck_through_tell_no_age_and_no_sex():
    (draft,) = settled("A <s>woman aged 20</s> man aged 61, thin hands. {=Neurogenic ~Myopathic}")

    assert (draft.age, draft.sex) == (61, "male")
