"""The text of a file in whatever encoding it comes, and what to say of one that is in another than it tells."""

import re
import unicodedata
from collections.abc import Iterable

from .shape import TroubleError

LEADING = "\ufeff\u200b\u2060 \t\r\n\v\f\xa0\x85"  # what may stand before the first sign of a file and says nothing
ZEROS = "holds zero bytes, so it is no text or UTF-16 without its mark: save the file as UTF-8"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.I)
OLD_ENCODINGS = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"}
GUESSES = {"cp1252": "windows-1252", "mac_roman": "Mac Roman"}
MOST_SIGNS_WEIGHED = 2_000
PUNCTUATION = "‘’“”–—…„‚«»°±µ×½¼¾²³·€£§©®"  # what texts hold beside letters; the rest of the upper half is rare


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark.

    Raises TroubleError that names the line and the encoding that it is likely to be in.
    """
    encoding = "utf-16" if data[:2] in UTF_16 else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_utf_8(data, error, "save the file as UTF-8") from None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise TroubleError(ZEROS, f"line {line}")
    return text.lstrip("\ufeff")


def is_binary(text: str) -> bool:
    """Whether what was read as text is none: it holds many signs that no text has, zeros left aside."""
    strange = sum(sign == "\ufffd" or (sign < " " and sign not in "\0\t\n\r\f") for sign in text)
    return strange > len(text) // 20


def decoded_or_guessed(data: bytes) -> tuple[str, str]:
    """The text of a table, and a note where it was read in windows-1252, as some spreadsheets save it.

    Raises TroubleError where that is no good guess either.
    """
    try:
        return decoded(data), ""
    except TroubleError as trouble:
        if data[:2] in UTF_16 or b"\0" in data or likely_encoding(data) != "cp1252":
            raise
        note = f"The file is not UTF-8 ({trouble.where}): it was read as windows-1252. Check accents and dashes."
        return data.decode("cp1252"), note


def not_utf_8(data: bytes, error: UnicodeDecodeError, remedy: str) -> TroubleError:
    """What to say of a text that is not in the encoding that it should be in."""
    if error.encoding.startswith("utf-16"):
        return TroubleError(f"is not sound UTF-16 text: {remedy}", "the file")
    line = data.count(b"\n", 0, error.start) + 1
    where = f"line {line}"
    encoding = likely_encoding(data)
    if not encoding:
        return TroubleError(f"is not UTF-8 text: {remedy}", where)
    start = max(data.rfind(sign, 0, error.start) + 1 for sign in (b"\n", b">"))
    words = re.split(r"[\n<]", data[max(start, error.start - 20) : error.start + 20].decode(encoding, "replace"))[
        0
    ].strip()
    return TroubleError(
        f"is not UTF-8 text: {remedy}. It looks like {GUESSES[encoding]}, in which it reads “{words}”", where
    )


def likely_encoding(data: bytes) -> str:
    """The old encoding in which the bytes above 127 make words; empty where none does."""
    around = [data[max(0, match.start() - 1) : match.end() + 1] for match in _first(rb"[\x80-\xff]", data)]
    scores = {}
    for encoding in GUESSES:
        try:
            scores[encoding] = sum(_plausible(piece.decode(encoding)) for piece in around)
        except UnicodeDecodeError:
            continue
    best = max(scores, key=lambda encoding: scores[encoding], default="")
    return best if best and scores[best] > 0 else ""


def _first(pattern: bytes, data: bytes) -> Iterable[re.Match[bytes]]:
    for number, match in enumerate(re.finditer(pattern, data)):
        if number >= MOST_SIGNS_WEIGHED:
            return
        yield match


def _plausible(piece: str) -> int:
    """1 for a letter in a word or a sign that texts use, -1 for what texts hardly hold."""
    sign = next((sign for sign in piece if sign > "\x7f"), "")
    if sign in PUNCTUATION:
        return 1
    if unicodedata.category(sign) == "Ll" and any(letter.isascii() and letter.isalpha() for letter in piece):
        return 1
    return 0 if unicodedata.category(sign) == "Lu" and not piece[0].islower() else -1


def declared_encoding(data: bytes) -> str:
    """What the declaration of an XML file says, in lower case; empty where it says nothing."""
    match = DECLARED.search(data[:1_000])
    return match[1].decode("ascii").lower() if match else ""


def unmarked_start(data: bytes) -> tuple[bytes, str, int]:
    """An XML file from its first sign on, the encoding to read it in if it is not its own, and the lines before it.

    Blank lines and marks before the declaration would else make it no XML.
    """
    if data[:2] in UTF_16:
        try:
            text = data.decode("utf-16", "surrogatepass")
        except UnicodeDecodeError as error:
            raise not_utf_8(data, error, "save the file as UTF-8") from None
        start = text.lstrip(LEADING)
        skipped = text[: len(text) - len(start)].count("\n")
        return start.encode("utf-8", "surrogatepass"), "utf-8", skipped
    head = data[:100_000].decode("utf-8", "replace")
    before = head[: len(head) - len(head.lstrip(LEADING))]
    encoding = "utf-8" if declared_encoding(data) in OLD_ENCODINGS and _is_utf_8(data) else ""
    return data[len(before.encode()) :], encoding, before.count("\n")


def _is_utf_8(data: bytes) -> bool:
    """Whether bytes are UTF-8 beyond ASCII: text of an old encoding is that by chance hardly ever."""
    try:
        return not data.isascii() and bool(data.decode())
    except UnicodeDecodeError:
        return False
