"""Powers, indices and formulas keep their meaning on one line of text, or the note names them."""

import pytest

from cases.tests.exchange.known import items, settled

from ....exchange.text.html_markdown import Leavings, from_html, from_plain, markdown_of
from ..formats.test_moodle_xml import question


@pytest.mark.parametrize(
    "html, words",
    [
        ("210 × 10<sup>9</sup>/L", "210 × 10⁹/L"),
        ("H<sub>2</sub>O", "H₂O"),
        ("Ca<sup>2+</sup>, Cl<sup>−</sup>, HCO<sub>3</sub><sup>-</sup>", "Ca²⁺, Cl⁻, HCO₃⁻"),
        ("10<sup><b>-9</b></sup>", "10⁻⁹"),
        ("10<sup> 9 </sup>", "10⁹"),
        ("10&sup2; and 10&#x2079; and 10⁹", "10² and 10⁹ and 10⁹"),
        ("10<SUP class='x'>9</SUP>", "10⁹"),
        ("10<span style='font-size:60%; vertical-align: super'>9</span>", "10⁹"),
        ("10<span style='vertical-align:super'><span>9</span></span> L", "10⁹ L"),
        ("10<span style='position: relative; top: -0.4em'>9</span>", "10⁹"),
        ("10<span style='vertical-align: 3px'>9</span>", "10⁹"),
        ("H<span style='vertical-align:-25%'>2</span>O", "H₂O"),
        ("10<span class='big superscript'>9</span>", "10⁹"),
        ("10<strong style='vertical-align:super'>9</strong>", "10⁹"),
        ("10<a style='vertical-align:super' href='#n'>9</a>", "10⁹"),
        ("H<span style='font-variant-position: sub'>2</span>O", "H₂O"),
        ("<p style='vertical-align: top; top: -1px' class='sup'>9</p>", "9"),
        ("<b>10<sup>9</sup></b>", "**10⁹**"),
        ("V<sub>max</sub>", r"V\_max"),
        ("10<sup>2<sup>3</sup></sup>", "10^(2³)"),
        ("10<sup>n + 1</sup>", "10ⁿ⁺¹"),
        ("e<sup>x/2</sup>", "e^(x/2)"),
        ("the 1<sup>st</sup> and 25<sup>th</sup>", "the 1st and 25th"),
        ("10<sup>9", "10^9"),
        ("a<sup></sup>b", "ab"),
        ("10<sup>–9</sup>", "10⁻⁹"),
        ("<sup>99m</sup>Tc", "^(99m)Tc"),
    ],
)
def test_powers_and_indices_are_kept(html, words):
    assert from_html(html) == words


@pytest.mark.parametrize("mark", ["html", "moodle"])
def test_powers_are_kept_in_every_text_of_a_question(mark):
    power = "10<sup>9</sup>"
    text = f"::Q::[{mark}]{power}{{={power} nerve#{power} ~muscle#{power} ####{power}}}".replace(
        "=10", "=10"
    )

    (item,) = items(text)

    told = item.question
    assert (
        told.stem == told.general == told.options[0].feedback == told.options[1].feedback == "10⁹"
    )
    assert told.options[0].text == "10⁹ nerve"


def test_cells_keep_their_powers():
    table = "<table><tr><th>Ca<sup>2+</sup></th><td>6 × 10<sup>9</sup>/L</td></tr></table>"

    assert from_html(table) == "Ca²⁺; 6 × 10⁹/L"


@pytest.mark.parametrize(
    "mathml, words",
    [
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "1 1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x + 1)"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", "³√8"),
        ("<msup><mn>10</mn><mn>9</mn></msup>", "10⁹"),
        ("<msub><mi>V</mi><mi>max</mi></msub>", "V_max"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x̄"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
            "[1, 2; 3]",
        ),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>x</mi>", "∑_iⁿx"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        ("<semantics><mn>3</mn><annotation encoding='TeX'>three</annotation></semantics>", "3"),
        ("<mi>CK</mi><mo>&gt;</mo><mn>170</mn><mtext>U/L</mtext>", "CK > 170U/L"),
        ("<mmultiscripts><mi>Tc</mi><mprescripts/><none/><mn>99</mn></mmultiscripts>", "⁹⁹Tc"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "m:"])
def test_mathml_is_put_on_one_line_and_named(mathml, words, prefix):
    left = Leavings()
    formula = (
        f"<math>{mathml}</math>".replace("</", "\0")
        .replace("<", f"<{prefix}")
        .replace("\0", f"</{prefix}")
    )

    told = from_html(f"<p>Of normal: {formula}.</p>", left)

    assert told.replace("\\", "") == f"Of normal: {words}."
    assert left.notes() == (
        f"Formulas were put on one line, so compare them with the original: “{words}”.",
    )


def test_powers_of_markdown_are_kept():
    assert markdown_of("10<sup>9</sup>/L, H<sub>2</sub>O, 10^9", "markdown") == "10⁹/L, H₂O, 10^9"


@pytest.mark.parametrize(
    "html, words",
    [
        ('<script type="math/tex">x^2</script>', r"\\(x^2\\)"),
        ('<script type="math/tex; mode=display">\\frac{1}{2}</script>', r"\\(\\frac{1}{2}\\)"),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "1/2",
        ),
    ],
)
def test_formulas_of_pages_and_word_processors_are_kept_and_named(html, words):
    left = Leavings()

    assert from_html(f"Of {html} it", left) == f"Of {words} it"
    assert len(left.notes()) == 1


@pytest.mark.parametrize("mark", ["html", "plain", "markdown", "moodle"])
def test_tex_in_an_answer_is_named(mark):
    (item,) = items(f"::Q::[{mark}]A man.{{=nerve ~muscle $$x$$}}")

    assert item.notes == ("Formulas in TeX are not drawn here: “$$x$$”.",)


def test_a_formula_of_qti_is_kept_and_named():
    body = (
        "<p>It is <math"
        ' xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>.</p>'
    )
    item = f"""<assessmentItem identifier="i" title="T"><responseDeclaration identifier="R"><correctResponse>
    <value>n</value></correctResponse></responseDeclaration><itemBody>{body}<choiceInteraction responseIdentifier="R">
    <simpleChoice identifier="n">Nerve</simpleChoice><simpleChoice identifier="m">Muscle, 10<sup>9</sup></simpleChoice>
    </choiceInteraction></itemBody></assessmentItem>"""

    (told,) = items(item)

    assert told.question.stem == "It is 1/2."
    assert told.question.options[1].text == "Muscle, 10⁹"
    assert "“1/2”" in told.notes[0]


@pytest.mark.parametrize(
    "tex",
    [
        r"\(\frac{3}{4}\)",
        r"\[x^2\]",
        "$$x^2$$",
        "[tex]x[/tex]",
        r"$x^2$",
        r"$\alpha$",
        r"\begin{matrix}",
        r"\frac{1}{2}",
    ],
)
@pytest.mark.parametrize("kind", ["html", "plain", "markdown", "moodle"])
def test_tex_is_kept_and_named(tex, kind):
    left = Leavings()

    told = markdown_of(f"Capacity {tex} of normal.", kind, left)

    assert tex.strip("$\\[]()") in told.replace("\\\\", "\\").replace("\\[", "[").replace(
        "\\]", "]"
    ).replace("\\_", "_")
    assert left.notes()[0].startswith("Formulas in TeX are not drawn here: ")


@pytest.mark.parametrize(
    "text", ["It costs $5 and $6.", "grip 4/5 (MRC)", "a [tex] word", "C:\\path"]
)
def test_what_is_no_formula_is_not_named(text):
    left = Leavings()
    from_html(text, left)
    from_plain(text, left)

    assert left.notes() == ()


def test_the_note_of_a_draft_names_its_formulas():
    stem = "A man aged 61; capacity $$x^2$$ &lt;math&gt;&lt;mn&gt;7&lt;/mn&gt;&lt;/math&gt;."
    answers = (
        '<answer fraction="100"><text>nerve</text></answer><answer'
        ' fraction="0"><text>muscle</text></answer>'
    )

    (draft,) = settled(question(f"<questiontext><text>{stem}</text></questiontext>{answers}"))

    assert "$$x^2$$ 7." in draft.history
    assert "TeX are not drawn here: “$$x^2$$”" in draft.import_note
    assert "on one line, so compare them with the original: “7”" in draft.import_note


@pytest.mark.parametrize("formula", ["`sqrt(x)/2`", "amath x^2 endamath"])
def test_ascii_math_is_kept_and_named(formula):
    left = Leavings()

    assert formula.strip("`") in from_html(f"Capacity {formula}.", left).replace("\\", "")
    assert left.notes() == (f"Formulas in AsciiMath are not drawn here: “{formula}”.",)


@pytest.mark.parametrize("formula", [r"\ce{Ca^2+}", r"\SI{3}{mmol}", r"\mathbf{x}"])
def test_a_command_of_tex_with_braces_is_named(formula):
    left = Leavings()
    from_plain(f"It is {formula}.", left)

    assert left.notes() == (f"Formulas in TeX are not drawn here: “{formula}”.",)


def test_mathml_in_the_signs_of_wiris_is_read():
    left = Leavings()
    html = "«math xmlns=¨x¨»«msup»«mn»10«/mn»«mn»9«/mn»«/msup»«/math» cells, «said he»"

    assert from_html(html, left) == "10⁹ cells, «said he»"
