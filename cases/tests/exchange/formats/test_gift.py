"""GIFT as its documentation shows it."""

import pytest

from cases.tests.exchange.known import faults, items, settled

from ....exchange.detection import read_file

BANK = r"""// A bank of questions
$CATEGORY: $course$/top/Weakness

// [id:q1] [tag:neuro\]logy]
::The upper panes::[html]<p>A woman, aged 31, cannot keep her arms up.</p>{
  // the answers
  =Fatigable weakness#Rest restores it.
  ~%50%Neurogenic#Reflexes are kept\: no nerve lesion.
  ~Myogenic
  ####Myasthenia gravis.
}

::Escapes\: a title:: Strength \= 3\~4 \{of 5\} \# hips\nand neck {=myogenic ~neurogenic ~%-25%fatigable}

What fails in a man with a wasted hand is the {~muscle =nerve ~junction}.

Match them. {
=A wasted, twitching hand. -> neurogenic
=Lids that fall by evening. -> fatigable
}
"""


def test_titles_comments_categories_weights_and_feedback_are_read():
    item = items(BANK)[0]

    assert (item.title, item.source, item.where) == ("The upper panes", "q1", "line 5")
    assert item.question.stem == "A woman, aged 31, cannot keep her arms up."
    assert [(option.text, option.credit, option.feedback) for option in item.question.options] == [
        ("Fatigable weakness", 1, "Rest restores it."),
        ("Neurogenic", 0.5, "Reflexes are kept: no nerve lesion."),
        ("Myogenic", 0, ""),
    ]
    assert item.question.general == "Myasthenia gravis."
    assert item.notes[:2] == ("Category there: Weakness", "Tags there: neuro]logy")


def test_escaped_signs_are_text():
    item = items(BANK)[1]

    assert item.title == "Escapes: a title"
    assert item.question.stem == "Strength = 3~4 {of 5} # hips  \nand neck"
    assert [option.credit for option in item.question.options] == [1, 0, -0.25]


def test_a_missing_word_is_a_gap():
    assert items(BANK)[2].question.stem == "What fails in a man with a wasted hand is the … ."


def test_each_pair_of_a_match_becomes_a_case():
    drafts = settled(BANK)

    assert [draft.disease for draft in drafts] == ["mg", "dm1", "als", "als", "mg"]
    assert [draft.history for draft in drafts[3:]] == [
        "A wasted, twitching hand.",
        "Lids that fall by evening.",
    ]


@pytest.mark.parametrize(
    "text, named",
    [
        ("Is it so? {TRUE}", "a true/false question"),
        ("Is it so? {F#Wrong.}", "a true/false question"),
        ("Who? {=Gowers =Erb}", "a short-answer question"),
        ("How many? {#3:1}", "a numerical question"),
        ("Write. {}", "an essay question"),
        ("Write. {####Thanks.}", "an essay question"),
        ("Just words about {nothing", "an answer block that does not end: close it with }"),
    ],
)
def test_other_questions_are_refused_by_name(text, named):
    assert named in faults(f"::Q::{text}", "gift")[0]


def test_one_bad_question_leaves_the_others():
    found = read_file(("::Bad::What {=a ~b\n\n" + BANK).encode())

    assert len(found.items) == 5
    assert [str(fault) for fault in found.faults] == [
        "line 1: “Bad” has an answer block that does not end: close it with }"
    ]


def test_an_answer_block_goes_on_after_an_empty_line():
    (item,) = items("::Q::What is it?{\r\n=nerve\r\n\r\n~muscle\r\n~junction\r\n}\r\n")

    assert len(item.question.options) == 3


@pytest.mark.parametrize(
    "mark, markdown", [("html", "a**b**"), ("markdown", "a<b>b</b>"), ("plain", "a&lt;b>b&lt;/b>")]
)
def test_each_format_of_text_becomes_markdown(mark, markdown):
    (item,) = items(f"::Q::[{mark}]a<b>b</b>{{=nerve ~muscle}}")

    assert item.question.stem == markdown


@pytest.mark.parametrize("answers", ["=%100%nerve =%50%muscle", "=nerve =%50%muscle#Nearly."])
def test_answers_that_are_all_right_are_a_short_answer_question(answers):
    assert faults(f"::Q::Which part?{{{answers}}}") == [
        "line 1: “Q” is a short-answer question: only choices become cases"
    ]


def test_questions_without_an_empty_line_between_them_are_a_fault():
    text = (
        "::One::A boy. {=muscle ~nerve}\n::Two::A girl. {=muscle ~nerve}\n\n::Three::A man. {=nerve"
        " ~muscle}"
    )
    found = read_file(text.encode())

    assert [item.title for item in found.items] == ["Three"]
    assert [str(fault) for fault in found.faults] == [
        "line 1: “One” is followed by another question: put an empty line between them"
    ]


def test_the_comment_that_moodle_writes_itself_is_no_note():
    (item,) = items("// question: 12  name: Stairs\n// by the ward\n::Q::A boy. {=muscle ~nerve}")

    assert item.notes == ("Comment there: by the ward",)


def test_pairs_may_stand_either_way_round_and_answers_may_be_right_nowhere():
    text = "::M::Match.{{{}= -> fatigable\n}}"
    plain = text.format("=Lids -> muscle\n=Hands -> [x] nerve\n")
    turned = text.format("=muscle -> Lids\n=nerve -> Hands that waste\n").replace(
        "= -> fatigable", "=fatigable -> "
    )

    (first, second), (third, _) = items(plain), items(turned)

    assert [(option.text, option.credit) for option in first.question.options] == [
        ("muscle", 1),
        ("[x] nerve", 0),
        ("fatigable", 0),
    ]
    assert second.question.stem == "Hands"
    assert (third.question.stem, third.question.options[0].credit) == ("Lids", 1)
    assert {option.text for option in third.question.options} == {"muscle", "nerve", "fatigable"}


def test_a_vignette_that_has_two_answers_is_refused():
    text = "::M::Match.{\n=Lids -> muscle\n=Lids -> nerve\n}"

    assert faults(text) == ["line 1: “M” matches more than one answer with “Lids”"]


@pytest.mark.parametrize(
    "text",
    [
        "[html]<p>A man.</p>{=nerve ~muscle}",
        "[markdown]A man.{=nerve ~muscle}",
        "{=nerve ~muscle} fails in a man.",
        "{~muscle =nerve ~junction} fails in a man.",
        "  {\n=nerve\n~muscle\n} fails in a man.",
        "<p>A man.</p>{=nerve ~muscle}",
        "// [id:1]\n[html]<p>A man.</p>{=nerve ~muscle}",
        "\ufeff[plain]A man.{=nerve ~muscle}",
        "[1] A man.{=nerve ~muscle}",
        "<!-- a comment --> A man.{=nerve ~muscle}",
        "\n\n\ufeff\n::Q::A man.{=nerve ~muscle}",
    ],
)
def test_gift_is_recognised_whatever_it_begins_with(text):
    (item,) = items(text)

    assert "man" in item.question.stem
    assert "man" in item.title or item.title == "Q"
    assert "<p>" not in item.title


@pytest.mark.parametrize(
    "text", ['{"title": 1}', "{", "[", '["a"]', "{'title': 'A'}", "[1,2]", '{"a": "{=x ~y}"}']
)
def test_json_that_is_broken_or_strange_is_not_taken_for_gift(text):
    assert read_file(text.encode()).kind in ("json", "phenopacket", "")


@pytest.mark.parametrize(
    "title, told",
    [
        (r"Monday\:", "Monday:"),
        (r"a\:\:b", "a::b"),
        (r"\{1\} \~ \= \#", "{1} ~ = #"),
        (r"back\\", "back\\"),
        ("a:b", "a:b"),
    ],
)
def test_a_title_may_hold_and_end_with_escaped_signs(title, told):
    (item,) = items(f"::{title}::A man.{{=nerve ~muscle}}")

    assert (item.title, item.question.stem) == (told, "A man.")


def test_answers_and_feedback_may_hold_escaped_signs():
    (item,) = items(r"::Q::A man \:{=nerve\: \{a\}#1\:2 \# 3 ~muscle \= \~ x\\n#\#####all\:all}")

    assert item.question.stem == "A man :"
    assert [option.text for option in item.question.options] == ["nerve: {a}", r"muscle = ~ x\n"]
    assert item.question.options[0].feedback == "1:2 # 3"
    assert item.question.general == "all:all"


@pytest.mark.parametrize("entity", ["&#8217;", "&#x2019;", "&\\#8217;", "’"])
def test_entities_in_answers_begin_no_feedback(entity):
    (item,) = items(
        f"::Q::A boy &#x2079;.{{=Becker{entity}s dystrophy#10&#x2079; ~nerve####a&#178;}}"
    )

    assert item.question.stem == "A boy ⁹."
    assert item.question.options[0].text == "Becker’s dystrophy"
    assert item.question.options[0].feedback == "10⁹"
    assert item.question.general == "a²"


@pytest.mark.parametrize(
    "text, reason",
    [
        (
            "A man; $$\\frac{1}{2}$$ of normal.{=nerve ~muscle}",
            "has a first { that opens no answers, “1”",
        ),
        (
            "A man with {blank} hands.{=nerve ~muscle}",
            "has a first { that opens no answers, “blank”",
        ),
        ("A man {1} thin.", "has answers that begin with neither = nor ~: “1”; write \\{ and \\}"),
        (
            "A man.{=nerve {a} ~muscle}",
            "has braces within its answers, or one too many: write \\{ and \\}",
        ),
        (
            "A man.{=nerve ~muscle} Why}",
            "has braces within its answers, or one too many: write \\{ and \\}",
        ),
        (
            "A man.{=nerve ~muscle}\nA boy.{=muscle ~nerve}",
            "is followed by another question: put an empty line",
        ),
    ],
)
def test_the_reason_tells_which_brace_is_wrong(text, reason):
    assert reason in faults(f"::Q::{text}", "gift")[0]


@pytest.mark.parametrize(
    "weight, credit",
    [
        ("%100,00%", 1),
        ("% 100 %", 1),
        ("%100%%", 1),
        ("%+100%", 1),
        ("%100.0%", 1),
        ("%-33,33333%", -0.3333333),
        ("%−50%", -0.5),
        ("%33,33 %", 0.3333),
        ("%0%", 0),
    ],
)
def test_weights_are_read_as_people_write_them(weight, credit):
    (item,) = items(f"::Q::A man.{{={'nerve'} ~{weight}muscle}}")

    assert item.question.options[1].credit == pytest.approx(credit)
    assert item.question.options[1].text == "muscle"


@pytest.mark.parametrize(
    "weight, reason",
    [
        ("%full%", "has a weight that is no number: “full”"),
        ("%1/3%", "has a weight that is no number: “1/3”"),
        ("%1.000,00%", "has a weight that is no number: “1.000,00”"),
        ("%150%", "has a weight outside -100 to 100 per cent: “150”"),
        ("%-200%", "has a weight outside -100 to 100 per cent: “-200”"),
        ("%50 ", "has a weight that does not end: close “%50” with %"),
    ],
)
def test_a_weight_that_is_none_is_refused(weight, reason):
    assert faults(f"::Q::A man.{{=nerve ~{weight}muscle}}") == [f"line 1: “Q” {reason}"]


def test_paragraphs_that_an_empty_line_parts_from_their_question_are_quoted_in_its_note():
    text = (
        "::Q::[markdown]A man aged 61.\n\nHe tires.\n\nHis hands are thin.\n{=nerve"
        " ~muscle}\n\n::R::B.{=nerve ~muscle}"
    )
    found = read_file(text.encode())

    first, second = found.items
    assert [str(fault) for fault in found.faults] == [
        "line 1: “Q” is a description: only choices become cases",
        "line 3: “He tires.” is a description: only choices become cases",
    ]
    assert first.notes == (
        (
            "The text above it, on line 1, was left out, as an empty line parts them: “A man aged"
            " 61.”."
        ),
        "The text above it, on line 3, was left out, as an empty line parts them: “He tires.”.",
    )
    assert second.notes == ()


def test_a_comment_that_does_not_close_its_bracket_is_kept():
    (item,) = items("// [id:q1] and [id: what is this\n::Q::A man.{=nerve ~muscle}")

    assert (item.source, item.notes) == ("q1", ("Comment there: and [id: what is this",))
