"""GIFT, read and written, as Moodle's `question/format/gift` documents it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from .asking import Asked, draft_from_facts, each_matched
from .markup import LONGEST_HTML, PICTURE, from_plain, markdown_of, plain
from .shape import MOST_ANSWERS, MOST_FACTS, Catch, Found, Item, Option, Question, TroubleError, brief, decoded

SIGNS = "~=#{}:"
KIND = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")
BRACKETED = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
OWN_COMMENT = re.compile(r"^question: \d+ +name: .*$", re.M)  # what Moodle writes above each question
BRACES = re.compile(r"\\.|[{}]")
GOES_ON = re.compile(r"\s*[=~#}]")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one question. `comments`: what its comment lines say."""

    line: int
    text: str
    comments: str
    category: str


def read(data: bytes) -> Found:
    """All questions of a GIFT file."""
    catch = Catch("gift")
    for block in blocks(decoded(data)):
        try:
            for item in _items(block):
                catch.take(item)
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"line {block.line}", str(trouble))
    return catch.found()


def blocks(text: str) -> Iterator[Block]:
    """Questions, with empty lines between them. An answer block that an empty line cuts goes on after it."""
    lines: list[str] = []
    comments: list[str] = []
    first, category = 1, ""
    cut = is_open = False

    def block() -> Block:
        return Block(first, "\n".join(lines), "\n".join(comments), category)

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
            category = bare.partition(":")[2].strip().removeprefix("$course$").removeprefix("/top").strip("/")
        else:
            first = first if lines else number
            lines.append(line)
            for match in BRACES.finditer(line):
                is_open = match[0] == "{" or (is_open and match[0] != "}")
    if lines:
        yield block()


def find(text: str, signs: str, start: int = 0) -> int | None:
    """Where the first of these signs stands that has no backslash before it."""
    for match in re.compile(rf"(?s)\\.|[{signs}]").finditer(text, start):
        if match[0] in signs:
            return match.start()
    return None


def unescaped(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\n])", lambda match: "\n" if match[1] == "n" else match[1], text)


def _items(block: Block) -> Iterator[Item]:
    text = block.text.strip()
    if len(text) > LONGEST_HTML:
        raise TroubleError(f"“{brief(text)}” is longer than {LONGEST_HTML:,} characters")
    title = ""
    if text.startswith("::"):
        end = next((m.start() for m in re.finditer("::", text[2:]) if text[m.start() + 1] != "\\"), None)
        if end is None:
            raise TroubleError(f"“{brief(text)}” has a title that does not end: close it with ::")
        title, text = unescaped(text[2 : end + 2]).strip(), text[end + 4 :].strip()
    kind, text = _kind(text, "moodle")
    start, stop = find(text, "{"), None
    name = brief(title or unescaped(text[:start]), 120)
    if start is not None:
        stop = find(text, "}", start)
    if start is None:
        raise TroubleError(f"“{name}” is a description: only choices become cases")
    if stop is None:
        raise TroubleError(f"“{name}” has an answer block that does not end: close it with }}")
    before, inner, after = text[:start].rstrip(), text[start + 1 : stop].strip(), text[stop + 1 :].strip()
    if find(after, "{") is not None:
        raise TroubleError(f"“{name}” is followed by another question: put an empty line between them")
    stem = markdown_of(unescaped(f"{before} … {after}" if after and kind != "html" else before + after), kind)
    if not stem:
        raise TroubleError(f"“{name}” has no text")
    yield from _asked(block, name, stem, inner, kind)


def _asked(block: Block, name: str, stem: str, inner: str, kind: str) -> Iterator[Item]:
    if named := _not_asked(inner):
        raise TroubleError(f"“{name}” is {named}: only choices become cases")
    general = ""
    if (at := _general(inner)) is not None:
        general = markdown_of(unescaped(inner[at + 4 :].strip()), kind)
        inner = inner[:at]
    answers = list(islice(_answers(inner, kind), MOST_ANSWERS + 1))
    if len(answers) > MOST_ANSWERS:
        raise TroubleError(f"“{name}” has more than {MOST_ANSWERS} answers or pairs")
    found = [
        (key, re.sub(r"\\(.)", r"\1", value))
        for key, value in (match.groups() for match in islice(BRACKETED.finditer(block.comments), MOST_FACTS))
    ]
    source = next((value for key, value in found if key == "id"), "")[:100]
    draft, others = draft_from_facts((value for key, value in found if key == "tag"), name)
    said = OWN_COMMENT.sub("", BRACKETED.sub("", block.comments)).strip()
    notes = tuple(
        f"{label}: {brief(words, 300)}"
        for label, words in (
            ("Category there", block.category),
            ("Tags there", ", ".join(others)),
            ("Comment there", said),
        )
        if words
    )
    if PICTURE.search(block.text):
        notes += ("Pictures and other files were left out.",)
    where = f"line {block.line}"
    if all(answer.sign == "=" and "->" in answer.text for answer in answers):
        pairs = [answer.pair() for answer in answers]
        notes += (f"Asked of each vignette: {brief(stem, 300)}",)
        try:
            yield from each_matched(Item(where, name, source, draft, notes=notes), pairs, general)
        except TroubleError as trouble:
            raise TroubleError(f"“{name}” {trouble}") from None
        return
    if all(answer.sign == "=" for answer in answers):
        raise TroubleError(f"“{name}” is a short-answer question: only choices become cases")
    options = tuple(answer.option() for answer in answers)
    yield Item(where, name, source, draft, Question(stem, options, general), notes=notes)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands, signs still escaped; each text with its kind."""

    sign: str
    credit: float
    text: str
    kind: str
    feedback: str
    feedback_kind: str

    def option(self) -> Option:
        spoken = unescaped(self.text).strip()
        words = plain(spoken) if self.kind in ("html", "moodle") else spoken
        return Option(words, self.credit, markdown_of(unescaped(self.feedback).strip(), self.feedback_kind))

    def pair(self) -> tuple[str, str]:
        left, _, right = self.text.partition("->")
        return markdown_of(unescaped(left).strip(), self.kind), from_plain(unescaped(right).strip())


def _answers(inner: str, kind: str) -> Iterator[Answer]:
    at = find(inner, "=~")
    if inner[:at].strip():
        raise TroubleError(f"has answers that begin with neither = nor ~: “{brief(inner)}”")
    while at is not None:
        end = find(inner, "=~", at + 1)
        piece = inner[at + 1 : end]
        credit = 1.0 if inner[at] == "=" else 0.0
        if match := WEIGHT.match(piece):
            credit, piece = float(match[1]) / 100, piece[match.end() :]
        mark = find(piece, "#")
        text, feedback = (piece, "") if mark is None else (piece[:mark], piece[mark + 1 :])
        own, text = _kind(text, kind)
        yield Answer(inner[at], credit, text, own, *reversed(_kind(feedback, own)))
        at = end


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


def write(asked: Iterable[Asked]) -> Iterator[str]:
    """A GIFT file, piece by piece: a multiple-choice question a case, each answer with its feedback."""
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
    """Text in which no sign of GIFT means anything, on one line."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", " ")
