"""What every format is read into and written from, and how much of it is taken from one file."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from content.schema import Record
from knowledge.patterns import Pattern, Stage

from ..schema import BodyState, Typicality

FORMATS = {
    "moodle": "Moodle XML",
    "gift": "GIFT",
    "qti": "QTI 2.1 or 3.0",
    "csv": "CSV",
    "json": "Motor Unit JSON",
    "phenopacket": "GA4GH phenopacket",
}
MOST_ITEMS = 5_000  # of one file
MOST_FAULTS = 1_000  # listed of one file
MOST_ANSWERS = 100  # of one question; also its pairs to match
MOST_FACTS = 1_000  # tags or key words of one question
LONGEST_PROSE = 20_000  # characters
MOST_SIGNS = 500  # "[" or "<" in one text
MINUS = str.maketrans("−–‐‑", "----")
# What files that name ISO 8859-1 hold at 0x80 to 0x9f, which is nothing there, is windows-1252, as browsers know.
WINDOWS_SIGNS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
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
UNSAID = {"import_note", "change", "generated_at", "stubs"}  # fields that say nothing of the patient
DEEPEST = 100  # levels, of XML and of JSON
MOST_ELEMENTS = 300_000  # of one XML file, and of objects and lists in one JSON file


def _renderable(text: str) -> str:
    """The same text. Raises ValueError for one that would take Markdown long: its time grows with these squared."""
    if max(text.count("["), text.count("<")) > MOST_SIGNS:
        raise ValueError(f"holds more than {MOST_SIGNS} of the signs [ or <")
    return text


Prose = Annotated[str, StringConstraints(max_length=LONGEST_PROSE), AfterValidator(_renderable)]
Word = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[list[Word], Field(max_length=200)]


class TroubleError(Exception):
    """A file, or one item of it, that cannot be read; the message says why, `where` where."""

    def __init__(self, message: str, where: str = "") -> None:
        self.where = where
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not come in. `where`: a line, such as "line 12", or an element, such as "cases[2].age"."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class StageWords(Record):
    """Findings that a stage states as present or as absent, as the file names them."""

    present: Words = []
    absent: Words = []


class LookAlikeWords(Record):
    disease: Word = ""
    text: Prose = ""
    case: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]{5})?$")] = ""


class Draft(Record):
    """A case as a file tells it: a CaseRecord in which everything may be missing, with the file's own words for ids.

    `generated_at`, `stubs`: when the model drafted it, and what it drafted of each stage; `change`: what it corrects.
    """

    code: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]{5})?$")] = ""
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    disease: Word = ""
    typicality: Typicality = "typical"
    age: Annotated[int, Field(ge=0, le=110)] | None = None
    sex: Literal["female", "male", ""] = ""
    history: Prose = ""
    examination: Prose = ""
    tests: Prose = ""
    findings: dict[Stage, StageWords] = {}
    decides: Words = []
    body: dict[Stage, dict[BodyState, list[Word]]] = {}
    headline: Annotated[str, StringConstraints(max_length=240)] = ""
    against: dict[Pattern, Prose] = {}
    diagnosis: Prose = ""
    at_once: Prose = ""
    model_note: Prose = ""
    look_alike: LookAlikeWords = LookAlikeWords()
    claims: Words = []
    references: Words = []
    reviewed_by: Annotated[str, StringConstraints(max_length=160)] = ""
    change: Literal["", "wording", "clinical", "key"] = ""
    generated_at: AwareDatetime | None = None
    stubs: dict[Stage, Prose] = {}
    import_note: Prose = ""


def few_answers(count: int) -> None:
    """Raises TroubleError where a question has too many: the time for its pairs grows with their square."""
    if count > MOST_ANSWERS:
        raise TroubleError(f"has more than {MOST_ANSWERS} answers or pairs")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `credit`: the share of full marks that it gets, 1 for right."""

    text: str
    credit: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One vignette and the answers to choose from; a matching question makes one of each of its vignettes."""

    stem: str
    options: tuple[Option, ...]
    general: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A coded finding whose stage the file does not tell. `since`: when it began, `until`: when it went, in words."""

    code: str
    label: str
    present: bool = True
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a file holds. `source`: its id there. `notes`: what the format's reader could not take over."""

    where: str
    title: str
    source: str = ""
    draft: Draft = field(default_factory=lambda: Draft())
    question: Question | None = None
    terms: tuple[Term, ...] = ()
    diseases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def digest(self) -> str:
        """Differs between items that say different things, wherever they stand."""
        says = {
            "title": self.title,
            "draft": self.draft.model_dump(mode="json", exclude=UNSAID),
            "question": asdict(self.question) if self.question else None,
            "terms": [asdict(term) for term in self.terms],
            "diseases": self.diseases,
        }
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read from a file; `kind` is a key of FORMATS."""

    kind: str
    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Catch:
    """Gathers items and faults while a file is read. Raises TroubleError when either is too many."""

    kind: str
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def take(self, item: Item) -> None:
        if len(self.items) >= MOST_ITEMS:
            raise TroubleError(f"The file holds more than {MOST_ITEMS:,} items: split it.", item.where)
        self.items.append(item)

    def refuse(self, where: str, message: str) -> None:
        if len(self.faults) >= MOST_FAULTS:
            raise TroubleError(f"More than {MOST_FAULTS:,} faults: the rest was not read.", where)
        self.faults.append(Fault(where, message))

    def found(self) -> Found:
        return Found(self.kind, tuple(self.items), tuple(self.faults))


def drafted(data: Mapping[str, Any], where: str, separator: str = ".") -> Draft:
    """A draft of plain data. Raises TroubleError that names all that is wrong with it, by element."""
    try:
        return Draft.model_validate(cleaned(data))
    except ValidationError as error:
        faults = [
            f"{separator.join(map(str, fault['loc'])) or 'item'}: {_in_words(fault)}" for fault in error.errors()[:20]
        ]
        raise TroubleError("; ".join(faults), where) from None


def _in_words(fault: ErrorDetails) -> str:
    """What is wrong with a value, as authors would say it."""
    words = IN_WORDS.get(fault["type"])
    return words.format_map(fault.get("ctx", {})) if words else fault["msg"]


def cleaned(value: Any) -> Any:
    """The same without characters that a database or a page cannot hold: control characters, halves of surrogates."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        if text.isascii() and text.isprintable():
            return text
        text = text.translate(WINDOWS_SIGNS)
        return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    if isinstance(value, Mapping):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return value


def number(text: str) -> float | None:
    """The number that a text is, as people write it: with comma or dot, any minus, or "%" after it; else nothing."""
    bare = re.sub(r"\s+", "", text[:40]).translate(MINUS).removesuffix("%").replace(",", ".")
    return float(bare) if len(text) <= 40 and re.fullmatch(r"[+-]?\d{1,9}(?:\.\d{0,15})?", bare, re.A) else None


def share(text: str, what: str) -> float:
    """Marks in per cent as a share of full marks, -1 to 1. Raises TroubleError for others; `what` they are there."""
    percent = number(text)
    if percent is None:
        raise TroubleError(f"has a {what} that is no number: “{brief(text, 20)}”")
    if not -100.001 <= percent <= 100.001:
        raise TroubleError(f"has a {what} outside -100 to 100 per cent: “{brief(text, 20)}”")
    return percent / 100


def bare_code(text: str) -> str:
    """A code as prefix and number, such as HP:0000508, also of one that is an address or has "_" for ":"."""
    match = re.fullmatch(r"(?:https?://[^\s?#]{1,200}[/#=])?([A-Za-z]{2,10})[_:]([A-Za-z]{0,2}\d{1,10})", text.strip())
    if match:
        return f"{match[1]}:{match[2]}"
    entry = re.fullmatch(r"https?://(?:www\.)?omim\.org/entry/(\d{6})", text.strip())
    return f"OMIM:{entry[1]}" if entry else text.strip()


def brief(text: str, length: int = 60) -> str:
    """One line of a text, cut to a length."""
    words = " ".join(text[: length * 4].split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
