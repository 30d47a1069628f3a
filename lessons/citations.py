"""Lessons cite what they rest on: [@S07.4], [@S07.4; @S04.1], [@ref:gilhus-2016], [@finding:ptosis]. No database."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from content.markdown import render_markdown

CITATION = r"\[(@[^\]]+)\]"
MARK = re.compile(r"@(?:(S\d\d\.\d+)|ref:([a-z0-9][a-z0-9-]*)|finding:([a-z0-9_]+))(?![\w-])")
SPLIT = '<hr class="block-end">'
FINDING_MARK = "\u25ce"
ITEM = re.compile(r"(?:[-*+]|\d+\.)\s")  # begins an item of a list
UNCITING = re.compile(r"#|\||!\[|\[(?:question|figure): |(?:-{3,}|={3,})$")  # headings, tables, figures, questions
WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 3  # that state something
PLACED = re.compile(r"\[(question|figure): ([a-z0-9-]+)\]")  # in a line of its own


@dataclass(frozen=True, slots=True)
class Cited:
    """Ids of the claims, references and findings that something cites, in order, each once."""

    claims: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (*self.claims, *self.references, *self.findings)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be cited. `uncorrected`: claims that do not hold and of which nobody has said what holds instead."""

    claims: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    uncorrected: frozenset[str] = field(default=frozenset())

    def fault(self, cited: Cited) -> str:
        """What is wrong with citing these, in words for an author; nothing if all is well."""
        unknown = [claim for claim in cited.claims if claim not in self.claims]
        unknown += [reference for reference in cited.references if reference not in self.references]
        unknown += [finding for finding in cited.findings if finding not in self.findings]
        wrong = [claim for claim in cited.claims if claim in self.uncorrected]
        said = [f"cites {', '.join(unknown)}, which does not exist"] if unknown else []
        if wrong:
            said.append(f"cites {', '.join(wrong)}, which does not hold, and no correction says what does")
        return "; ".join(said)


class Block(TypedDict):
    """A paragraph, list, table or heading, with the ids that it cites for the first time in its lesson.

    Or a question (its number from 1) or a figure (its name) that stands in its place.
    """

    html: str
    claims: list[str]
    references: list[str]
    findings: list[str]
    question: int
    figure: str


def cited(text: str) -> Cited:
    """All that a text cites."""
    return _cited(MARK.findall(" ".join(re.findall(CITATION, text))))


def marks_cited(marks: Iterable[str]) -> Cited:
    """The same of marks that stand alone, such as "S07.4", "ref:gilhus-2016" or "finding:ptosis"."""
    return _cited(MARK.findall(" ".join(f"@{mark}" for mark in marks)))


def placed(line: str) -> tuple[str, str]:
    """What a line puts in its place: ("question", "1"), ("figure", "decrement"), or ("", "")."""
    match = PLACED.fullmatch(line.strip())
    return (match[1], match[2]) if match else ("", "")


def body_faults(body: str, known: Known, *, figures: Sequence[str], questions: int) -> list[tuple[int, str]]:
    """All that is wrong with the text of a lesson: (line from 1, message). Question n misplaced: (-n, message)."""
    faults, asked = [], []
    for number, line in enumerate(body.splitlines(), 1):
        faults += [
            (number, f"[{inner}] is no citation: write [@S07.4], [@ref:gilhus-2016] or [@finding:ptosis]")
            for inner in re.findall(CITATION, line)
            if not all(MARK.fullmatch(mark.strip()) for mark in inner.split(";"))
        ]
        if unclosed := re.search(r"\[@[^\]]*$", line):
            faults.append((number, f"{unclosed[0][:40]} is not closed: write [@S07.4]"))
        if fault := known.fault(cited(line)):
            faults.append((number, fault))
        what, name = placed(line)
        if what == "figure" and name not in figures:
            faults.append((number, f"there is no figure {name}: {', '.join(figures)}"))
        if what == "question":
            asked.append(name)
            if name not in [str(n) for n in range(1, questions + 1)]:
                faults.append((number, f"there is no question {name}"))
    for n in range(1, questions + 1):
        if (times := asked.count(str(n))) != 1:
            faults.append((-n, f"question {n} stands {times} times in the text, not once: [question: {n}]"))
    return faults


def uncited(body: str) -> list[tuple[int, str]]:
    """What stands after the last citation of a paragraph or list item, or in one without any: (line from 1, words).

    A citation covers what stands before it. Headings, tables, figures and questions are left out.
    """
    found: list[tuple[int, str]] = []
    beginning, tail = 0, ""
    for number, line in enumerate([*body.splitlines(), ""], 1):
        text = line.strip()
        if not text or ITEM.match(text) or UNCITING.match(text):
            if len(WORD.findall(tail)) >= FEWEST_WORDS:
                found.append((beginning, tail))
            beginning, tail = 0, ""
        if not text or UNCITING.match(text):
            continue
        *cited_before, after = re.split(CITATION, text)
        if cited_before:
            beginning, tail = number, after.strip()
        else:
            beginning, tail = (beginning if tail else number), f"{tail} {after}".strip()
    return found


def render_lesson(body: str) -> list[Block]:
    """Clean HTML of a lesson block by block. Raises ValidationError where it cannot be rendered."""
    html = render_markdown(body, extensions=["tables", "toc", "sane_lists", Citations()])
    seen: set[str] = set()
    blocks = []
    for part in filter(None, (part.strip() for part in html.split(SPLIT))):
        what, name = placed(part.removeprefix("<p>").removesuffix("</p>"))
        new = [mark for mark in dict.fromkeys(re.findall(r'href="#note-([^"]+)"', part)) if mark not in seen]
        seen.update(new)
        findings = [mark for mark in new if mark.startswith("finding-")]
        claims = [mark for mark in new if re.fullmatch(r"S\d\d\.\d+", mark)]
        blocks.append(
            Block(
                html="" if what else part,
                claims=claims,
                references=[mark for mark in new if mark not in claims and mark not in findings],
                findings=[mark.removeprefix("finding-") for mark in findings],
                question=int(name) if what == "question" and name.isdigit() else 0,
                figure=name if what == "figure" else "",
            )
        )
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
        for claim, reference, finding in marks:
            note = claim or reference or f"finding-{finding}"
            link = etree.SubElement(holder, "a", {"class": "cite", "href": f"#note-{note}"})
            link.text = claim_number(claim) if claim else reference_name(reference) or FINDING_MARK
            link.tail = " "
        return holder, m.start(0), m.end(0)


class _BlockEnds(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        for index in range(len(root), 0, -1):
            root.insert(index, etree.Element("hr", {"class": "block-end"}))


def claim_number(pk: str) -> str:
    """How a claim is cited: "7.4" for S07.4."""
    return f"{int(pk[1:3])}{pk[3:]}"


def reference_name(pk: str) -> str:
    """How a reference is cited: "Gilhus 2016" for gilhus-2016."""
    return pk.replace("-", " ").title()


def _cited(found: Iterable[tuple[str, str, str]]) -> Cited:
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return Cited(*(tuple(dict.fromkeys(filter(None, column))) for column in columns))
