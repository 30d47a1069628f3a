"""Recognise the format of a file from its content, and read it.

A file of any kind gives a list of items and faults, and nothing else.
"""

import re

from .formats import FORMATS, csv_table, gift, native_json, phenopacket
from .items import FileContents, ImportFault, TroubleError, brief
from .safe_xml import BEFORE_XML, grow
from .text.encodings import LEADING, UTF_16, ZEROS, decoded, is_binary
from .unsupported import PACKED, error_message, json_stranger, stranger, web_page

HEAD = 20_000  # bytes that a format is recognised by
MOODLE_ROOT = re.compile(r"<(?:\w+:)?quiz\b")
QTI_ROOT = re.compile(r"<(?:\w+:)?(?:qti-)?assessment-?(?:item|test|section)\b", re.I)
GIFT_SIGNS = re.compile(r"^[ \t]*+(?:::|//|\$CATEGORY:)|(?<!\\)\{(?:\\.|[^{}=~#\\])*+[=~#]", re.M)
GIFT_TEXT = re.compile(
    r"<(?:!--|(?:p|div|span|b|i|em|strong|u|br|img|h\d|ul|ol|table|sub|sup|a|q)\b)", re.I
)
GIFT_UNASKED = re.compile(
    r"(?<!\\)\{\s*+(?:T|F|TRUE|FALSE|#[^{}\n]*+)?\s*+\}"
)  # answers that make no case
AIKEN = re.compile(
    r"^A[.)][ \t]+\S[^\n]*+\n(?:[B-Z][.)][ \t]+[^\n]++\n)++ANSWER:[ \t]*+[A-Z]\b", re.M
)
YAML = re.compile(
    r"^(?:phenotypic_?features|subject|diseases|interpretations|meta_?data|cases):[ \t]*+$",
    re.M | re.I,
)
JSON_KEY = re.compile(r"[{\[]\s*[\"{]")
JSON_START = re.compile(r"\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\d\]-]|true|false|null|$)")


def read_file(data: bytes, kind: str = "") -> FileContents:
    """Read all items and faults of a file.

    `kind`: a key of FORMATS; without it the format is recognised.
    """
    try:
        if told := web_page(_head(data)):
            raise TroubleError(told)
        kind = kind or recognised(data)
        found = FORMATS[kind].read(data)
    except TroubleError as trouble:
        where = trouble.where or "the file"
        return FileContents(kind, (), (ImportFault(where, str(trouble)),))
    if not found.items and not found.faults:
        return FileContents(
            kind,
            (),
            (ImportFault("the file", f"holds nothing that {FORMATS[kind].name} can tell"),),
        )
    return found


def recognised(data: bytes) -> str:
    """Return the format of a file. Raises TroubleError for one that is none of them."""
    if not data.strip():
        raise TroubleError("is empty")
    if data[:4] in (b"PK\3\4", b"PK\5\6"):
        return "qti"
    for start, told in PACKED.items():
        if data.startswith(start):
            raise TroubleError(told)
    head = _head(data).lstrip(LEADING)
    if "\0" in head:
        raise TroubleError("is no text, and no package either" if is_binary(head) else ZEROS)
    if not head:
        raise TroubleError("is empty" if len(data) <= HEAD else "begins with nothing but space")
    if head[0] in "{[":
        return _of_brackets(head, data)
    if head[0] == "<" and not re.match(r"<[a-zA-Z_!?/:]", head):
        return _of_text(head, data)
    if head[0] == "<" and not (GIFT_TEXT.match(head) and GIFT_SIGNS.search(decoded(data))):
        return _of_xml(head, data)
    if head[0] == "<" and (MOODLE_ROOT.search(head) or QTI_ROOT.search(head)):
        return _of_xml(head, data)
    return _of_text(head, data)


def _of_brackets(head: str, data: bytes) -> str:
    """Tell JSON from GIFT whose first sign is a "[" or a "{".

    GIFT may begin with "[html]" or with its answers. Raises TroubleError for other JSON.
    """
    if not JSON_START.match(head) and GIFT_SIGNS.search(decoded(data)):
        return "gift"
    try:
        return _of_json(data)
    except TroubleError:
        if GIFT_SIGNS.search(decoded(data)) and (
            not JSON_KEY.match(head) or gift.read_gift(data).items
        ):
            return "gift"
        raise


def _of_json(data: bytes) -> str:
    value = native_json.parsed(data)
    if phenopacket.looks_like_phenopacket(value):
        return "phenopacket"
    if not native_json.looks_like_cases(value):
        raise TroubleError(error_message(value) or json_stranger(value))
    return "json"


def _of_xml(head: str, data: bytes) -> str:
    if re.search(r"<\?xml\s", head[1:]) and not re.match(r"<\?xml\s", head):
        raise TroubleError(f"has text before its XML begins: {BEFORE_XML}", "line 1")
    if MOODLE_ROOT.search(head):
        return "moodle"
    if QTI_ROOT.search(head):
        return "qti"
    if "<questestinterop" in head:
        raise TroubleError("is QTI 1.2, which is not read: export it as QTI 2.1 or 3.0")
    root = grow(data)[0]
    raise TroubleError(
        stranger(root)
        or f"is XML, but neither Moodle's nor QTI: it begins with <{brief(root.name)}>"
    )


def _of_text(head: str, data: bytes) -> str:
    first = head.partition("\n")[0].lower()
    if first.startswith("sep=") or all(
        re.search(rf"(?:^|[,;\t\"]){name}(?:$|[,;\t\"\r])", first) for name in csv_table.NEEDED
    ):
        return "csv"
    if re.search(r"^\s*+<\?xml\b|<quiz>", head, re.M):
        raise TroubleError(f"has text before its XML begins: {BEFORE_XML}", "line 1")
    text = decoded(data)
    if GIFT_SIGNS.search(text):
        return "gift"
    if AIKEN.search(text):
        raise TroubleError(
            "is in Aiken's format, which is not read: export it as GIFT or Moodle XML"
        )
    if _is_head(first):
        return "csv"
    if GIFT_UNASKED.search(text):
        return "gift"
    if YAML.search(head):
        raise TroubleError("is YAML, which is not read: save it as JSON")
    names = ", ".join(item.name for item in FORMATS.values())
    raise TroubleError(f"is none of these: {names}. Name the format if it is one of them.")


def _is_head(line: str) -> bool:
    """Return whether a line may name columns: short words with a sign between them."""
    delimiter = max(csv_table.DELIMITERS, key=line.count)
    cells = [cell.strip() for cell in line.split(delimiter)]
    return len(cells) > 1 and all(
        len(cell.split()) < 5 and not cell.endswith((".", "}")) for cell in cells
    )


def _head(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in UTF_16 else "utf-8-sig"
    return data[:HEAD].decode(encoding, "replace")
