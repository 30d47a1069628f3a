"""Read XML from outside as a tree, without DTD, entities or great depth.

It is read in the encoding that it truly has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from .items import WINDOWS_SIGNS, TroubleError
from .limits import DEEPEST, MOST_ELEMENTS
from .text.encodings import declared_encoding, not_utf_8, unmarked_start

MOST_ATTRIBUTES = 200
MISTAKES = (
    (rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", "it holds a control character, which XML cannot; remove it"),
    (rb"&(?!#?\w{1,40};)", "a lone & is written &amp;"),
    (rb"<(?![\w/!?:])", "a lone < is written &lt;"),
)  # by what stands on the line
BEFORE_XML = "remove all that stands before <?xml"
ENTITIES = ", as &nbsp; and such are HTML's: write &#160;, or put the HTML into CDATA"


@dataclass(slots=True)
class Node:
    """An element of an XML file.

    `parts`: its text and children in their order; `line` counts from 1.
    """

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
        """Return elements of these names at any depth, in their order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.within(*names)

    @property
    def text(self) -> str:
        """Return all text within, at any depth."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


class _Grower(ContentHandler):
    """A builder of a tree of Nodes that stops when it gets too large or too deep.

    Raises TroubleError then.
    """

    def __init__(self, skipped: int = 0) -> None:
        super().__init__()
        self.skipped = skipped
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.place: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  the parser's name
        self.place = locator

    @property
    def where(self) -> str:
        return (
            f"line {(self.place.getLineNumber() or 1) + self.skipped}" if self.place else "line 1"
        )

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  the parser's name
        self.count += 1
        line = self.place.getLineNumber() + self.skipped
        if self.count > MOST_ELEMENTS:
            raise TroubleError(
                f"has more than {MOST_ELEMENTS:,} elements: split the file", f"line {line}"
            )
        if len(self.open) >= DEEPEST:
            raise TroubleError(f"is nested deeper than {DEEPEST} levels", f"line {line}")
        if len(attrs) > MOST_ATTRIBUTES:
            raise TroubleError(
                f"has an element of more than {MOST_ATTRIBUTES} attributes", f"line {line}"
            )
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
            self.open[-1].parts.append(
                content if content.isascii() else content.translate(WINDOWS_SIGNS)
            )


def local(name: str) -> str:
    """Return a name in lower case without its prefix, its "qti-" and its hyphens."""
    # so QTI 2.1 and 3.0 read alike
    return name.rpartition(":")[2].removeprefix("qti-").replace("-", "").lower()


def grow(data: bytes) -> tuple[Node, str, str]:
    """Return the tree of an XML file; where it stops being XML, and why.

    Both are empty if it never does. What is whole before that can be used. Raises TroubleError
    where there is nothing to use, and for a file that is made to do harm.
    """
    start, encoding, skipped = unmarked_start(data)
    grower = _Grower(skipped)
    parser = create_parser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, False)
    parser.setContentHandler(grower)
    source = InputSource()
    source.setByteStream(BytesIO(start))
    if encoding:
        source.setEncoding(encoding)
    where = why = ""
    try:
        parser.parse(source)
    except DefusedXmlException as harm:
        kind = {"DTDForbidden": "a document type", "EntitiesForbidden": "entities"}.get(
            type(harm).__name__, "references to other files"
        )
        raise TroubleError(
            f"declares {kind}, which is not allowed: remove the declaration", grower.where
        ) from None
    except SAXParseException as error:
        where = f"line {(error.getLineNumber() or 1) + skipped}"
        hint = _hint(error.getMessage(), start, error.getLineNumber() or 1)
        where, why = _misencoded(data) or (
            where,
            f"is not well-formed XML: {error.getMessage()}{hint}",
        )
    except (SAXException, UnicodeError, LookupError, ValueError) as error:
        where, why = grower.where, f"cannot be read as XML: {error}"
    if grower.root is None:
        raise TroubleError(why or "is empty", where or "line 1")
    return grower.root, where, why


def _hint(message: str, data: bytes, number: int) -> str:
    """Say what likely breaks the XML on a line, beyond the words of the parser."""
    if "undefined entity" in message:
        return ENTITIES
    if "encoding specified" in message:
        return ": the file is not in the encoding that it names. Save it as UTF-8"
    if "not at start of entity" in message:
        return f": {BEFORE_XML}"
    if "unclosed" in message or "no element found" in message:
        return ", as the file ends too early: export or download it again"
    if "invalid token" not in message:
        return ""
    line = next(islice(BytesIO(data), number - 1, number), b"")
    return next((f": {told}" for pattern, told in MISTAKES if re.search(pattern, line)), "")


def _misencoded(data: bytes) -> tuple[str, str] | None:
    """Say where and how the file is not in the encoding that it names.

    None if that is not why it cannot be read.
    """
    if not data.lstrip().startswith((b"<", b"\xef\xbb\xbf")) or declared_encoding(data) not in (
        "",
        "utf-8",
        "utf8",
    ):
        return None
    try:
        data.decode()
    except UnicodeDecodeError as error:
        trouble = not_utf_8(
            data, error, "save it as UTF-8, or declare its encoding, such as windows-1252"
        )
        return trouble.where, str(trouble)
    return None
