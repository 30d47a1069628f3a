"""Turn HTML and plain text from outside into Markdown, in one pass.

What Markdown here cannot hold is named.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ...schema import LONGEST_PROSE
from ..items import TroubleError, brief
from .formulas import MATHML, OFFICE, TEX, FormulaBuilder, lowered, raised

LONGEST_HTML = 20 * LONGEST_PROSE  # characters, pictures within it left aside
MOST_TAGS = 50_000  # of one text
DEEPEST_SCRIPTS = 10  # powers of powers; each is written anew when the one around it ends
DEEPEST_LISTS = 20  # levels; each indents all that is in it
BLOCKS = frozenset(
    """
    p div h1 h2 h3 h4 h5 h6 ul ol li blockquote table tr pre hr dl dt dd section article header
    footer main aside nav address center form figure figcaption caption fieldset legend details
    summary option
    """.split()
)
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
MEDIA = {"img", "image", "audio", "video", "object", "embed", "iframe", "svg", "canvas", "applet"}
HOLDS_FALLBACK = {"audio", "video", "object", "iframe", "svg", "canvas", "applet"}
VOID = frozenset(
    """
    br hr img input wbr col area track embed source param meta link base
    """.split()
)
STRUCK = {"s", "strike", "del"}
MAY_BE_LETTERS = {
    "a",
    "b",
    "i",
    "p",
    "q",
    "s",
    "u",
    "g",
}  # tags that may be meant as letters after "<"
UNSEEN = {"script", "style"}
TAGS = {
    *BLOCKS,
    *MARKS,
    *MEDIA,
    *STRUCK,
    *UNSEEN,
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "base",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "slot",
    "br",
    "wbr",
    "nobr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
    "colgroup",
    "col",
    "span",
    "font",
    "small",
    "big",
    "sub",
    "sup",
    "u",
    "ins",
    "tt",
    "code",
    "kbd",
    "samp",
    "var",
    "cite",
    "dfn",
    "abbr",
    "acronym",
    "mark",
    "time",
    "data",
    "q",
    "a",
    "bdi",
    "bdo",
    "ruby",
    "rt",
    "rp",
    "rb",
    "rtc",
    "label",
    "input",
    "button",
    "select",
    "output",
    "textarea",
    "optgroup",
    "datalist",
    "meter",
    "progress",
    "map",
    "area",
    "picture",
    "source",
    "track",
    "param",
    "dialog",
    "menu",
    "dir",
    "hgroup",
    "search",
    "basefont",
    "marquee",
    "blink",
    "nolink",
    "xml",
    "g",
    "path",
    "circle",
    "rect",
    "line",
    "text",
    "tspan",
    "desc",
    "defs",
    "use",
    "polygon",
    "polyline",
    "ellipse",
}
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]])")
LINE_SIGNS = re.compile(r"^([^\S\n]*)(#|>|[+-](?=\s)|\d+(?=[.)]\s))", re.M)
SPECIAL = re.compile(r"[<&\x00-\x08\x0e-\x1f]")
TOKEN = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<other><[!?][^>]*+(?:>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>\"'=]*+)(?P<attributes>(?:=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^<>])*+)>"
    r"|(?P<text><?[^<]*+)",
    re.S,
)
ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]+)))?")
LONG_NUMBER = re.compile(r"&#(?=[xX]?[0-9a-fA-F]{9})")
DATA_ADDRESS = re.compile(
    r"data\\?:(?:image|audio|video|application|font|text)/[\w.+\\-]*+(?:;[\w.=\\-]++)*+,[A-Za-z0-9+/=%\\_.-]*+",
    re.I,
)
NO_DATA = "data:image/x,"  # what stands for one until it is named
MARKDOWN_PICTURE = re.compile(
    r"!\[([^\[\]]*+)\](?:\(\s*+([^()\s]*+)(?:\s++[\"']([^\"'()]*+)[\"'])?\s*+\)|\[[^\[\]]*+\])"
)
MARKDOWN_ADDRESS = re.compile(r"^ {0,3}\[[^\[\]\n]++\]:[ \t]*+data:[^\n]*+$", re.M)
PICTURE_VALUE = re.compile(r"=\s*+(?:\"\s*+data:[^\"]*+\"|'\s*+data:[^']*+')", re.I)
SCRIPTED = re.compile(r"<su(?P<kind>[bp])\b[^<>]*+>(?P<words>[^<>]*+)</su(?P=kind)\s*+>", re.I)
PICTURE_TAG = re.compile(
    r"<(?:img|audio|video|object|embed|iframe|svg)\b(?:=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^<>])*+>",
    re.I,
)
STYLED = {
    "sup": re.compile(
        r"(?:vertical-align|font-variant-position)\s*:\s*(?:super|text-top|\+?0*[1-9.])|mso-text-raise\s*:\s*\+?[1-9.]|(?:^|;)\s*top\s*:\s*-",
        re.I,
    ),
    "sub": re.compile(
        r"(?:vertical-align|font-variant-position)\s*:\s*(?:sub\b|text-bottom|-)|mso-text-raise\s*:\s*-|(?:^|;)\s*bottom\s*:\s*-",
        re.I,
    ),
    "s": re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I),
}
CLASSED = {
    "sup": re.compile(r"(?<![\w-])(?:sup|superscript|exponent)(?![\w-])", re.I),
    "sub": re.compile(r"(?<![\w-])(?:sub|subscript)(?![\w-])", re.I),
}
WIRIS = re.compile(r"«math\b(?:[^«]|«(?!/?math\b))*+«/math»")
WIRIS_SIGNS = str.maketrans(
    {"«": "<", "»": ">", "¨": '"', "§": "&"}
)  # how WIRIS writes MathML within HTML
INLINE = {
    "span",
    "font",
    "small",
    "tt",
    "big",
    "var",
    "i",
    "em",
    "b",
    "strong",
    "u",
    "a",
    "code",
    "kbd",
    "samp",
    "abbr",
    "mark",
    "ins",
    "label",
    "bdi",
    "cite",
    "time",
    "data",
}  # tags that may be raised or lowered by style
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)


@dataclass(slots=True)
class Leavings:
    """The rest of an item's texts that Markdown here cannot hold, for its note.

    `files`: pictures and such by name, "" where they have none; `said`: their alternative texts.
    """

    files: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    tex: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        names = list(dict.fromkeys(filter(None, map(brief, self.files))))
        notes = []
        if self.files:
            notes.append(
                "Pictures and other files were left"
                f" out{': ' + _listed(names, 10) if names else ''}."
            )
        kinds = (
            ("Said of pictures there", self.said, 1_000),
            (
                "Formulas were put on one line, so compare them with the original",
                self.formulas,
                200,
            ),
            (
                "Formulas in TeX are not drawn here",
                [words for words in self.tex if not _is_ascii_math(words)],
                200,
            ),
            (
                "Formulas in AsciiMath are not drawn here",
                list(filter(_is_ascii_math, self.tex)),
                200,
            ),
            ("Struck through there", self.struck, 300),
            ("Said there on pointing", self.pointed, 300),
            ("Links there", self.links, 200),
            ("Left out there", self.lost, 300),
            ("Not shown there, so left out", self.hidden, 1_000),
        )
        for label, listed, length in kinds:
            words = [brief(text, length) for text in dict.fromkeys(listed) if text.strip()]
            if words:
                quoted = words if label == "Links there" else [f"“{text}”" for text in words]
                notes.append(f"{label}: {_listed(quoted, 20)}.")
        return tuple(notes)

    def take_file(self, attributes: dict[str, str]) -> None:
        address = next(
            (
                attributes[key]
                for key in ("src", "data", "href", "xlink:href")
                if attributes.get(key)
            ),
            "",
        )
        self.files.append(_file_name(address))
        for key in ("alt", "title", "aria-label", "arialabel", "longdesc"):
            if words := " ".join(attributes.get(key, "").split()):
                self.said.append(words)


def _is_ascii_math(formula: str) -> bool:
    return formula.startswith(("`", "amath"))


def _listed(words: list[str], most: int) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _file_name(address: str) -> str:
    if address.lstrip().lower().startswith("data:"):
        return ""
    return unquote(
        address.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    ).strip()


@dataclass(slots=True)
class _Span:
    """A stretch of output that an element changes when it ends.

    `kind`: sup, sub, s, *, fallback or hidden; `depth`: of its tag.
    """

    tag: str
    kind: str
    start: int
    depth: int = 1


class _Writer:
    """A writer of Markdown for HTML, tag by tag."""

    # no tree is built, so time grows with the length, however deeply tags are nested
    def __init__(self, left: Leavings) -> None:
        self.left = left
        self.out: list[str] = []
        self.raw: list[str] = []  # words as they stand, for formulas in TeX
        self.lists: list[list[Any]] = []
        self.spans: list[_Span] = []
        self.formula: FormulaBuilder | None = None
        self.cells = self.pre = 0

    def write(self, text: str) -> None:
        at = tags = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None or (match["comment"] and not match["comment"].endswith("-->")):
                self.words(text[at:])  # a comment or tag that does not end is text
                break
            at = match.end()
            if match["name"]:
                tags += 1
                if tags > MOST_TAGS:
                    raise TroubleError(f"holds a text of more than {MOST_TAGS:,} tags")
                at = self.tag(match, text)
            elif match["text"]:
                self.words(match["text"])
        while self.spans:
            self.leave_open(self.spans.pop())
        self.end_formula()
        self.left.tex += [found[0] for found in TEX.finditer("".join(self.raw))][:20]

    def tag(self, match: re.Match[str], text: str) -> int:
        """Take a tag and return where to go on."""
        name = match["name"].lower()
        bare = name.rpartition(":")[2]
        if name.startswith("m:") and bare not in MATHML:
            bare = OFFICE.get(bare, bare)
        if _is_text(name, match["attributes"]):
            self.words(match[0])
            return match.end()
        if name not in TAGS and bare not in MATHML:
            return match.end()
        attributes = _attributes(match["attributes"])
        if name in UNSEEN and not match["end"]:
            return self.skip(name, attributes.get("type", ""), match.end(), text)
        if self.formula or bare == "math":
            self.in_formula(bare, attributes, match)
        elif match["end"]:
            self.end(name)
        else:
            self.start(name, attributes, match["attributes"].rstrip().endswith("/"))
        return match.end()

    def skip(self, name: str, kind: str, at: int, text: str) -> int:
        """Go past a script or style, unless it is a formula, and return where to go on.

        One that does not end takes the rest along, and `left` says so.
        """
        end = re.compile(rf"</{name}[^>]*+>", re.I).search(text, at)
        if end is None:
            self.left.lost.append(text[at:])
            return len(text)
        if kind.lower().startswith("math/tex"):
            self.words(html.escape(f"\\({text[at : end.start()].strip()}\\)"))
        elif kind.lower().startswith("math/"):
            self.left.lost.append(text[at : end.start()])
        elif name == "style" and re.search(r"url\s*\(", text[at : end.start()], re.I):
            self.left.files.append("")
        return end.end()

    def in_formula(self, name: str, attributes: dict[str, str], match: re.Match[str]) -> None:
        if match["end"]:
            if name == "math":
                self.end_formula()
            elif self.formula:
                self.formula.end(name)
            return
        if name == "math" and self.formula is None:
            self.formula = FormulaBuilder()
            self.left.said += filter(None, [attributes.get("alttext", "")])
        elif self.formula:
            self.formula.start(name, attributes, match["attributes"].rstrip().endswith("/"))

    def end_formula(self) -> None:
        if self.formula:
            told = self.formula.told
            self.left.formulas.append(told or "?")
            self.formula = None
            self.out.append(escaped(told))

    def start(self, tag: str, attributes: dict[str, str], is_whole: bool) -> None:
        for span in self.spans:
            span.depth += span.tag == tag and not is_whole
        self.take_attributes(tag, attributes)
        if tag in ("area", "track"):
            self.left.said += filter(None, (attributes.get(key, "") for key in ("alt", "label")))
        if tag in MEDIA or (tag == "input" and attributes.get("type", "").lower() == "image"):
            self.left.take_file(attributes)
        if kind := _span_kind(tag, attributes):
            self.start_span(tag, kind, is_whole)
            return
        if tag in ("ul", "ol"):
            self.start_list(tag, attributes)
        elif tag == "li" and self.lists:
            self.lists[-1][1] = _number(attributes.get("value"), self.lists[-1][1] + 1)
            mark = f"{self.lists[-1][1]}." if self.lists[-1][0] == "ol" else "-"
            self.out.append("\n" + "    " * (len(self.lists) - 1) + mark + " ")
        elif tag[0] == "h" and tag[1:].isdigit():
            self.out.append("\n\n" + "#" * int(tag[1:]) + " ")
        elif tag == "br":
            self.out.append(" " if self.cells else "  \n")
        elif tag in ("td", "th"):
            self.cells += 1
            self.out.append("\x00")
        elif tag == "q":
            self.out.append("“")
        elif tag in BLOCKS:
            self.pre += tag == "pre"
            self.block("\n" if tag == "tr" else "\n\n")

    def start_span(self, tag: str, kind: str, is_whole: bool) -> None:
        nested = sum(span.kind == kind for span in self.spans)
        if nested >= DEEPEST_SCRIPTS:
            raise TroubleError(
                f"holds powers or indices that are nested deeper than {DEEPEST_SCRIPTS} levels"
            )
        if not is_whole and (not nested or kind in ("sup", "sub")):
            self.spans.append(_Span(tag, kind, len(self.out)))

    def start_list(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.lists) >= DEEPEST_LISTS:
            raise TroubleError(f"holds lists that are nested deeper than {DEEPEST_LISTS} levels")
        self.out.append("\n\n" if not self.lists else "\n")
        self.lists.append([tag, _number(attributes.get("start"), 1) - 1])

    def end(self, tag: str) -> None:
        if self.spans and self.end_span(tag):
            return
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("" if self.lists else "\n\n")
        elif tag in ("td", "th", "tr", "table"):
            self.cells = max(0, self.cells - 1) if tag in ("td", "th") else 0
            self.out.append("\n\n" if tag == "table" else "")
        elif tag == "q":
            self.out.append("”")
        elif tag in ("text", "desc", "title"):  # of a drawing
            self.out.append(" ")
        elif tag in BLOCKS and tag != "li":
            self.pre -= tag == "pre" and self.pre > 0
            self.block("\n\n")

    def block(self, space: str) -> None:
        if self.cells and space == "\n\n":
            self.out.append(" ")
        elif not self.lists:
            self.out.append(space)

    def end_span(self, tag: str) -> bool:
        """Return whether a stretch of output ended with this tag."""
        for span in self.spans:
            span.depth -= span.tag == tag
        ended = next(
            (span for span in reversed(self.spans) if span.tag == tag and span.depth <= 0), None
        )
        if ended is None:
            return False
        while (span := self.spans.pop()) is not ended:
            self.close(span)
        self.close(ended)
        return True

    def close(self, span: _Span) -> None:
        words = "".join(self.out[span.start :])
        del self.out[span.start :]
        if span.kind == "fallback":
            self.left.said.append(unmarked(words))
        elif span.kind == "hidden":
            self.left.hidden.append(unmarked(words.replace("\x00", " ")))
        elif span.kind in ("sup", "sub"):
            script = raised if span.kind == "sup" else lowered
            self.out.append(escaped(script(unmarked(words).replace("\x00", " "))))
        elif span.kind == "s":
            self.left.struck.append(unmarked(words))
            self.out.append(f"~~{words}~~" if words.strip() else words)
        else:
            self.out.append(_marked(words, span.kind))

    def leave_open(self, span: _Span) -> None:
        """Write a stretch of output whose element never ends.

        Its words stay as they are, but a power gets a sign so that it does not join them.
        """
        if span.kind in ("sup", "sub"):
            self.out.insert(span.start, "^" if span.kind == "sup" else r"\_")
        elif span.kind in MARKS.values():
            self.close(span)

    def take_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        if not attributes or tag in MEDIA:
            return
        self.left.pointed += filter(
            None, (attributes.get(key, "") for key in ("title", "aria-label", "arialabel"))
        )
        if re.search(r"url\s*\(", attributes.get("style", ""), re.I) or attributes.get(
            "background"
        ):
            self.left.files.append(_file_name(attributes.get("background", "")))
        address = attributes.get("href", "") if tag == "a" else ""
        if re.match(r"https?:|@@|mailto:", address, re.I):
            self.left.links.append(address)

    def words(self, data: str) -> None:
        data = unescaped(data)
        if self.formula:
            self.formula.text(data)
            return
        if DATA_ADDRESS.search(data):
            data, count = re.subn(DATA_ADDRESS, "", data)
            self.left.files += [""] * count
        self.raw.append(data)
        if self.pre:
            self.out.append("  \n".join(escaped(line) for line in data.split("\n")))
            return
        text = escaped(re.sub(r"\s+", " ", data))
        if self.out and self.out[-1].endswith("<"):
            self.out[-1] = self.out[-1][:-1] + "&lt;"
        begins = not self.out or self.out[-1].endswith("\n")
        self.out.append(LINE_SIGNS.sub(_guarded, text.lstrip()) if begins else text)


def _is_text(name: str, attributes: str) -> bool:
    """Return whether what looks like a tag is text, as in "a <b and c> d".

    Another example is "strength <MRC 4>".
    """
    if name in MAY_BE_LETTERS:
        return attributes.strip(" /\n\t\r").lower() not in ("", "hidden") and "=" not in attributes
    return name.isalpha() and name not in TAGS and name not in MATHML


def _span_kind(tag: str, attributes: dict[str, str]) -> str:
    """Return how all that stands in an element is changed; empty if it is not."""
    if tag in ("sup", "sub"):
        return tag
    if tag in STRUCK:
        return "s"
    if tag in HOLDS_FALLBACK:
        return "fallback"
    if tag not in VOID and ("hidden" in attributes or HIDDEN.search(attributes.get("style", ""))):
        return "hidden"
    if tag in INLINE:
        for name, patterns in (("style", STYLED), ("class", CLASSED)):
            said = attributes.get(name, "")
            if kind := next(
                (kind for kind, pattern in patterns.items() if said and pattern.search(said)), ""
            ):
                return kind
    return MARKS.get(tag, "")


def _marked(words: str, mark: str) -> str:
    inner = words.strip()
    # over more than one paragraph it would not be shown
    if not inner or "\n" in inner.replace("  \n", "") or "\x00" in inner:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text.strip()) else default


def _attributes(text: str) -> dict[str, str]:
    if not text.strip(" /"):
        return {}
    return {
        match[1].lower(): unescaped(next(filter(None, match.groups()[1:]), ""))
        for match in ATTRIBUTE.finditer(text)
    }


def unescaped(text: str) -> str:
    """Return text without HTML's entities; numbers that are too long to be signs stay."""
    return html.unescape(LONG_NUMBER.sub("&amp;#", text)) if "&" in text else text


def escaped(text: str) -> str:
    """Return plain text as Markdown that says just that."""
    text = MARKDOWN_SIGNS.sub(r"\\\1", text)
    return re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)


def from_plain(text: str, left: Leavings | None = None) -> str:
    left = left or Leavings()
    text, count = DATA_ADDRESS.subn("", text)
    left.files += [""] * count
    left.tex += [match[0] for match in TEX.finditer(text)][:20]
    return LINE_SIGNS.sub(_guarded, escaped(text)).strip()


def from_html(text: str, left: Leavings | None = None) -> str:
    """Turn HTML into Markdown.

    All but blocks, emphasis, lists and the cells of tables becomes plain text. `left` takes what
    cannot stand in it. Raises TroubleError for a text that is too long or nested too deeply.
    """
    if len(text) > LONGEST_HTML and len(without_pictures(text)) > LONGEST_HTML:
        raise TroubleError(f"holds a text of more than {LONGEST_HTML:,} characters")
    if "«math" in text:
        text = WIRIS.sub(lambda match: match[0].translate(WIRIS_SIGNS), text)
    writer = _Writer(left if left is not None else Leavings())
    writer.write(text)
    lines = []
    for line in "".join(writer.out).split("\n"):
        kept = line.rstrip(" ") + ("  " if line.endswith("  ") and line.strip() else "")
        cells = [cell.strip() for cell in kept.split("\x00")]
        kept = "; ".join(cell for cell in cells if cell) + "  " if "\x00" in kept else kept
        lines.append(kept if re.match(r"\s+(-|\d+\.) ", kept) else kept.lstrip(" "))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_pictures(text: str) -> str:
    """Return HTML in which embedded pictures are only named, not held."""
    return DATA_ADDRESS.sub(NO_DATA, PICTURE_VALUE.sub(f'="{NO_DATA}"', text))


def from_loose(text: str, left: Leavings | None = None) -> str:
    """Turn text that is plain or holds some HTML into Markdown.

    An empty line parts paragraphs and a line end counts.
    """
    parts = re.split(r"\n\s*\n", text)
    return from_html(
        "".join(f"<p>{'<br>'.join(part.strip().splitlines())}</p>" for part in parts), left
    )


def from_markdown(text: str, left: Leavings | None = None, *, is_bare: bool = True) -> str:
    """Return Markdown from outside without its pictures, which are not shown here.

    `is_bare`: without space around it, and with powers and indices as plain text.
    """
    left = left if left is not None else Leavings()

    def take(match: re.Match[str]) -> str:
        left.take_file({"alt": match[1], "src": match[2] or "", "title": match[3] or ""})
        return ""

    def take_tag(match: re.Match[str]) -> str:
        left.take_file(_attributes(match[0][1:-1].partition(" ")[2]))
        return ""

    if "![" in text or "<" in text or "data:" in text:
        text = MARKDOWN_PICTURE.sub(take, MARKDOWN_ADDRESS.sub("", text))
        text = PICTURE_TAG.sub(take_tag, text)
        text, count = DATA_ADDRESS.subn("", text)
        left.files += [""] * count
    left.tex += [match[0] for match in TEX.finditer(text)][:20]
    return SCRIPTED.sub(_scripted, text).strip() if is_bare else text


def _scripted(match: re.Match[str]) -> str:
    script = raised if match["kind"] in "pP" else lowered
    return escaped(script(unescaped(match["words"])))


def markdown_of(text: str, kind: str, left: Leavings | None = None) -> str:
    """Turn a text into Markdown whose kind Moodle and GIFT name.

    Kinds are html, plain, markdown and moodle.
    """
    match kind:
        case "html":
            return from_html(text, left)
        case "markdown":
            return from_markdown(text, left)
        case "plain" | "plain_text":
            return from_plain(text, left)
    return from_loose(text, left)


def plain_text(text: str, left: Leavings | None = None) -> str:
    """Return the words of a short HTML text, on one line."""
    if not SPECIAL.search(text):
        if left is not None:
            left.tex += [match[0] for match in TEX.finditer(text)][:20]
        return " ".join(text.split())
    return unmarked(from_html(text, left))


def answer_words(text: str, left: Leavings) -> str:
    """Return the words of an answer in HTML; empty for a blank one.

    Raises TroubleError for one that is only a picture.
    """
    own = Leavings()
    words = plain_text(text, own)
    for name in (
        "files",
        "said",
        "formulas",
        "tex",
        "struck",
        "links",
        "pointed",
        "lost",
        "hidden",
    ):
        getattr(left, name).extend(getattr(own, name))
    if is_blank(words) and own.files:
        said = f": “{brief(own.said[0])}”" if own.said else ""
        raise TroubleError(f"has an answer without words, a picture only{said}")
    return "" if is_blank(words) else words


def is_blank(text: str) -> bool:
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


def unmarked(markdown: str) -> str:
    """Return the words of a short Markdown text that was made of HTML, on one line."""
    text = re.sub(r"(?<!\\)\*+|^#+ ", "", markdown)
    return " ".join(re.sub(r"\\([\\`*_\[\]#>+.)-])", r"\1", text).replace("&lt;", "<").split())


def _guarded(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
