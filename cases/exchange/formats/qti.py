"""Read QTI items and packages of 2.1, 2.2 and 3.0, and write 3.0."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from ..format import Export, Format, Render, spooled
from ..items import (
    Catch,
    FileContents,
    Item,
    Option,
    Question,
    TroubleError,
    brief,
    few_answers,
    parsed_number,
)
from ..question import FACTS, Asked, draft_from_facts, each_matched
from ..safe_xml import Node, grow
from ..safe_zip import Archive
from ..text.formulas import MATHML
from ..text.html_markdown import TAGS, Leavings, answer_words, from_html, unmarked
from ..unsupported import stranger
from .qti_package import members

MANIFEST = "imsmanifest.xml"
FEEDBACK = ("feedbackinline", "feedbackblock")
HTML = (TAGS | MATHML) - {
    "html",
    "head",
    "body",
    "title",
    "label",
    "param",
    "search",
    "slot",
    "template",
    "xml",
    "form",
}
SAYING = {
    "alt",
    "src",
    "data",
    "href",
    "title",
    "arialabel",
    "longdesc",
    "style",
    "class",
    "start",
    "value",
    "alttext",
    "hidden",
    "open",
    "close",
    "separators",
}  # attributes that tell more than how an element looks
WRONG = re.compile(r"incorrect|wrong|false", re.I)
NOT_ASKED = {
    "associate": "an association of pairs",
    "custom": "a custom interaction",
    "drawing": "a drawing",
    "extendedtext": "an essay question",
    "gapmatch": "a text with gaps",
    "graphicassociate": "an association on a picture",
    "graphicgapmatch": "a picture with gaps",
    "graphicorder": "an order on a picture",
    "hotspot": "a choice on a picture",
    "hottext": "a choice of words in a text",
    "inlinechoice": "a choice within a text",
    "order": "an order",
    "portablecustom": "a custom interaction",
    "selectpoint": "a point on a picture",
    "slider": "a slider",
    "textentry": "a text entry",
    "upload": "an upload",
}  # by the name of the interaction
EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same cases make the same package, byte for byte


def read_qti(data: bytes) -> FileContents:
    catch = Catch("qti")
    if data[:2] == b"PK":
        _read_package(Archive(data), catch)
    else:
        _read_items(data, "", catch)
    return catch.found()


def _read_package(archive: Archive, catch: Catch) -> None:
    for member in members(archive, catch):
        name = member.name
        try:
            _read_items(member.data(), name, catch, member.keywords)
        except TroubleError as trouble:
            catch.refuse(
                trouble.where if name in trouble.where else f"{name}, {trouble.where}".strip(", "),
                str(trouble),
            )


def _read_items(data: bytes, name: str, catch: Catch, keywords: tuple[str, ...] = ()) -> None:
    root, where, why = grow(data)
    prefix = f"{name}, " if name else ""
    nodes = [root] if root.name == "assessmentitem" else list(root.within("assessmentitem"))
    if not nodes and not why:
        if told := stranger(root):
            raise TroubleError(told, f"{prefix}line {root.line}")
        raise TroubleError(
            f"begins with <{root.name}>, not with an assessment item", f"{prefix}line {root.line}"
        )
    for node in nodes:
        if not node.whole:
            break
        try:
            for item in _items(node, prefix, keywords):
                catch.take(item)
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(f"{prefix}line {node.line}", f"“{_title(node)}” {trouble}")
    if why:
        catch.refuse(f"{prefix}{where}", why)


def _items(node: Node, prefix: str, keywords: tuple[str, ...]) -> Iterator[Item]:
    body, interaction = _interaction(node)
    declared = _declared(node, interaction)
    left = Leavings()
    prompt = interaction.first("prompt")
    stem = from_html(_html(body, leave={interaction.name, "rubricblock", *FEEDBACK}), left)
    question = from_html(_html(prompt), left) if prompt else ""
    by_choice, general, apart = _feedback(node, left)
    draft, others = draft_from_facts((*_facts(node.get("label")), *keywords), _title(node))
    item = Item(f"{prefix}line {node.line}", _title(node), node.get("identifier")[:100], draft)
    notes = _notes(node, [word for word in others if word != _title(node)], apart, left)
    if interaction.name == "choiceinteraction":
        options = _choices(interaction, declared, by_choice, left)
        yield replace(
            item, question=_asked(stem, question, options, general), notes=(*notes, *left.notes())
        )
        return
    pairs = _pairs(interaction, declared, left)
    if together := _joined((stem, question)):
        notes += (f"Asked of each vignette: {brief(together, 300)}",)
    yield from each_matched(replace(item, notes=(*notes, *left.notes())), pairs, general)


def _interaction(node: Node) -> tuple[Node, Node]:
    """Return the body of an item and its one choice or match.

    Raises TroubleError if it asks anything else, or nothing.
    """
    body = node.first("itembody")
    asked = list(body.within(*_interactions(body))) if body else []
    if not body or not asked:
        raise TroubleError("asks nothing: only choices become cases")
    if len(asked) > 1:
        raise TroubleError(f"asks {len(asked)} things at once: only one choice becomes a case")
    if asked[0].name not in ("choiceinteraction", "matchinteraction"):
        kind = asked[0].name.removesuffix("interaction")
        raise TroubleError(
            f"is {NOT_ASKED.get(kind, f'of the kind “{brief(kind, 30)}”')}: only choices become"
            " cases"
        )
    return body, asked[0]


def _declared(node: Node, interaction: Node) -> Node:
    """Return the declaration of the response to what an item asks.

    Raises TroubleError where there is none.
    """
    wanted = interaction.get("responseidentifier")
    for part in node.all("responsedeclaration"):
        if part.get("identifier") == wanted:
            return part
    raise TroubleError("declares no response for its question")


def _interactions(body: Node) -> set[str]:
    found: set[str] = set()
    open_nodes = [body]
    while open_nodes:
        for child in open_nodes.pop().children:
            if child.name.endswith("interaction"):
                found.add(child.name)
            open_nodes.append(child)
    return found


def _asked(stem: str, prompt: str, options: tuple[Option, ...], general: str) -> Question:
    if not stem and not prompt:
        raise TroubleError("has no text")
    return Question(_joined((stem, prompt)), options, general)


def _choices(
    interaction: Node, declared: Node, by_choice: dict[str, str], left: Leavings
) -> tuple[Option, ...]:
    rights = _rights(declared)
    credit = _credits(declared)
    options = []
    few_answers(sum(1 for _ in interaction.within("simplechoice")))
    for choice in interaction.within("simplechoice"):
        identifier = choice.get("identifier")
        words = answer_words(_html(choice, leave=set(FEEDBACK)), left)
        share = 1.0 if identifier in rights else credit.get(identifier, 0.0)
        options.append(Option(words, share, by_choice.get(identifier, "")))
    return tuple(options)


def _pairs(interaction: Node, declared: Node, left: Leavings) -> list[tuple[str, str]]:
    """Return the texts of each right pair, and of what is in no pair.

    What is in no pair is an answer that is right nowhere. Raises TroubleError unless there are two
    sets and a right pair.
    """
    few_answers(sum(1 for _ in interaction.within("simpleassociablechoice")))
    sets = [
        {
            choice.get("identifier"): from_html(_html(choice), left)
            for choice in side.within("simpleassociablechoice")
        }
        for side in interaction.within("simplematchset")
    ]
    if len(sets) != 2:
        raise TroubleError("has not two sets to match")
    told = _rights(declared) or [key for key, share in _credits(declared).items() if share > 0]
    few_answers(len(told))
    pairs = [tuple(pair.split()) for pair in told]
    first, second = sets
    found = [
        (first[pair[0]], second[pair[1]])
        for pair in pairs
        if len(pair) == 2 and pair[0] in first and pair[1] in second
    ]
    if not found:
        raise TroubleError("says of no pair that it is right")
    used = {identifier for pair in pairs for identifier in pair}
    found += [(text, "") for identifier, text in first.items() if identifier not in used]
    found += [("", text) for identifier, text in second.items() if identifier not in used]
    return found


def _rights(declared: Node) -> list[str]:
    correct = declared.first("correctresponse")
    return [" ".join(value.text.split()) for value in correct.all("value")] if correct else []


def _credits(declared: Node) -> dict[str, float]:
    """Return shares of the best mark, by what is chosen.

    Raises TroubleError for a mark that is no number.
    """
    marks: dict[str, float] = {}
    for entry in declared.within("mapentry"):
        mark = parsed_number(entry.get("mappedvalue"))
        if mark is None:
            raise TroubleError(
                f"has a mark that is no number: “{brief(entry.get('mappedvalue'), 20)}”"
            )
        marks[" ".join(entry.get("mapkey").split())] = mark
    best = max(marks.values(), default=0.0)
    return {key: mark / best for key, mark in marks.items()} if best > 0 else {}


def _feedback(node: Node, left: Leavings) -> tuple[dict[str, str], str, list[str]]:
    """Return feedback by choice, other feedback, and feedback on wrong answers."""
    identifiers = {choice.get("identifier") for choice in node.within("simplechoice")}
    by_choice: dict[str, list[str]] = {}
    others, apart = [], []
    for part in node.within("modalfeedback", *FEEDBACK):
        identifier, text = part.get("identifier"), from_html(_html(part, leave=set(FEEDBACK)), left)
        if part.get("showhide", "show") != "show" or WRONG.search(identifier):
            apart.append(text)
        elif identifier in identifiers:
            by_choice.setdefault(identifier, []).append(text)
        else:
            others.append(text)
    return (
        {key: _joined(texts) for key, texts in by_choice.items()},
        _joined(others),
        list(filter(None, apart)),
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(dict.fromkeys(filter(None, texts)))


def _notes(node: Node, others: list[str], apart: list[str], left: Leavings) -> tuple[str, ...]:
    notes = [f"Feedback there on a wrong answer: {brief(text, 1_000)}" for text in apart]
    if others:
        notes.append(f"Label or key words there: {brief(' '.join(others), 300)}")
    if rubrics := [
        brief(unmarked(from_html(_html(rubric), left)), 1_000)
        for rubric in node.within("rubricblock")
    ]:
        notes.append(f"Rubric there: {' '.join(rubrics)}")
    for name in ("catalog", "catalogue", "companionmaterialsinfo"):
        notes += [
            f"Also there: {brief(' '.join(part.text.split()), 300)}"
            for part in node.all(f"{name}info", name)
        ]
    if shared := [
        brief(ref.get("href"), 100) for ref in node.within("assessmentstimulusref", "include")
    ]:
        notes.append(f"Shared texts were left out: {', '.join(shared[:10])}.")
    if any(node.within("templatedeclaration", "printedvariable")):
        notes.append("Templates were left out: the text may have gaps.")
    return tuple(notes)


def _facts(label: str) -> list[str]:
    words = label.split()
    return words if any(word.partition(":")[0] in FACTS for word in words) else [label]


def _title(node: Node) -> str:
    return brief(node.get("title") or node.get("identifier") or "without a title", 120)


def _html(node: Node, leave: set[str] | frozenset[str] = frozenset()) -> str:
    """Return what stands within an element, as HTML.

    Elements that are no HTML give what stands within them.
    """
    out = []
    for part in node.parts:
        if isinstance(part, str):
            out.append(escape(part))
        elif part.name not in leave:
            inner = _html(part, leave)
            out.append(f"{_tag(part)}{inner}</{part.name}>" if part.name in HTML else inner)
    return "".join(out)


def _tag(node: Node) -> str:
    said = "".join(
        f" {key}={quoteattr(value)}" for key, value in node.attributes.items() if key in SAYING
    )
    return f"<{node.name}{said}>"


def write_qti(asked: Iterable[Asked], file: IO[bytes], render: Render) -> None:
    """Write a QTI 3.0 package into a file, item by item: a choice for each case.

    Each answer has its feedback. The manifest has the facts of each case as key words, which only
    authors see.
    """
    listed: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for number, one in enumerate(asked, 1):
            identifier = f"case-{one.code}" if one.code else f"case-{number}"
            while identifier in listed:
                identifier = f"{identifier}-{number}"
            listed[identifier] = one.facts
            item = render("qti_item.xml", {"asked": one, "identifier": identifier})
            _write_member(package, f"items/{identifier}.xml", _closed(item))
        _write_member(package, MANIFEST, render("qti_manifest.xml", {"items": listed.items()}))


def _write_member(package: zipfile.ZipFile, name: str, text: str) -> None:
    package.writestr(zipfile.ZipInfo(name, EPOCH), text.encode(), zipfile.ZIP_DEFLATED)


def _closed(html: str) -> str:
    """Turn the clean HTML within an item into XML.

    &nbsp; becomes a character, and empty elements close.
    """
    text = re.sub(r"<(br|hr)\s*/?>", r"<\1/>", html)
    return re.sub(r"&nbsp;", "\u00a0", text)


FORMAT = Format(
    "qti",
    "QTI 2.1 or 3.0",
    read_qti,
    Export(
        "qti3",
        "QTI 3.0 package",
        "cases.zip",
        "application/zip",
        spooled(write_qti),
        asks=True,
        is_text=False,
        has_template=True,
    ),
)
