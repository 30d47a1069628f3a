"""Lessons cite claims and references in their text: [@S07.4], [@S07.4; @S04.1], [@ref:gilhus-2016]. No database."""

import re
import xml.etree.ElementTree as etree
from typing import TypedDict

import markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from cases.prose import render_markdown

CITATION = r"\[(@[^\]]+)\]"
MARK = re.compile(r"@(?:(S\d\d\.\d+)|ref:([a-z0-9][a-z0-9-]*))")
SPLIT = '<hr class="block-end">'
PLACED = re.compile(r"\[(question|figure): ([a-z0-9-]+)\]")  # in a line of its own


class Block(TypedDict):
    """A paragraph, list, table or heading, with the ids that it cites for the first time in its lesson.

    Or a question (its number from 1) or a figure (its name) that stands in its place.
    """

    html: str
    claims: list[str]
    references: list[str]
    question: int
    figure: str


def cited(body: str) -> tuple[set[str], set[str]]:
    """Ids of all claims and of all references that a text cites."""
    marks = [mark for inner in re.findall(CITATION, body) for mark in MARK.findall(inner)]
    return {claim for claim, _ in marks if claim}, {reference for _, reference in marks if reference}


def placed(line: str) -> tuple[str, str]:
    """What a line puts in its place: ("question", "1"), ("figure", "decrement"), or ("", "")."""
    match = PLACED.fullmatch(line.strip())
    return (match[1], match[2]) if match else ("", "")


def render_lesson(body: str) -> list[Block]:
    """Clean HTML of a lesson block by block. Raises ValidationError where it cannot be rendered."""
    html = render_markdown(body, extensions=["tables", "toc", "sane_lists", Citations()])
    seen: set[str] = set()
    blocks = []
    for part in filter(None, (part.strip() for part in html.split(SPLIT))):
        ids = [found for found in re.findall(r'href="#note-([^"]+)"', part) if found not in seen]
        ids = list(dict.fromkeys(ids))
        seen.update(ids)
        claims = [found for found in ids if re.fullmatch(r"S\d\d\.\d+", found)]
        references = [found for found in ids if found not in claims]
        what, name = placed(part.removeprefix("<p>").removesuffix("</p>"))
        question = int(name) if what == "question" and name.isdigit() else 0
        figure = name if what == "figure" else ""
        html = "" if question or figure else part
        blocks.append(Block(html=html, claims=claims, references=references, question=question, figure=figure))
    return blocks


class Citations(markdown.Extension):
    """Turns citations into links to their notes, and marks the end of each block."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802  Markdown's name
        md.inlinePatterns.register(_Cite(CITATION, md), "cite", 175)
        md.treeprocessors.register(_BlockEnds(md), "block_ends", 0)


class _Cite(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802  Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        marks = MARK.findall(m.group(1))
        if not marks:
            return None, None, None
        holder = etree.Element("span", {"class": "cites"})
        for claim, reference in marks:
            link = etree.SubElement(holder, "a", {"class": "cite", "href": f"#note-{claim or reference}"})
            link.text = f"{int(claim[1:3])}{claim[3:]}" if claim else reference.replace("-", " ").title()
        return holder, m.start(0), m.end(0)


class _BlockEnds(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        for index in range(len(root), 0, -1):
            root.insert(index, etree.Element("hr", {"class": "block-end"}))
