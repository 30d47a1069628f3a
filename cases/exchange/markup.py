"""XML and HTML from outside: XML without DTD, entities or great depth; HTML as Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

import nh3
from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from .shape import DEEPEST, LONGEST_PROSE, MOST_ELEMENTS, TroubleError

MOST_ATTRIBUTES = 200
LONGEST_HTML = 20 * LONGEST_PROSE
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "pre", "hr"}
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
KEPT = BLOCKS | set(MARKS) | {"br", "td", "th"}
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]])")
LINE_SIGNS = re.compile(r"^(\s*)(#|>|[+-](?=\s)|\d+(?=[.)]\s))", re.M)
SPECIAL = re.compile(r"[<&\x00-\x08\x0e-\x1f]")
PICTURE = re.compile(r"<(?:img|audio|video|object|embed|iframe|svg)\b", re.I)


@dataclass(slots=True)
class Node:
    """An element of an XML file. `parts`: its text and children in their order; `line` counts from 1."""

    name: str
    attributes: dict[str, str]
    line: int
    parts: list["str | Node"] = field(default_factory=list)
    whole: bool = False

    @property
    def children(self) -> Iterator["Node"]:
        return (part for part in self.parts if isinstance(part, Node))

    def all(self, *names: str) -> list["Node"]:
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Node | None":
        return next((child for child in self.children if child.name in names), None)

    def within(self, *names: str) -> Iterator["Node"]:
        """Elements of these names at any depth, in their order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.within(*names)

    @property
    def text(self) -> str:
        """All text within."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


class _Grower(ContentHandler):
    """Grows a tree of Nodes and stops when it gets too large or too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.place: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  the parser's name
        self.place = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  the parser's name
        self.count += 1
        line = self.place.getLineNumber()
        if self.count > MOST_ELEMENTS:
            raise TroubleError(f"has more than {MOST_ELEMENTS:,} elements: split the file", f"line {line}")
        if len(self.open) >= DEEPEST:
            raise TroubleError(f"is nested deeper than {DEEPEST} levels", f"line {line}")
        if len(attrs) > MOST_ATTRIBUTES:
            raise TroubleError(f"has an element of more than {MOST_ATTRIBUTES} attributes", f"line {line}")
        node = Node(local(name), {local(key): value for key, value in attrs.items()}, line)
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802  the parser's name
        self.open.pop().whole = True

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].parts.append(content)


def local(name: str) -> str:
    """A name without its prefix, its "qti-" and its hyphens, so that QTI 2.1 and 3.0 read alike."""
    return name.rpartition(":")[2].removeprefix("qti-").replace("-", "").lower()


def grow(data: bytes) -> tuple[Node, str, str]:
    """The tree of an XML file; where it stops being XML, if it does, and why: what is whole before that can be used.

    Raises TroubleError where there is nothing to use, and for a file that is made to do harm.
    """
    grower = _Grower()
    parser = create_parser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, False)
    parser.setContentHandler(grower)
    where = why = ""
    try:
        parser.parse(BytesIO(data))
    except DefusedXmlException as harm:
        kind = {"DTDForbidden": "a document type", "EntitiesForbidden": "entities"}.get(
            type(harm).__name__, "references to other files"
        )
        raise TroubleError(f"declares {kind}, which is not allowed: remove the declaration", _line(grower)) from None
    except SAXParseException as error:
        where, why = f"line {error.getLineNumber() or 1}", f"is not well-formed XML: {error.getMessage()}"
    except (SAXException, UnicodeError, LookupError, ValueError) as error:
        where, why = _line(grower), f"cannot be read as XML: {error}"
    if grower.root is None:
        raise TroubleError(why or "is empty", where or "line 1")
    return grower.root, where, why


def _line(grower: _Grower) -> str:
    return f"line {grower.place.getLineNumber() or 1}" if grower.place else "line 1"


class _Writer(HTMLParser):
    """Writes Markdown for cleaned HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.lists: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("ul", "ol"):
            self.out.append("\n\n" if not self.lists else "\n")
            self.lists.append([tag, 0])
        elif tag == "li" and self.lists:
            self.lists[-1][1] += 1
            mark = f"{self.lists[-1][1]}." if self.lists[-1][0] == "ol" else "-"
            self.out.append("\n" + "    " * (len(self.lists) - 1) + mark + " ")
        elif tag[0] == "h" and tag[1:].isdigit():
            self.out.append("\n\n" + "#" * int(tag[1:]) + " ")
        elif tag == "br":
            self.out.append("  \n")
        elif tag in ("td", "th"):
            self.out.append("\x00")
        elif tag in MARKS:
            self.out.append(MARKS[tag])
        elif tag in BLOCKS and not (tag in ("p", "div") and self.lists):
            self.out.append("\n" if tag == "tr" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("" if self.lists else "\n\n")
        elif tag in MARKS:
            self.out.append(MARKS[tag])
        elif tag in BLOCKS and tag not in ("li", "tr") and not (tag in ("p", "div") and self.lists):
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        text = escaped(re.sub(r"\s+", " ", data))
        begins = not self.out or self.out[-1].endswith("\n")
        self.out.append(LINE_SIGNS.sub(_guarded, text.lstrip()) if begins else text)


def escaped(text: str) -> str:
    """Plain text as Markdown that says just that."""
    text = MARKDOWN_SIGNS.sub(r"\\\1", text)
    return re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)


def from_plain(text: str) -> str:
    return LINE_SIGNS.sub(_guarded, escaped(text)).strip()


def from_html(html: str) -> str:
    """Markdown for HTML; all but blocks, emphasis, lists and the cells of tables is plain text in it.

    Raises TroubleError for a text that is too long.
    """
    if len(html) > LONGEST_HTML:
        raise TroubleError(f"holds a text of more than {LONGEST_HTML:,} characters")
    writer = _Writer()
    writer.feed(nh3.clean(html, tags=KEPT, attributes={}, clean_content_tags={"script", "style"}))
    writer.close()
    text = "".join(writer.out)
    lines = []
    for line in text.split("\n"):
        kept = line.rstrip(" ") + ("  " if line.endswith("  ") and line.strip() else "")
        cells = [cell.strip() for cell in kept.split("\x00")]
        kept = "; ".join(cell for cell in cells if cell) + "  " if "\x00" in kept else kept
        lines.append(kept if re.match(r"\s+(-|\d+\.) ", kept) else kept.lstrip(" "))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def from_loose(text: str) -> str:
    """Markdown for text that is plain or holds some HTML; an empty line parts paragraphs and a line end counts."""
    parts = re.split(r"\n\s*\n", text)
    return from_html("".join(f"<p>{'<br>'.join(part.strip().splitlines())}</p>" for part in parts))


def markdown_of(text: str, kind: str) -> str:
    """Markdown for a text whose kind Moodle and GIFT name: html, plain, markdown, or moodle."""
    match kind:
        case "html":
            return from_html(text)
        case "markdown":
            return text.strip()
        case "plain" | "plain_text":
            return from_plain(text)
    return from_loose(text)


def plain(html: str) -> str:
    """The words of a short HTML text, on one line."""
    if not SPECIAL.search(html):
        return " ".join(html.split())
    return unmarked(from_html(html))


def unmarked(markdown: str) -> str:
    """The words of a short Markdown text that was made of HTML, on one line."""
    text = re.sub(r"(?<!\\)\*+|^#+ ", "", markdown)
    return " ".join(re.sub(r"\\([\\`*_\[\]#>+.)-])", r"\1", text).replace("&lt;", "<").split())


def _guarded(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
