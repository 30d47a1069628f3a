"""Read and write Moodle XML, as Moodle's `question/format/xml` does."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..format import Export, Format, Render, encoded
from ..items import (
    Catch,
    FileContents,
    Item,
    Option,
    Question,
    TroubleError,
    brief,
    few_answers,
    marks_share,
    parsed_number,
)
from ..question import Asked, draft_from_facts, each_matched
from ..safe_xml import Node, grow
from ..text.html_markdown import Leavings, answer_words, from_html, markdown_of, unmarked

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
VERDICTS = {
    "correct": "a right answer",
    "partiallycorrect": "a partly right answer",
    "incorrect": "a wrong answer",
}
STOCK_VERDICT = re.compile(r"Your answer is (?:partially )?(?:in)?correct\.?")
USUAL = (
    ("penalty", "Penalty for each further try", (0.3333333, 0.1, 0, 1)),
    ("defaultgrade", "Marks", (1,)),
)  # numbers that Moodle says of each question, and how it sets them itself
READ = {
    "name",
    "questiontext",
    "generalfeedback",
    "answer",
    "subquestion",
    "feedback",
    "text",
    "file",
    "image",
    "hint",
    "image_base64",
    "idnumber",
    "hidden",
    "single",
    "shuffleanswers",
    "answernumbering",
    "shownumcorrect",
    "tags",
    "showstandardinstruction",
    "showeachanswerfeedback",
    "coursetags",
    *(name for name, _, _ in USUAL),
    *(f"{name}feedback" for name in VERDICTS),
}  # elements of a question that are read, or say nothing of the case
CONTEXT = re.compile(r"^\$\w+\$(?:/top)?/?")


def read_moodle(data: bytes) -> FileContents:
    """Read all questions of a Moodle XML file.

    Raises TroubleError if it holds none that can be read.
    """
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
                named = NOT_ASKED.get(
                    kind, f"of the type “{brief(kind, 30)}”" if kind else "of no type"
                )
                catch.refuse(
                    f"line {node.line}", f"“{_name(node)}” is {named}: only choices become cases"
                )
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"line {node.line}", f"“{_name(node)}” {trouble}")
    if why:
        catch.refuse(where, f"{why}. What comes after it was not read.")
    return catch.found()


@dataclass(slots=True)
class _Around:
    """The texts outside a question that belong to it.

    They are its category, and the descriptions right above it.
    """

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
    credit = marks_share(answer.get("fraction", "0"), "grade")
    return Option(
        answer_words(_text(answer), left), credit, _markdown(answer.first("feedback"), left)
    )


def _matches(node: Node, around: tuple[str, ...]) -> Iterator[Item]:
    few_answers(len(node.all("subquestion")))
    left = Leavings()
    pairs = [
        (_markdown(sub, left), from_html(_text(sub.first("answer")), left))
        for sub in node.all("subquestion")
    ]
    stem = _markdown(node.first("questiontext"), left)
    general = _markdown(node.first("generalfeedback"), left)
    asked = (f"Asked of each vignette: {brief(stem, 300)}",) if stem else ()
    yield from each_matched(_item(node, (*asked, *around), left), pairs, general)


def _item(node: Node, around: tuple[str, ...], left: Leavings) -> Item:
    """Return an item with all that stands beside the texts of its question.

    `left`: what those could not hold.
    """
    tags = [tag.text.strip() for tag in node.within("tag")]
    draft, others = draft_from_facts(tags, _name(node))
    source = _text(node.first("idnumber")).strip()
    notes = [*around]
    if others:
        notes.append(f"Tags there: {brief(', '.join(others), 300)}")
    notes += [
        f"Feedback there on {name}: {brief(text, 1_000)}" for name, text in _verdicts(node, left)
    ]
    notes += _beside(node, source if source != draft.code else "", left)
    files = [file.get("name") for file in node.within("file")]
    files += [image.text.strip() for image in node.all("image")] or [""] * bool(
        any(node.within("image_base64"))
    )
    left.files += files
    return Item(
        f"line {node.line}", _name(node), source[:100], draft, notes=(*notes, *left.notes())
    )


def _beside(node: Node, id_number: str, left: Leavings) -> Iterator[str]:
    """Note what Moodle says of a question beside its texts, where it is not as usual."""
    if _is_set(_text(node.first("hidden"))):
        yield "It is hidden there."
    if id_number:
        yield f"Id number there: {brief(id_number, 100)}"
    for name, label, usual in USUAL:
        words = " ".join(_text(node.first(name)).split())
        if words and parsed_number(words) not in usual:
            yield f"{label} there: {brief(words, 20)}"
    if _text(node.first("single")).strip().lower() in ("0", "false"):
        yield "More than one answer may be chosen there."
    for hint in node.all("hint"):
        if words := unmarked(_markdown(hint, left)):
            yield f"Hint there: {brief(words, 1_000)}"
    for child in (
        *node.children,
        *(part for answer in node.all("answer", "subquestion") for part in answer.children),
    ):
        if child.name not in READ and (words := " ".join(child.text.split())):
            yield f"Also there, {brief(child.name, 40)}: {brief(words, 300)}"


def _is_set(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes")


def _verdicts(node: Node, left: Leavings) -> Iterator[tuple[str, str]]:
    """Return the feedback on right, partly right and wrong answers alike.

    Moodle's own sentences are left out.
    """
    for prefix, name in VERDICTS.items():
        text = unmarked(_markdown(node.first(f"{prefix}feedback"), left))
        if text and not STOCK_VERDICT.fullmatch(text):
            yield name, text


def _name(node: Node) -> str:
    return brief(_text(node.first("name")), 120) or "without a name"


def _category(node: Node) -> tuple[str, str]:
    path = CONTEXT.sub("", _text(node.first("category")).strip()).strip("/")
    return path, unmarked(_markdown(node.first("info"), Leavings()))


def _markdown(node: Node | None, left: Leavings) -> str:
    """Return an element's text, in the format that it names, as Markdown.

    An example is <questiontext format="html"><text>…
    """
    return markdown_of(_text(node), node.get("format", "html"), left) if node else ""


def _text(node: Node | None) -> str:
    """Return what stands in the <text> of an element, or in the element itself."""
    return _text_of(node.first("text") or node) if node else ""


def _text_of(node: Node | None) -> str:
    return "".join(part for part in node.parts if isinstance(part, str)) if node else ""


def write_moodle(asked: Iterable[Asked], render: Render) -> Iterator[str]:
    """Write a Moodle XML file, piece by piece: one choice question for each case.

    Each answer has its feedback.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    yield '  <question type="category"><category><text>$course$/top/Motor Unit</text></category>'
    yield '<info format="moodle_auto_format"><text></text></info><idnumber></idnumber></question>\n'
    for one in asked:
        yield render("moodle_question.xml", {"asked": one})
    yield "</quiz>\n"


FORMAT = Format(
    "moodle",
    "Moodle XML",
    read_moodle,
    Export(
        "moodle",
        "Moodle XML",
        "cases.xml",
        "application/xml; charset=utf-8",
        encoded(write_moodle),
        asks=True,
        has_template=True,
    ),
)
