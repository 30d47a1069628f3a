"""Define what every format is read into: items, and the faults of a file.

Items have answers, texts and terms.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..schema import NOT_OF_THE_PATIENT, CaseDraft
from .limits import MOST_ANSWERS, MOST_FAULTS, MOST_ITEMS

MINUS = str.maketrans("−–‐‑", "----")


# What files that name ISO 8859-1 hold at 0x80 to 0x9f, which is nothing there, is windows-1252, as
# browsers know.
WINDOWS_SIGNS = {
    code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)
}
IN_WORDS = {
    "extra_forbidden": "means nothing here",
    "missing": "is missing",
    "string_type": "is no text: write it in quotes",
    "string_too_long": "has more than {max_length:,} characters",
    "string_pattern_mismatch": "is no code of five letters and digits",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "greater_than_equal": "is below {ge}",
    "less_than_equal": "is above {le}",
    "literal_error": "is not {expected}",
    "enum": "is not {expected}",
    "list_type": "is no list",
    "too_long": "holds more than {max_length}",
    "dict_type": "is no object",
    "model_type": "is no object",
    "datetime_from_date_parsing": "is no date and time, such as 2026-11-28T10:00:00Z",
    "timezone_aware": "names no time zone, as the Z in 2026-11-28T10:00:00Z does",
    "value_error": "{error}",
}  # what is wrong with a value, by pydantic's name for it


class TroubleError(Exception):
    """A fault of a file, or of an item of it, because of which it cannot be read.

    The message says why, `where` where.
    """

    def __init__(self, message: str, where: str = "") -> None:
        self.where = where
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ImportFault:
    """A part of a file that does not come in.

    `where`: a line, such as "line 12", or an element, such as "cases[2].age".
    """

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def few_answers(count: int) -> None:
    """Raise TroubleError where a question has more than MOST_ANSWERS answers."""
    # the time for its pairs grows with their square
    if count > MOST_ANSWERS:
        raise TroubleError(f"has more than {MOST_ANSWERS} answers or pairs")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose.

    `credit`: the share of full marks that it gets, 1 for right.
    """

    text: str
    credit: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A vignette and the answers to choose from.

    A matching question makes one of each of its vignettes.
    """

    stem: str
    options: tuple[Option, ...]
    general: str = ""


@dataclass(frozen=True, slots=True)
class CodedTerm:
    """A coded finding whose stage the file does not tell.

    `since`: when it began, `until`: when it went, in words.
    """

    code: str
    label: str
    present: bool = True
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a case that a file holds. `source`: its id there.

    `notes`: what the format's reader could not take over.
    """

    where: str
    title: str
    source: str = ""
    draft: CaseDraft = field(default_factory=lambda: CaseDraft())
    question: Question | None = None
    terms: tuple[CodedTerm, ...] = ()
    diseases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return a digest that differs between items that say different things.

        It does not depend on where they stand.
        """
        says = {
            "title": self.title,
            "draft": self.draft.model_dump(mode="json", exclude=set(NOT_OF_THE_PATIENT)),
            "question": asdict(self.question) if self.question else None,
            "terms": [asdict(term) for term in self.terms],
            "diseases": self.diseases,
        }
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FileContents:
    """The items and faults of a file; `kind` is the key of its format."""

    kind: str
    items: tuple[Item, ...] = ()
    faults: tuple[ImportFault, ...] = ()


@dataclass(slots=True)
class Catch:
    """A collector of items and faults while a file is read.

    Raises TroubleError when either is too many.
    """

    kind: str
    items: list[Item] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)

    def take(self, item: Item) -> None:
        if len(self.items) >= MOST_ITEMS:
            raise TroubleError(
                f"The file holds more than {MOST_ITEMS:,} items: split it.", item.where
            )
        self.items.append(item)

    def refuse(self, where: str, message: str) -> None:
        if len(self.faults) >= MOST_FAULTS:
            raise TroubleError(f"More than {MOST_FAULTS:,} faults: the rest was not read.", where)
        self.faults.append(ImportFault(where, message))

    def found(self) -> FileContents:
        return FileContents(self.kind, tuple(self.items), tuple(self.faults))


def parsed_draft(data: Mapping[str, Any], where: str, separator: str = ".") -> CaseDraft:
    """Return a draft of plain data.

    Raises TroubleError that names all that is wrong with it, by element.
    """
    try:
        return CaseDraft.model_validate(cleaned(data))
    except ValidationError as error:
        faults = [
            f"{separator.join(map(str, fault['loc'])) or 'item'}: {_in_words(fault)}"
            for fault in error.errors()[:20]
        ]
        raise TroubleError("; ".join(faults), where) from None


def _in_words(fault: ErrorDetails) -> str:
    words = IN_WORDS.get(fault["type"])
    return words.format_map(fault.get("ctx", {})) if words else fault["msg"]


def cleaned(value: Any) -> Any:
    r"""Return a value without characters that a database or a page cannot hold.

    These are control characters and halves of surrogates; line ends become "\n".
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        if text.isascii() and text.isprintable():
            return text
        text = text.translate(WINDOWS_SIGNS)
        return "".join(
            c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
        )
    if isinstance(value, Mapping):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return value


def parsed_number(text: str) -> float | None:
    """Return the number that a text is, as people write it; None for others.

    It may have a comma or a dot, any minus, or "%" after it.
    """
    bare = re.sub(r"\s+", "", text[:40]).translate(MINUS).removesuffix("%").replace(",", ".")
    return (
        float(bare)
        if len(text) <= 40 and re.fullmatch(r"[+-]?\d{1,9}(?:\.\d{0,15})?", bare, re.A)
        else None
    )


def marks_share(text: str, what: str) -> float:
    """Return marks in per cent as a share of full marks, -1 to 1.

    Raises TroubleError for others; `what` names them in its message.
    """
    percent = parsed_number(text)
    if percent is None:
        raise TroubleError(f"has a {what} that is no number: “{brief(text, 20)}”")
    if not -100.001 <= percent <= 100.001:
        raise TroubleError(f"has a {what} outside -100 to 100 per cent: “{brief(text, 20)}”")
    return percent / 100


def bare_code(text: str) -> str:
    """Return a code as prefix and number, such as HP:0000508.

    It may be given as an address or with "_" for ":"; other text is only stripped.
    """
    match = re.fullmatch(
        r"(?:https?://[^\s?#]{1,200}[/#=])?([A-Za-z]{2,10})[_:]([A-Za-z]{0,2}\d{1,10})",
        text.strip(),
    )
    if match:
        return f"{match[1]}:{match[2]}"
    entry = re.fullmatch(r"https?://(?:www\.)?omim\.org/entry/(\d{6})", text.strip())
    return f"OMIM:{entry[1]}" if entry else text.strip()


def brief(text: str, length: int = 60) -> str:
    """Return a text on one line, cut to a length."""
    words = " ".join(text[: length * 4].split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
