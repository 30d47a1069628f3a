"""Any file of any format: recognised from its content, read, and never more than a list of items and faults."""

import re
from collections.abc import Callable

from . import gift, moodle, own, phenopacket, qti, sheet
from .shape import FORMATS, Fault, Found, TroubleError, decoded

READERS: dict[str, Callable[[bytes], Found]] = {
    "moodle": moodle.read,
    "gift": gift.read,
    "qti": qti.read,
    "csv": sheet.read,
    "json": own.read,
    "phenopacket": phenopacket.read,
}
PACKED = {
    b"\x1f\x8b": "is packed with gzip: unpack it first; of a Moodle backup, export the questions as Moodle XML",
    b"BZh": "is packed with bzip2: unpack it first",
    b"\xfd7zXZ": "is packed with xz: unpack it first",
    b"7z\xbc\xaf": "is packed with 7-Zip: unpack it first, or use plain zip",
    b"Rar!": "is packed with RAR: unpack it first, or use plain zip",
    b"\xd0\xcf\x11\xe0": "is a document of an office program: save it as CSV",
    b"%PDF": "is a PDF, which is not read",
}  # what files of no format here begin with
QTI_ROOT = re.compile(r"<(?:\w+:)?(?:qti-)?assessment-?(?:item|test|section)\b", re.I)
GIFT_SIGNS = re.compile(r"^\s*(?:::|//|\$CATEGORY:)|(?<!\\)\{[^}]*[=~#]", re.M)


def read(data: bytes, kind: str = "") -> Found:
    """All that a file holds. `kind`: a key of FORMATS; without it the format is recognised."""
    try:
        kind = kind or recognised(data)
        found = READERS[kind](data)
    except TroubleError as trouble:
        where = trouble.where or "the file"
        return Found(kind, (), (Fault(where, str(trouble)),))
    if not found.items and not found.faults:
        return Found(kind, (), (Fault("the file", f"holds nothing that {FORMATS[kind]} can tell"),))
    return found


def recognised(data: bytes) -> str:
    """The format of a file. Raises TroubleError for one that is none of them."""
    if not data.strip():
        raise TroubleError("is empty")
    if data[:4] == b"PK\3\4":
        return "qti"
    for start, told in PACKED.items():
        if data.startswith(start):
            raise TroubleError(told)
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return "phenopacket" if phenopacket.looks_like(own.parsed(data)) else "json"
    head = _head(data)
    if "\0" in head:
        raise TroubleError("holds zero bytes, so it is no text or UTF-16 without its mark: save the file as UTF-8")
    if head.lstrip().startswith("<"):
        if re.search(r"<quiz\b", head):
            return "moodle"
        if QTI_ROOT.search(head):
            return "qti"
        if "<questestinterop" in head:
            raise TroubleError("is QTI 1.2, which is not read: export it as QTI 2.1 or 3.0")
        raise TroubleError("is XML, but neither Moodle's nor QTI")
    first = head.lstrip("\ufeff\r\n").partition("\n")[0].lower()
    if first.startswith("sep=") or all(
        re.search(rf"(?:^|[,;\t\"]){name}(?:$|[,;\t\"\r])", first) for name in sheet.NEEDED
    ):
        return "csv"
    if GIFT_SIGNS.search(decoded(data)):
        return "gift"
    if sum(map(first.count, sheet.DELIMITERS)):
        return "csv"
    raise TroubleError(f"is none of these: {', '.join(FORMATS.values())}. Name the format if it is one of them.")


def _head(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data[:20_000].decode(encoding, "replace")
