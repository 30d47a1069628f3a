"""Moodle XML as Moodle's export writes it and as people write it."""

import pytest

from cases.tests.exchange.known import faults, items, settled
from knowledge.patterns import Pattern

from ....exchange.detection import read_file

BANK = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category><text>$course$/top/Neurology/Weakness</text></category>
    <info format="moodle_auto_format"><text></text></info>
    <idnumber></idnumber>
  </question>
<!-- question: 2295  -->
  <question type="multichoice">
    <name><text>The upper panes</text></name>
    <questiontext format="html">
      <text><![CDATA[<p>A <b>31-year-old</b> woman.&nbsp;She tires &amp; sees double.</p>
      <ul><li>lids</li><li>jaw</li></ul>]]></text>
      <file name="eye.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <generalfeedback format="html"><text>Myasthenia gravis.</text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber>2295</idnumber>
    <single>true</single>
    <answer fraction="100" format="html"><text><![CDATA[<p>Fatigable weakness</p>]]></text>
      <feedback format="html"><text>Rest restores it.</text></feedback></answer>
    <answer fraction="33.33333" format="plain_text"><text>Neurogenic atrophy</text>
      <feedback><text>Reflexes are kept.</text></feedback></answer>
    <answer fraction="-50"><text>A myopathy</text><feedback><text/></feedback></answer>
    <tags><tag><text>exam 2024</text></tag></tags>
  </question>
</quiz>
"""
MATCHING = """<quiz><question type="matching"><name><text>Three patients</text></name>
<questiontext format="moodle_auto_format"><text>Match each patient with a pattern.</text></questiontext>
<idnumber>m1</idnumber>
<subquestion format="html"><text>A man of 60, aged 60, with a wasted hand.</text>
<answer><text>neurogenic</text></answer></subquestion>
<subquestion><text>A girl who cannot rise.</text><answer><text>myogenic</text></answer></subquestion>
<subquestion><text/><answer><text>fatigable</text></answer></subquestion>
</question></quiz>"""


def question(body, kind="multichoice"):
    return f'<quiz><question type="{kind}"><name><text>Q</text></name>{body}</question></quiz>'


def test_a_question_of_three_patterns_becomes_a_case_of_one_stage():
    (draft,) = settled(BANK)

    assert (draft.title, draft.disease, draft.age, draft.sex) == (
        "The upper panes",
        "mg",
        31,
        "female",
    )
    assert draft.history == "A **31-year-old** woman. She tires & sees double.\n\n- lids\n- jaw"
    assert (draft.examination, draft.tests) == ("", "")
    assert draft.headline == "Rest restores it."
    assert draft.against == {Pattern.NEUROGENIC: "Reflexes are kept.", Pattern.MYOGENIC: ""}
    assert draft.diagnosis == "Myasthenia gravis."


def test_what_a_case_cannot_carry_is_noted_on_it():
    (draft,) = settled(BANK)

    assert draft.import_note.splitlines() == [
        "Category there: Neurology/Weakness",
        "Tags there: exam 2024",
        "Id number there: 2295",
        "Pictures and other files were left out: eye.png.",
        (
            "Part of the marks there for: “Neurogenic atrophy”, “A myopathy”. Here an answer is"
            " right or wrong."
        ),
        "A question of one stage: move what belongs there to examination and tests.",
        (
            "The disease is not told: Myasthenia gravis stands in for its pattern. Choose the right"
            " one."
        ),
        "Age 31 was read from the text: check it.",
        "Sex female was read from the text: check it.",
    ]


def test_each_pair_of_a_matching_question_becomes_a_case():
    drafts = settled(MATCHING)

    assert [(draft.history, draft.disease, draft.age, draft.sex) for draft in drafts] == [
        ("A man of 60, aged 60, with a wasted hand.", "als", 60, "male"),
        ("A girl who cannot rise.", "dm1", 40, "female"),
    ]
    assert [item.source for item in items(MATCHING)] == ["m1/1", "m1/2"]
    assert "Asked of each vignette: Match each patient with a pattern." in drafts[0].import_note


@pytest.mark.parametrize(
    "kind, named",
    [
        ("truefalse", "a true/false question"),
        ("shortanswer", "a short-answer question"),
        ("numerical", "a numerical question"),
        ("essay", "an essay question"),
        ("cloze", "a cloze question"),
        ("description", "a description"),
        ("stack", "of the type “stack”"),
    ],
)
def test_other_kinds_of_question_are_refused_by_name(kind, named):
    text = question("<questiontext><text>T</text></questiontext>", kind)

    assert faults(text) == [f"line 1: “Q” is {named}: only choices become cases"]


@pytest.mark.parametrize(
    "answers, reason",
    [
        (
            [(100, "neurogenic"), (0, "Paris")],
            "has answers that are none of the three patterns: “Paris”",
        ),
        (
            [(50, "neurogenic"), (50, "myogenic")],
            "has no answers with full marks: it needs exactly one",
        ),
        (
            [(100, "neurogenic"), (100, "myogenic")],
            "has 2 answers with full marks: it needs exactly one",
        ),
        (
            [(100, "ALS"), (0, "neuropathy")],
            (
                "has a wrong answer of the same pattern as the right one, nerve: leave that answer out"
            ),
        ),
        ([(100, "ALS")], "has answers of one pattern only"),
    ],
)
def test_questions_that_are_not_about_the_patterns_are_refused_with_the_reason(answers, reason):
    listed = "".join(
        f'<answer fraction="{mark}"><text>{text}</text></answer>' for mark, text in answers
    )

    (fault,) = settled(question(f"<questiontext><text>T</text></questiontext>{listed}"))

    assert f"“Q” {reason}" in fault


def test_one_bad_question_leaves_the_others():
    answer = '<answer fraction="half"><text>x</text></answer>'
    bad = f'<question type="multichoice"><name><text>B</text></name>{answer}</question>'
    found = read_file(BANK.replace("</quiz>", f"{bad}</quiz>").encode())

    assert [item.title for item in found.items] == ["The upper panes"]
    assert [str(fault) for fault in found.faults] == [
        "line 30: “B” has a grade that is no number: “half”"
    ]


def test_what_stands_before_a_break_in_the_file_comes_in():
    found = read_file(
        BANK.replace("</quiz>", "<question type='multichoice'><name></quiz>").encode()
    )

    assert [item.title for item in found.items] == ["The upper panes"]
    assert found.faults[0].where == "line 30"
    assert "mismatched tag" in found.faults[0].message


@pytest.mark.parametrize(
    "kind, text, markdown",
    [
        ("html", "&lt;p&gt;a *b* [c]&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;", r"a \*b\* \[c\]"),
        ("plain_text", "# a <b> *c*", r"\# a &lt;b> \*c\*"),
        ("markdown", "a *b*", "a *b*"),
        ("moodle_auto_format", "one\ntwo\n\nthree", "one  \ntwo\n\nthree"),
    ],
)
def test_each_format_of_text_becomes_markdown(kind, text, markdown):
    text = text.replace("<", "&lt;").replace(">", "&gt;") if kind == "plain_text" else text

    (item,) = items(question(f'<questiontext format="{kind}"><text>{text}</text></questiontext>'))

    assert item.question.stem == markdown


def test_feedback_on_all_right_or_wrong_answers_is_noted_unless_it_is_moodles_own():
    said = {
        "correct": "Your answer is correct.",
        "partiallycorrect": "",
        "incorrect": "<p>Look at the lids.</p>",
    }
    verdicts = "".join(
        f'<{name}feedback format="html"><text><![CDATA[{text}]]></text></{name}feedback>'
        for name, text in said.items()
    )

    (item,) = items(question(f"<questiontext><text>T</text></questiontext>{verdicts}"))

    assert item.notes == ("Feedback there on a wrong answer: Look at the lids.",)


def test_pictures_of_old_files_are_noted():
    picture = "<image>lids.png</image><image_base64>iVBORw0KGgo=</image_base64>"

    (item,) = items(question(f"<questiontext><text>T</text></questiontext>{picture}"))

    assert item.notes == ("Pictures and other files were left out: lids.png.",)


@pytest.mark.parametrize("path", ["$course$/top/A/B", "$cat1$/top/A/B", "$system$/A/B", "A/B"])
def test_a_category_is_named_without_its_place_in_moodle(path):
    category = f'<question type="category"><category><text>{path}</text></category></question>'

    (item,) = items(
        question("<questiontext><text>T</text></questiontext>").replace(
            "<quiz>", f"<quiz>{category}"
        )
    )

    assert item.notes == ("Category there: A/B",)


@pytest.mark.parametrize(
    "answer, disease",
    [
        ("NMJ", "mg"),
        ("Neuromuscular junction disorder", "mg"),
        ("b) Presynaptic", "mg"),
        ("Miasthenia", "mg"),
        ("Anterior horn cell disease", "als"),
        ("Lower motor neurone", "als"),
        ("Plexopathy", "als"),
        ("MND", "als"),
        ("Muscle disease", "dm1"),
        ("Inflammatory myopathy", "dm1"),
        ("Myotonia", "dm1"),
    ],
)
def test_words_of_the_ward_are_patterns(answer, disease):
    other = "myopathy" if disease != "dm1" else "nerve"
    listed = (
        f'<answer fraction="100"><text>{answer}</text></answer><answer'
        f' fraction="0"><text>{other}</text></answer>'
    )

    (draft,) = settled(question(f"<questiontext><text>T</text></questiontext>{listed}"))

    assert draft.disease == disease


@pytest.mark.parametrize(
    "answer", ["Upper motor neuron", "Nerve and muscle", "Neuromuscular disease", "Not a myopathy"]
)
def test_words_that_are_none_of_the_patterns_wait_for_a_mapping(answer):
    listed = (
        f'<answer fraction="100"><text>{answer}</text></answer><answer'
        ' fraction="0"><text>nerve</text></answer>'
    )
    text = question(f"<questiontext><text>T</text></questiontext>{listed}")

    assert f"has answers that are none of the three patterns: “{answer}”" in settled(text)[0]
    assert settled(text, **{answer.casefold(): "myogenic"})[0].disease == "dm1"


def test_an_answer_that_is_only_a_picture_is_refused_in_words():
    picture = '&lt;img src="a.png" alt="A nerve"&gt;'
    listed = (
        '<answer fraction="100"><text>nerve</text></answer><answer'
        f' fraction="0"><text>{picture}</text></answer>'
    )

    assert faults(question(f"<questiontext><text>T</text></questiontext>{listed}")) == [
        "line 1: “Q” has an answer without words, a picture only: “A nerve”"
    ]


def test_a_wrong_tag_takes_no_other_along():
    tags = "".join(
        f"<tag><text>{tag}</text></tag>"
        for tag in ("age:400", "sex:male", "generated:2026-11-02T09:00:00Z")
    )
    (item,) = items(BANK.replace("<tag><text>exam 2024</text></tag>", tags))

    assert (item.draft.age, item.draft.sex, str(item.draft.generated_at)) == (
        None,
        "male",
        "2026-11-02 09:00:00+00:00",
    )
    assert "Tags there: age:400" in item.notes


CHOICES = (
    '<answer fraction="100"><text>nerve</text></answer><answer'
    ' fraction="0"><text>muscle</text></answer>'
)
STEM = "<questiontext><text>A man.</text></questiontext>"


@pytest.mark.parametrize(
    "beside, note",
    [
        ("<hidden>1</hidden>", "It is hidden there."),
        ("<hidden><text> true </text></hidden>", "It is hidden there."),
        ("<idnumber>Q-17</idnumber>", "Id number there: Q-17"),
        ("<penalty>0.5000000</penalty>", "Penalty for each further try there: 0.5000000"),
        ("<defaultgrade>2.0000000</defaultgrade>", "Marks there: 2.0000000"),
        ("<single>false</single>", "More than one answer may be chosen there."),
        (
            "<hint format='html'><text>Look at the &lt;b&gt;lids&lt;/b&gt;.</text></hint>",
            "Hint there: Look at the lids.",
        ),
        ("<customfields><field>Year 5</field></customfields>", "Also there, customfields: Year 5"),
        ("<tags><tag><text>exam</text></tag></tags>", "Tags there: exam"),
    ],
)
def test_what_moodle_says_beside_the_text_is_noted(beside, note):
    (item,) = items(question(f"{STEM}{CHOICES}{beside}"))

    assert item.notes == (note,)


def test_what_is_as_usual_is_not_noted():
    usual = "<hidden>0</hidden><penalty>0.3333333</penalty><defaultgrade>1.0000000</defaultgrade><single>true</single>"

    (item,) = items(
        question(f"{STEM}{CHOICES}{usual}<idnumber/><shuffleanswers>1</shuffleanswers>")
    )

    assert item.notes == ()


def test_what_is_said_of_a_category_is_noted():
    about = "<info format='html'><text>Year &lt;b&gt;5&lt;/b&gt;</text></info>"
    category = f"<category><text>$course$/top/A</text></category>{about}"
    text = question(STEM + CHOICES).replace(
        "<quiz>", f'<quiz><question type="category">{category}</question>'
    )

    assert items(text)[0].notes == ("Category there: A", "Said of the category there: Year 5")


def test_a_description_above_a_question_is_quoted_in_its_note():
    stem = "<questiontext><text>A man aged 61.</text></questiontext>"
    above = f'<question type="description"><name><text>D</text></name>{stem}</question>'
    text = question(STEM + CHOICES).replace("<quiz>", f"<quiz>{above}")
    found = read_file(text.encode())

    assert [str(fault) for fault in found.faults] == [
        "line 1: “D” is a description: only choices become cases"
    ]
    assert found.items[0].notes == (
        "A description stands above it there, on line 1: “A man aged 61.”.",
    )


@pytest.mark.parametrize(
    "mark, credit",
    [("100,00", 1), (" 100 % ", 1), ("33,33333", 1 / 3), ("-33.33333", -1 / 3), ("−50", -0.5)],
)
def test_marks_are_read_as_people_write_them(mark, credit):
    (item,) = items(question(f'{STEM}<answer fraction="{mark}"><text>nerve</text></answer>'))

    assert item.question.options[0].credit == pytest.approx(credit)


@pytest.mark.parametrize("mark", ["nan", "inf", "150", "-101", "1_0", "1e2", "full", ""])
def test_marks_that_are_none_are_refused(mark):
    assert (
        "has a grade "
        in faults(question(f'{STEM}<answer fraction="{mark}"><text>nerve</text></answer>'))[0]
    )
