"""Read and write GIFT, as Moodle's `question/format/gift` documents it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..format import Export, Format, encoded
from ..items import Catch, FileContents, Item, Option, Question, TroubleError, brief, marks_share
from ..limits import MOST_ANSWERS, MOST_FACTS
from ..question import Asked, draft_from_facts, each_matched
from ..text.encodings import decoded
from ..text.html_markdown import (
    LONGEST_HTML,
    Leavings,
    answer_words,
    from_html,
    from_markdown,
    from_plain,
    markdown_of,
    plain_text,
    unmarked,
    without_pictures,
)

SIGNS = "~=#{}:"
TITLE = re.compile(r"::((?:\\.|(?!::)[^\\])*+)::", re.S)
KIND = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
WEIGHT = re.compile(r"\s*%([^%\n]{0,40})%(?:[^\S\n]*%)?")
OPEN_WEIGHT = re.compile(r"\s*%\s*[-+−]?\d[\d.,]*")
BRACKETED = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*+)(\]|\\?\Z)", re.S)
OWN_COMMENT = re.compile(
    r"^question: \d+ +name: .*$", re.M
)  # what Moodle writes above each question
BRACES = re.compile(r"\\.|[{}]")
GOES_ON = re.compile(r"\s*[=~#}]")
LONGEST_WORDS = 5_000  # characters of a text that are told of it elsewhere
ENTITY = re.compile(r"(?<!\\)&#(?=(?:\d{1,7}|x[\da-f]{1,6});)", re.I)  # its "#" begins no feedback
BRACES_IN_TEXT = "write \\{ and \\} for braces in the text"


@dataclass(frozen=True, slots=True)
class GiftBlock:
    """The lines of one question. `comments`: what its comment lines say."""

    line: int
    text: str
    comments: str
    category: str


def read_gift(data: bytes) -> FileContents:
    catch = Catch("gift")
    above: list[
        GiftBlock
    ] = []  # descriptions since the last question: likely paragraphs of the next one
    for block in blocks(decoded(data)):
        try:
            if find(block.text, "{") is None:
                above.append(block)
                raise TroubleError(
                    f"“{_name(block.text)}” is a description: only choices become cases"
                )
            for item in _items(block, above):
                catch.take(item)
            above = []
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"line {block.line}", str(trouble))
            above = above if above[-1:] == [block] else []
    return catch.found()


def blocks(text: str) -> Iterator[GiftBlock]:
    """Split a text into questions, which have empty lines between them.

    An answer block that an empty line cuts goes on after it.
    """
    lines: list[str] = []
    comments: list[str] = []
    first, category = 1, ""
    cut = is_open = False

    def block() -> GiftBlock:
        return GiftBlock(first, "\n".join(lines), "\n".join(comments), category)

    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = line.strip()
        if not bare:
            cut = bool(lines)
            continue
        starts_category = bare.upper().startswith("$CATEGORY:")
        if lines and (starts_category or (cut and not (is_open and GOES_ON.match(line)))):
            yield block()
            lines, comments, is_open = [], [], False
        cut = False
        if bare.startswith("//"):
            comments.append(bare[2:].strip())
        elif starts_category:
            category = (
                bare.partition(":")[2]
                .strip()
                .removeprefix("$course$")
                .removeprefix("/top")
                .strip("/")
            )
        else:
            first = first if lines else number
            lines.append(line)
            for match in BRACES.finditer(line):
                is_open = match[0] == "{" or (is_open and match[0] != "}")
    if lines:
        yield block()


def find(text: str, signs: str, start: int = 0) -> int | None:
    """Return where the first of these signs stands that has no backslash before it."""
    for match in re.compile(rf"(?s)\\.|[{signs}]").finditer(text, start):
        if match[0] in signs:
            return match.start()
    return None


def gift_text(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\n])", lambda match: "\n" if match[1] == "n" else match[1], text)


def _titled(text: str) -> tuple[str, str]:
    """Return the title of a question and what stands after it.

    Raises TroubleError for a title that does not end.
    """
    text = text.strip()
    if not text.startswith("::"):
        return "", text
    match = TITLE.match(text)
    if match is None:
        raise TroubleError(f"“{brief(text)}” has a title that does not end: close it with ::")
    return gift_text(match[1]).strip(), text[match.end() :].strip()


def _name(text: str) -> str:
    title, text = _titled(text)
    return brief(title or _words(text), 120)


def _words(text: str) -> str:
    """Return the words of a question's text, without title and answers, on one line."""
    kind, text = _kind(_titled(text)[1], "moodle")
    stop = find(text, "}")
    text = text[: find(text, "{")].strip() or text[(stop or 0) + 1 :]
    text = gift_text(without_pictures(text))[:LONGEST_WORDS]
    return plain_text(text) if kind in ("html", "moodle") else " ".join(text.split())


def _items(block: GiftBlock, above: list[GiftBlock]) -> Iterator[Item]:
    text = without_pictures(block.text)
    if len(text) > LONGEST_HTML:
        raise TroubleError(f"“{brief(text)}” is longer than {LONGEST_HTML:,} characters")
    name = _name(text)
    kind, text = _kind(_titled(text)[1], "moodle")
    try:
        before, inner, after = _parts(text)
        left = Leavings()
        gap = " … " if after and kind != "html" else ""
        stem = markdown_of(gift_text(f"{before}{gap}{after}"), kind, left)
        if not stem:
            raise TroubleError("has no text")
        yield from _asked(block, name, stem, inner, kind, left, above)
    except TroubleError as trouble:
        raise TroubleError(f"“{name}” {trouble}", trouble.where) from None


def _parts(text: str) -> tuple[str, str, str]:
    """Return the text before the answers, the answers, and the text after them.

    Raises TroubleError unless all are of one question.
    """
    start = find(text, "{")
    stop = find(text, "}", start or 0)
    if start is None or stop is None:
        raise TroubleError("has an answer block that does not end: close it with }")
    before, after = text[:start].rstrip(), text[stop + 1 :].strip()
    inner = ENTITY.sub(r"&\#", text[start + 1 : stop]).strip()
    if find(after, "{") is not None:
        if _is_answers(inner):
            raise TroubleError("is followed by another question: put an empty line between them")
        raise TroubleError(
            f"has a first {{ that opens no answers, “{brief(inner, 30)}”: {BRACES_IN_TEXT}"
        )
    if find(after, "}") is not None or find(inner, "{") is not None:
        raise TroubleError(f"has braces within its answers, or one too many: {BRACES_IN_TEXT}")
    return before, inner, after


def _is_answers(inner: str) -> bool:
    return not inner or inner[0] in "=~#" or bool(_not_asked(inner))


def _asked(
    block: GiftBlock,
    name: str,
    stem: str,
    inner: str,
    kind: str,
    left: Leavings,
    above: list[GiftBlock],
) -> Iterator[Item]:
    if named := _not_asked(inner):
        raise TroubleError(f"is {named}: only choices become cases")
    general = ""
    if (at := _general(inner)) is not None:
        general = markdown_of(gift_text(inner[at + 4 :].strip()), kind, left)
        inner = inner[:at]
    answers = list(islice(_answers(inner, kind), MOST_ANSWERS + 1))
    if len(answers) > MOST_ANSWERS:
        raise TroubleError(f"has more than {MOST_ANSWERS} answers or pairs")
    item = _bare_item(block, name, above)
    if all(answer.sign == "=" and "->" in answer.text for answer in answers):
        pairs = [answer.pair(left) for answer in answers]
        asked = f"Asked of each vignette: {brief(stem, 300)}"
        yield from each_matched(
            replace(item, notes=(*item.notes, *left.notes(), asked)), pairs, general
        )
        return
    if all(answer.sign == "=" for answer in answers):
        raise TroubleError("is a short-answer question: only choices become cases")
    options = tuple(answer.option(left) for answer in answers)
    yield replace(
        item, question=Question(stem, options, general), notes=(*item.notes, *left.notes())
    )


def _bare_item(block: GiftBlock, name: str, above: list[GiftBlock]) -> Item:
    """Return an item with what its comments, category and the paragraphs above it say."""
    found = [
        match for match in islice(BRACKETED.finditer(block.comments), MOST_FACTS) if match[3] == "]"
    ]
    facts = [(match[1], re.sub(r"\\(.)", r"\1", match[2])) for match in found]
    source = next((value for key, value in facts if key == "id"), "")[:100]
    draft, others = draft_from_facts((value for key, value in facts if key == "tag"), name)
    said = BRACKETED.sub(lambda match: "" if match[3] == "]" else match[0], block.comments)
    notes = [
        f"{label}: {brief(words, 1_000)}"
        for label, words in (
            ("Category there", block.category),
            ("Tags there", ", ".join(others)),
            ("Comment there", OWN_COMMENT.sub("", said).strip()),
        )
        if words
    ]
    notes += [
        f"The text above it, on line {part.line}, was left out, as an empty line parts them: "
        f"“{brief(_words(part.text), 1_000)}”."
        for part in above
    ]
    return Item(f"line {block.line}", name, source, draft, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class GiftAnswer:
    """An answer as it stands, signs still escaped; each text with its kind."""

    sign: str
    credit: float
    text: str
    kind: str
    feedback: str
    feedback_kind: str

    def option(self, left: Leavings) -> Option:
        spoken = gift_text(self.text).strip()
        if self.kind in ("html", "moodle"):
            words = answer_words(spoken, left)
        else:
            words = unmarked(from_markdown(spoken, left)) if self.kind == "markdown" else spoken
            if self.kind == "plain":
                from_plain(spoken, left)
        return Option(
            words,
            self.credit,
            markdown_of(gift_text(self.feedback).strip(), self.feedback_kind, left),
        )

    def pair(self, left: Leavings) -> tuple[str, str]:
        vignette, _, right = self.text.partition("->")
        answer = gift_text(right).strip()
        return (
            markdown_of(gift_text(vignette).strip(), self.kind, left),
            from_html(answer, left)
            if self.kind in ("html", "moodle")
            else from_plain(answer, left),
        )


def _answers(inner: str, kind: str) -> Iterator[GiftAnswer]:
    at = find(inner, "=~")
    if inner[:at].strip():
        raise TroubleError(
            f"has answers that begin with neither = nor ~: “{brief(inner)}”; {BRACES_IN_TEXT}"
        )
    while at is not None:
        end = find(inner, "=~", at + 1)
        credit, piece = _weighed(inner[at + 1 : end], 1.0 if inner[at] == "=" else 0.0)
        mark = find(piece, "#")
        text, feedback = (piece, "") if mark is None else (piece[:mark], piece[mark + 1 :])
        own, text = _kind(text, kind)
        yield GiftAnswer(inner[at], credit, text, own, *reversed(_kind(feedback, own)))
        at = end


def _weighed(piece: str, credit: float) -> tuple[float, str]:
    """Return the marks before an answer's words, else `credit`, and the rest.

    Raises TroubleError for marks that are no number.
    """
    if match := WEIGHT.match(piece):
        return marks_share(match[1], "weight"), piece[match.end() :]
    if match := OPEN_WEIGHT.match(piece):
        raise TroubleError(f"has a weight that does not end: close “{brief(match[0])}” with %")
    return credit, piece


def _general(inner: str) -> int | None:
    at = find(inner, "#")
    while at is not None:
        if inner[at : at + 4] == "####":
            return at
        at = find(inner, "#", at + 1)
    return None


def _not_asked(inner: str) -> str:
    first = re.split(r"[#\s]", inner, maxsplit=1)[0].upper()
    if not inner or inner.startswith("####"):
        return "an essay question"
    if inner.startswith("#"):
        return "a numerical question"
    return "a true/false question" if first in ("T", "F", "TRUE", "FALSE") else ""


def _kind(text: str, default: str) -> tuple[str, str]:
    match = KIND.match(text)
    return (match[1].lower(), text[match.end() :]) if match else (default, text)


def write_gift(asked: Iterable[Asked]) -> Iterator[str]:
    """Write a GIFT file, piece by piece: a multiple-choice question for each case.

    Each answer has its feedback.
    """
    yield "$CATEGORY: $course$/top/Motor Unit\n\n"
    for one in asked:
        tags = "".join(f" [tag:{_bracketed(fact)}]" for fact in one.facts)
        yield f"// [id:{_bracketed(one.code)}]{tags}\n"
        yield f"::{_escaped(one.name)}::[html]{_escaped(one.stem)}{{\n"
        for _, label, right, feedback in one.options:
            yield f"\t{'=' if right else '~'}{_escaped(label)}#{_escaped(feedback)}\n"
        yield f"\t####{_escaped(one.general)}\n" if one.general else ""
        yield "}\n\n"


def _escaped(text: str) -> str:
    """Return a text in which no sign of GIFT means anything, on one line."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", " ")


FORMAT = Format(
    "gift",
    "GIFT",
    read_gift,
    Export(
        "gift",
        "GIFT",
        "cases.gift.txt",
        "text/plain; charset=utf-8",
        encoded(write_gift),
        asks=True,
    ),
)
