"""Moodle XML, read and written, as Moodle's `question/format/xml` writes and reads it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from .asking import Asked, draft_from_facts, each_matched
from .markup import Leavings, answer_words, from_html, markdown_of, unmarked
from .shape import Catch, Found, Item, Option, Question, TroubleError, brief, few_answers, number, share
from .tree import Node, grow

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
USUAL = (
    ("penalty", "Penalty for each further try", (0.3333333, 0.1, 0, 1)),
    ("defaultgrade", "Marks", (1,)),
)  # numbers that Moodle says of each question, and how it sets them itself
READ = {
    *("name", "questiontext", "generalfeedback", "answer", "subquestion", "feedback", "text", "file", "image", "hint"),
    *("image_base64", "idnumber", "hidden", "single", "shuffleanswers", "answernumbering", "shownumcorrect", "tags"),
    *("showstandardinstruction", "showeachanswerfeedback", "coursetags", *(name for name, _, _ in USUAL)),
    *(f"{name}feedback" for name in VERDICTS),
}  # elements of a question that are read, or say nothing of the case
CONTEXT = re.compile(r"^\$\w+\$(?:/top)?/?")


def read(data: bytes) -> Found:
    """All questions of a Moodle XML file. Raises TroubleError if it holds none that can be read."""
    root, where, why = grow(data)
    catch = Catch("moodle")
    if root.name != "quiz":
        raise TroubleError(f"begins with <{root.name}>, not with <quiz>", f"line {root.line}")
    around = _Around()
    for node in root.all("question"):
        if not node.whole:
            break
        kind = node.get("type").strip().lower()
        try:
            if kind == "category":
                around = _Around(*_category(node))
            elif kind in ("multichoice", "multichoiceset", "matching", "match", "ddmatch"):
                above, around.above = around.above, []
                reader = _choices if kind.startswith("multichoice") else _matches
                for item in reader(node, (*around.notes, *above)):
                    catch.take(item)
            else:
                around.above = [*around.above, _description(node)] if kind == "description" else []
                named = NOT_ASKED.get(kind, f"of the type “{brief(kind, 30)}”" if kind else "of no type")
                catch.refuse(f"line {node.line}", f"“{_name(node)}” is {named}: only choices become cases")
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"line {node.line}", f"“{_name(node)}” {trouble}")
    if why:
        catch.refuse(where, f"{why}. What comes after it was not read.")
    return catch.found()


@dataclass(slots=True)
class _Around:
    """What is told of a question outside it: the category, and the descriptions right above it."""

    category: str = ""
    about: str = ""
    above: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        told = (("Category there", self.category), ("Said of the category there", self.about))
        return tuple(f"{label}: {brief(words, 300)}" for label, words in told if words)


def _description(node: Node) -> str:
    words = unmarked(_markdown(node.first("questiontext"), Leavings()))
    return f"A description stands above it there, on line {node.line}: “{brief(words, 1_000)}”."


def _choices(node: Node, around: tuple[str, ...]) -> Iterator[Item]:
    few_answers(len(node.all("answer")))
    left = Leavings()
    question = Question(
        _markdown(node.first("questiontext"), left),
        tuple(_option(answer, left) for answer in node.all("answer")),
        _markdown(node.first("generalfeedback"), left),
    )
    if not question.stem:
        raise TroubleError("has no text")
    yield replace(_item(node, around, left), question=question)


def _option(answer: Node, left: Leavings) -> Option:
    credit = share(answer.get("fraction", "0"), "grade")
    return Option(answer_words(_text(answer), left), credit, _markdown(answer.first("feedback"), left))


def _matches(node: Node, around: tuple[str, ...]) -> Iterator[Item]:
    few_answers(len(node.all("subquestion")))
    left = Leavings()
    pairs = [(_markdown(sub, left), from_html(_text(sub.first("answer")), left)) for sub in node.all("subquestion")]
    stem = _markdown(node.first("questiontext"), left)
    general = _markdown(node.first("generalfeedback"), left)
    asked = (f"Asked of each vignette: {brief(stem, 300)}",) if stem else ()
    yield from each_matched(_item(node, (*asked, *around), left), pairs, general)


def _item(node: Node, around: tuple[str, ...], left: Leavings) -> Item:
    """An item with all that stands beside the texts of its question. `left`: what those could not hold."""
    tags = [tag.text.strip() for tag in node.within("tag")]
    draft, others = draft_from_facts(tags, _name(node))
    source = _text(node.first("idnumber")).strip()
    notes = [*around]
    if others:
        notes.append(f"Tags there: {brief(', '.join(others), 300)}")
    notes += [f"Feedback there on {name}: {brief(text, 1_000)}" for name, text in _verdicts(node, left)]
    notes += _beside(node, source if source != draft.code else "", left)
    files = [file.get("name") for file in node.within("file")]
    files += [image.text.strip() for image in node.all("image")] or [""] * bool(any(node.within("image_base64")))
    left.files += files
    return Item(f"line {node.line}", _name(node), source[:100], draft, notes=(*notes, *left.notes()))


def _beside(node: Node, id_number: str, left: Leavings) -> Iterator[str]:
    """What Moodle says of a question beside its texts, where it is not as usual."""
    if _is_set(_text(node.first("hidden"))):
        yield "It is hidden there."
    if id_number:
        yield f"Id number there: {brief(id_number, 100)}"
    for name, label, usual in USUAL:
        words = " ".join(_text(node.first(name)).split())
        if words and number(words) not in usual:
            yield f"{label} there: {brief(words, 20)}"
    if _text(node.first("single")).strip().lower() in ("0", "false"):
        yield "More than one answer may be chosen there."
    for hint in node.all("hint"):
        if words := unmarked(_markdown(hint, left)):
            yield f"Hint there: {brief(words, 1_000)}"
    for child in (*node.children, *(part for answer in node.all("answer", "subquestion") for part in answer.children)):
        if child.name not in READ and (words := " ".join(child.text.split())):
            yield f"Also there, {brief(child.name, 40)}: {brief(words, 300)}"


def _is_set(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes")


def _verdicts(node: Node, left: Leavings) -> Iterator[tuple[str, str]]:
    """Feedback on right, partly right and wrong answers alike, where it is more than Moodle's own sentence."""
    for prefix, name in VERDICTS.items():
        text = unmarked(_markdown(node.first(f"{prefix}feedback"), left))
        if text and not STOCK_VERDICT.fullmatch(text):
            yield name, text


def _name(node: Node) -> str:
    return brief(_text(node.first("name")), 120) or "without a name"


def _category(node: Node) -> tuple[str, str]:
    """The path of a category, and what is said of it."""
    path = CONTEXT.sub("", _text(node.first("category")).strip()).strip("/")
    return path, unmarked(_markdown(node.first("info"), Leavings()))


def _markdown(node: Node | None, left: Leavings) -> str:
    """The text of an element such as <questiontext format="html"><text>…"""
    return markdown_of(_text(node), node.get("format", "html"), left) if node else ""


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
