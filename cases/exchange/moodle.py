"""Moodle XML, read and written, as Moodle's `question/format/xml` writes and reads it."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from .asking import Asked, draft_from_facts, each_matched
from .markup import PICTURE, Node, from_html, grow, markdown_of, plain, unmarked
from .shape import Catch, Found, Item, Option, Question, TroubleError, brief, few_answers

NOT_ASKED = {
    "truefalse": "a true/false question",
    "shortanswer": "a short-answer question",
    "numerical": "a numerical question",
    "essay": "an essay question",
    "cloze": "a cloze question",
    "multianswer": "a cloze question",
    "description": "a description",
    "calculated": "a calculated question",
}
VERDICTS = {"correct": "a right answer", "partiallycorrect": "a partly right answer", "incorrect": "a wrong answer"}
STOCK_VERDICT = re.compile(r"Your answer is (?:partially )?(?:in)?correct\.?")
CONTEXT = re.compile(r"^\$\w+\$(?:/top)?/?")


def read(data: bytes) -> Found:
    """All questions of a Moodle XML file. Raises TroubleError if it holds none that can be read."""
    root, where, why = grow(data)
    catch = Catch("moodle")
    if root.name != "quiz":
        raise TroubleError(f"begins with <{root.name}>, not with <quiz>", f"line {root.line}")
    category = ""
    for node in root.all("question"):
        if not node.whole:
            break
        kind = node.get("type").strip().lower()
        try:
            if kind == "category":
                category = _category(node)
            elif kind in ("multichoice", "multichoiceset", "matching", "match", "ddmatch"):
                reader = _choices if kind.startswith("multichoice") else _matches
                for item in reader(node, category):
                    catch.take(item)
            else:
                named = NOT_ASKED.get(kind, f"of the type “{brief(kind, 30)}”" if kind else "of no type")
                catch.refuse(f"line {node.line}", f"“{_name(node)}” is {named}: only choices become cases")
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"line {node.line}", f"“{_name(node)}” {trouble}")
    if why:
        catch.refuse(where, f"{why}. What comes after it was not read.")
    return catch.found()


def _choices(node: Node, category: str) -> Iterator[Item]:
    few_answers(len(node.all("answer")))
    options = tuple(
        Option(plain(_text(answer)), _credit(answer), _markdown(answer.first("feedback")))
        for answer in node.all("answer")
    )
    yield _item(node, category, Question(_stem(node), options, _markdown(node.first("generalfeedback"))))


def _matches(node: Node, category: str) -> Iterator[Item]:
    few_answers(len(node.all("subquestion")))
    pairs = [(_markdown(sub), from_html(_text(sub.first("answer")))) for sub in node.all("subquestion")]
    notes = (f"Asked of each vignette: {brief(_stem(node), 300)}",) if _stem(node) else ()
    yield from each_matched(_item(node, category, None, notes), pairs, _markdown(node.first("generalfeedback")))


def _item(node: Node, category: str, question: Question | None, notes: tuple[str, ...] = ()) -> Item:
    if question and not question.stem:
        raise TroubleError("has no text")
    tags = [tag.text.strip() for tag in node.within("tag")]
    draft, others = draft_from_facts(tags, _name(node))
    if category:
        notes += (f"Category there: {brief(category, 200)}",)
    if others:
        notes += (f"Tags there: {brief(', '.join(others), 300)}",)
    notes += tuple(f"Feedback there on {name}: {brief(text, 500)}" for name, text in _verdicts(node))
    if any(node.within("file", "image_base64")) or PICTURE.search(node.text):
        names = [brief(file.get("name")) for file in node.within("file") if file.get("name")]
        names += [brief(image.text) for image in node.all("image")]
        notes += (f"Pictures and other files were left out{': ' + ', '.join(names[:10]) if names else ''}.",)
    if any(node.within("hint")) and any(hint.text.strip() for hint in node.within("hint")):
        notes += ("Hints were left out.",)
    source = _text_of(node.first("idnumber")).strip()
    where = f"line {node.line}"
    return Item(where, _name(node), source[:100], draft, question, notes=notes)


def _verdicts(node: Node) -> Iterator[tuple[str, str]]:
    """Feedback on right, partly right and wrong answers alike, where it is more than Moodle's own sentence."""
    for prefix, name in VERDICTS.items():
        text = unmarked(_markdown(node.first(f"{prefix}feedback")))
        if text and not STOCK_VERDICT.fullmatch(text):
            yield name, text


def _credit(answer: Node) -> float:
    try:
        credit = float(answer.get("fraction", "0")) / 100
    except ValueError:
        raise TroubleError(f"has a grade that is no number: “{brief(answer.get('fraction'), 20)}”") from None
    return credit if -1 <= credit <= 1 else 0.0


def _stem(node: Node) -> str:
    return _markdown(node.first("questiontext"))


def _name(node: Node) -> str:
    return brief(_text(node.first("name")), 120) or "without a name"


def _category(node: Node) -> str:
    return CONTEXT.sub("", _text(node.first("category")).strip()).strip("/")


def _markdown(node: Node | None) -> str:
    """The text of an element such as <questiontext format="html"><text>…"""
    return markdown_of(_text(node), node.get("format", "html")) if node else ""


def _text(node: Node | None) -> str:
    """What stands in the <text> of an element, or in the element itself."""
    return _text_of(node.first("text") or node) if node else ""


def _text_of(node: Node | None) -> str:
    return "".join(part for part in node.parts if isinstance(part, str)) if node else ""


def write(asked: Iterable[Asked]) -> Iterator[str]:
    """A Moodle XML file, piece by piece: a multiple-choice question a case, each answer with its feedback."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    yield '  <question type="category"><category><text>$course$/top/Motor Unit</text></category>'
    yield '<info format="moodle_auto_format"><text></text></info><idnumber></idnumber></question>\n'
    for one in asked:
        yield _question(one)
    yield "</quiz>\n"


def _question(one: Asked) -> str:
    answers = "".join(
        f'    <answer fraction="{100 if right else 0}" format="html">{_wrapped(escape(label))}\n'
        f'      <feedback format="html">{_wrapped(feedback)}</feedback>\n    </answer>\n'
        for _, label, right, feedback in one.options
    )
    tags = "".join(f"<tag>{_wrapped(fact)}</tag>" for fact in one.facts)
    verdicts = "".join(f'    <{name}feedback format="html"><text></text></{name}feedback>\n' for name in VERDICTS)
    return (
        f'  <question type="multichoice">\n    <name>{_wrapped(one.name)}</name>\n'
        f'    <questiontext format="html">{_wrapped(one.stem)}</questiontext>\n'
        f'    <generalfeedback format="html">{_wrapped(one.general)}</generalfeedback>\n'
        "    <defaultgrade>1.0000000</defaultgrade>\n    <penalty>0.3333333</penalty>\n    <hidden>0</hidden>\n"
        f"    <idnumber>{escape(one.code)}</idnumber>\n    <single>true</single>\n"
        "    <shuffleanswers>false</shuffleanswers>\n    <answernumbering>none</answernumbering>\n"
        "    <showstandardinstruction>0</showstandardinstruction>\n"
        f"{verdicts}{answers}    <tags>{tags}</tags>\n  </question>\n"
    )


def _wrapped(text: str) -> str:
    return f"<text>{escape(text)}</text>"
