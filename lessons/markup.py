"""Turn the Markdown of a lesson into blocks of HTML with links to notes and explained terms.

Everything is done on the tree that Markdown builds, before it is written as HTML.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

import markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from content.markdown import clean_html, convert

from .citations import CITATION, MARK, claim_number, placed, reference_name

FINDING_MARK = "\u25ce"
CLOSED_TO_TERMS = {"a", "h1", "h2", "h3", "h4", "th", "code"}
CONTENTS_LEVEL = 2  # headings of this level are listed at the head of a lesson
LAST = -10  # after all tree processors of Markdown and its extensions


class ExplainedTerm(Protocol):
    """A term of the glossary, as a text shows it."""

    pk: str
    meaning: str

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or heading of a lesson, or a question or figure.

    `notes` are the notes that it is the first in its lesson to cite, such as "S07.4" or
    "finding-ptosis", in order. Through all blocks they are numbered from 1, and so are the marks
    in the text. A question is given by its number from 1, a figure by its name;
    0 and "" mean none.
    """

    html: str = ""
    notes: tuple[str, ...] = ()
    question: int = 0
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Markup:
    """The blocks of a lesson, and the headings that its contents list.

    A heading is given as (id of the element, text).
    """

    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)


def mark_up(
    body: str,
    *,
    notes: Mapping[str, str] | None = None,
    terms: Mapping[str, ExplainedTerm] | None = None,
) -> Markup:
    """Return the Markdown of a lesson as blocks of clean HTML.

    `notes`: the notes that there are, each with the name of its finding, or "" for a claim or a
    reference, whose marks show the number of the note. `terms`: the term for each word, in lower
    case; each is explained where it first stands.

    Raises ValidationError for a text too long or nested too deeply to render.
    """
    if not body.strip():
        return Markup()
    text = _LessonText(notes or {}, terms or {})
    parser = markdown.Markdown(extensions=["smarty", "tables", "toc", "sane_lists", text])
    convert(parser, body)
    return Markup(
        text.blocks,
        [
            (token["id"], unescape(token["name"]))
            for token in _flat(parser.toc_tokens)  # type: ignore[attr-defined]
            if token["level"] == CONTENTS_LEVEL
        ],
    )


def _flat(tokens: list[dict]) -> Iterator[dict]:  # type: ignore[type-arg]
    for token in tokens:
        yield token
        yield from _flat(token["children"])


class _LessonText(markdown.Extension):
    """A Markdown extension that links citations, explains terms and collects the blocks."""

    def __init__(self, notes: Mapping[str, str], terms: Mapping[str, ExplainedTerm]) -> None:
        super().__init__()
        self.notes = notes
        self.terms = dict(terms)
        self.blocks: list[Block] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802  Markdown's name
        md.inlinePatterns.register(_CitationLinks(CITATION, md), "citations", 175)
        md.treeprocessors.register(_Blocks(md, self), "blocks", LAST)


class _CitationLinks(InlineProcessor):
    """Write a link for each mark of a citation: [@S07.4; @ref:gilhus-2016]."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        marks = MARK.findall(m.group(1))
        if not marks:
            return None, None, None
        holder = etree.Element("span", {"class": "cites"})
        for claim, reference, finding in marks:
            note = claim or reference or f"finding-{finding}"
            link = etree.SubElement(holder, "a", {"class": "cite", "href": f"#note-{note}"})
            link.text = claim_number(claim) if claim else reference_name(reference) or FINDING_MARK
            link.tail = " "
        return holder, m.start(0), m.end(0)


class _Blocks(Treeprocessor):
    """Number the citations of a lesson, explain its terms and write each block as clean HTML."""

    def __init__(self, md: markdown.Markdown, text: _LessonText) -> None:
        super().__init__(md)
        self.text = text
        self.cited: set[str] = set()
        self.numbers: dict[str, int] = {}

    def run(self, root: etree.Element) -> None:
        for element in root:
            what, name = placed(element.text or "") if element.tag == "p" else ("", "")
            if what:
                number = int(name) if what == "question" and name.isdigit() else 0
                self.text.blocks.append(
                    Block(question=number, figure=name if what == "figure" else "")
                )
            else:
                self.text.blocks.append(self._block(element))

    def _block(self, element: etree.Element) -> Block:
        links = [link for link in element.iter("a") if link.get("class") == "cite"]
        first = dict.fromkeys(_note(link) for link in links if _note(link) not in self.cited)
        notes = tuple(note for note in first if note in self.text.notes)
        self.cited.update(first)
        self.numbers |= {note: n for n, note in enumerate(notes, len(self.numbers) + 1)}
        number_citations(links, notes)
        for link in links:
            note = _note(link)
            if name := self.text.notes.get(note):
                _name_finding(link, name)
            elif note in self.numbers:
                link.text = str(self.numbers[note])
        if self.text.terms:
            explain_terms(element, self.text.terms)
        return Block(html=clean_html(self._written(element)).strip(), notes=notes)

    def _written(self, element: etree.Element) -> str:
        html = self.md.serializer(element)
        for processor in self.md.postprocessors:
            html = processor.run(html)
        return html


def _note(link: etree.Element) -> str:
    return link.get("href", "").removeprefix("#note-")


def number_citations(links: Collection[etree.Element], notes: Collection[str]) -> None:
    """Number each link by its note within the block.

    By that number a style sheet marks the note. The first link to a note gets an address, so
    that the note can lead back to it.
    """
    numbers = {note: number for number, note in enumerate(notes, 1)}
    addressed: set[str] = set()
    for link in links:
        note = _note(link)
        if note not in numbers:
            continue
        link.set("class", f"cite c{numbers[note]}")
        if note not in addressed:
            link.set("id", f"cite-{note}")
            addressed.add(note)


def _name_finding(link: etree.Element, name: str) -> None:
    """Have a screen reader say the name where the link shows a sign only."""
    sign = etree.Element("span", {"aria-hidden": "true"})
    sign.text, link.text = link.text, None
    said = etree.Element("span", {"class": "visually-hidden"})
    said.text = f"Finding: {name}"
    link.extend([said, sign])


def explain_terms(element: etree.Element, unseen: dict[str, ExplainedTerm]) -> None:
    """Explain each term where it first stands in the element.

    Removes the terms that it has explained from `unseen`.
    """
    words = re.compile(
        r"\b(" + "|".join(sorted(map(re.escape, unseen), key=len, reverse=True)) + r")\b",
        re.IGNORECASE,
    )
    _explain(element, words, unseen)


def _explain(
    element: etree.Element, words: re.Pattern[str], unseen: dict[str, ExplainedTerm]
) -> None:
    if element.tag in CLOSED_TO_TERMS:
        return
    children = list(element)
    begin, terms = _explained(element.text or "", words, unseen)
    element.text = begin
    for place, term in enumerate(terms):
        element.insert(place, term)
    for child in children:
        _explain(child, words, unseen)
        child.tail, terms = _explained(child.tail or "", words, unseen)
        place = list(element).index(child) + 1
        for offset, term in enumerate(terms):
            element.insert(place + offset, term)


def _explained(
    text: str, words: re.Pattern[str], unseen: dict[str, ExplainedTerm]
) -> tuple[str, list[etree.Element]]:
    """Return the text up to the first term, then each term with the text after it."""
    begin, links, end = "", list[etree.Element](), 0
    for match in words.finditer(text):
        term = unseen.get(match[0].casefold())
        if term is None:  # explained before
            continue
        before = text[end : match.start()]
        if links:
            links[-1].tail = before
        else:
            begin = before
        links.append(_term(match[0], term))
        end = match.end()
        for word in [word for word, other in unseen.items() if other is term]:
            del unseen[word]
    if not links:
        return text, []
    links[-1].tail = text[end:]
    return begin, links


def _term(word: str, term: ExplainedTerm) -> etree.Element:
    holder = etree.Element("span", {"class": "term"})
    link = etree.SubElement(
        holder, "a", {"href": term.get_absolute_url(), "aria-describedby": f"term-{term.pk}"}
    )
    link.text = word
    tip = etree.SubElement(holder, "span", {"role": "tooltip", "id": f"term-{term.pk}"})
    tip.text = term.meaning
    return holder
