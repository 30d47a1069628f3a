"""Decode files of any encoding, and say where one is not in the encoding it names."""

import re
import unicodedata
from collections.abc import Iterable

from ..items import TroubleError

# what may stand before the first sign of a file and says nothing
LEADING = "\ufeff\u200b\u2060 \t\r\n\v\f\xa0\x85"
ZEROS = "holds zero bytes, so it is no text or UTF-16 without its mark: save the file as UTF-8"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.I)
OLD_ENCODINGS = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"}
GUESSES = {"cp1252": "windows-1252", "mac_roman": "Mac Roman"}
MOST_SIGNS_WEIGHED = 2_000
# what texts hold beside letters; the rest of the upper half is rare
PUNCTUATION = "‘’“”–—…„‚«»°±µ×½¼¾²³·€£§©®"


def decoded(data: bytes) -> str:
    """Decode a file in UTF-8, or in UTF-16 with its mark.

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
    """Return whether what was read as text holds many signs that no text has.

    Zeros do not count.
    """
    strange = sum(sign == "\ufffd" or (sign < " " and sign not in "\0\t\n\r\f") for sign in text)
    return strange > len(text) // 20


def decoded_or_guessed(data: bytes) -> tuple[str, str]:
    """Decode a table, and return a note where it was read in windows-1252.

    Some spreadsheets save it so. Raises TroubleError where that is no good guess either.
    """
    try:
        return decoded(data), ""
    except TroubleError as trouble:
        if data[:2] in UTF_16 or b"\0" in data or likely_encoding(data) != "cp1252":
            raise
        note = (
            f"The file is not UTF-8 ({trouble.where}): it was read as windows-1252. Check accents"
            " and dashes."
        )
        return data.decode("cp1252"), note


def not_utf_8(data: bytes, error: UnicodeDecodeError, remedy: str) -> TroubleError:
    """Return the error for a text that is not in the encoding that it should be in."""
    if error.encoding.startswith("utf-16"):
        return TroubleError(f"is not sound UTF-16 text: {remedy}", "the file")
    line = data.count(b"\n", 0, error.start) + 1
    where = f"line {line}"
    encoding = likely_encoding(data)
    if not encoding:
        return TroubleError(f"is not UTF-8 text: {remedy}", where)
    start = max(data.rfind(sign, 0, error.start) + 1 for sign in (b"\n", b">"))
    words = re.split(
        r"[\n<]", data[max(start, error.start - 20) : error.start + 20].decode(encoding, "replace")
    )[0].strip()
    return TroubleError(
        f"is not UTF-8 text: {remedy}. It looks like {GUESSES[encoding]}, in which it reads"
        f" “{words}”",
        where,
    )


def likely_encoding(data: bytes) -> str:
    """Return the old encoding in which the bytes above 127 make words.

    Empty where none does.
    """
    around = [
        data[max(0, match.start() - 1) : match.end() + 1] for match in _first(rb"[\x80-\xff]", data)
    ]
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
    """Return 1 for a letter in a word or a usual sign, -1 for what texts hardly hold.

    Else 0.
    """
    sign = next((sign for sign in piece if sign > "\x7f"), "")
    if sign in PUNCTUATION:
        return 1
    if unicodedata.category(sign) == "Ll" and any(
        letter.isascii() and letter.isalpha() for letter in piece
    ):
        return 1
    return 0 if unicodedata.category(sign) == "Lu" and not piece[0].islower() else -1


def declared_encoding(data: bytes) -> str:
    """Return the encoding that an XML file declares, in lower case.

    Empty if it declares none.
    """
    match = DECLARED.search(data[:1_000])
    return match[1].decode("ascii").lower() if match else ""


def unmarked_start(data: bytes) -> tuple[bytes, str, int]:
    """Return an XML file from its first sign on, its encoding, and lines before it.

    The encoding is empty if the file's own holds.
    """
    if data[:2] in UTF_16:
        try:
            text = data.decode("utf-16", "surrogatepass")
        except UnicodeDecodeError as error:
            raise not_utf_8(data, error, "save the file as UTF-8") from None
        start = text.lstrip(LEADING)
        skipped = text[: len(text) - len(start)].count("\n")
        return start.encode("utf-8", "surrogatepass"), "utf-8", skipped
    # with blank lines or marks before its declaration it would be no XML
    head = data[:100_000].decode("utf-8", "replace")
    before = head[: len(head) - len(head.lstrip(LEADING))]
    encoding = "utf-8" if declared_encoding(data) in OLD_ENCODINGS and _is_utf_8(data) else ""
    return data[len(before.encode()) :], encoding, before.count("\n")


def _is_utf_8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 beyond ASCII."""
    # text of an old encoding is UTF-8 by chance hardly ever
    try:
        return not data.isascii() and bool(data.decode())
    except UnicodeDecodeError:
        return False
