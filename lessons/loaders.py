"""Register the kinds of record in `lessons/data`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from content.files import Entry, Fault, Read, read_yaml, write_yaml
from content.loader import Ids, ListRecordType, RecordType, register_type, shown
from content.schema import Record

from . import models
from .citations import Known, marks_cited, text_faults
from .figures import NAMES as FIGURES
from .markup import mark_up
from .schema import ClaimRecord, LessonRecord, PassageRecord, SourceRecord, TermRecord

FOLDER = Path(__file__).parent / "data"


@register_type
class Sources(ListRecordType):
    name = "sources"
    folder = FOLDER
    file = "source.yaml"
    record = SourceRecord
    model = models.Source


@register_type
class Passages(ListRecordType):
    name = "passages"
    folder = FOLDER
    file = "passages.yaml"
    record = PassageRecord
    model = models.Passage


@register_type
class Claims(ListRecordType):
    name = "claims"
    folder = FOLDER
    file = "claims.yaml"
    record = ClaimRecord
    model = models.Claim
    relations = ("references", "same_as", "conflicts_with", "findings")
    links = {
        "references": "references",
        "same_as": "claims",
        "conflicts_with": "claims",
        "findings": "findings",
    }

    def values(self, record: ClaimRecord) -> dict[str, Any]:
        return {**super().values(record), "passage_id": record.passage}

    def faults(self, entries: Sequence[Entry[Any]], ids: Ids) -> list[Fault]:
        faults = super().faults(entries, ids)
        for entry in entries:
            record = entry.record
            if record.passage not in ids["passages"]:
                faults.append(entry.fault(f"there is no passage {record.passage}", "id"))
            if record.verdict in models.CORRECTED and not record.correction:
                faults.append(
                    entry.fault(
                        "says what is wrong but not what is taught instead: correction", "verdict"
                    )
                )
            if record.verdict == "supported" and record.correction:
                faults.append(
                    entry.fault("corrects what is supported: one of the two", "correction")
                )
        return faults


@register_type
class Terms(ListRecordType):
    name = "terms"
    folder = FOLDER
    file = "glossary.yaml"
    record = TermRecord
    model = models.Term
    relations = ("references",)
    links = {"references": "references"}


@register_type
class Lessons(RecordType):
    """Lessons, each a Markdown file with its record as front matter.

    The front matter stands between two lines of ---.
    """

    name = "lessons"
    folder = FOLDER
    record = LessonRecord

    def read(self) -> Read[LessonRecord]:
        entries: list[Entry[LessonRecord]] = []
        faults: list[Fault] = []
        for path in sorted((self.folder / "lessons").glob("*.md")):
            file_entries, file_faults = read_lesson(path)
            entries += file_entries
            faults += file_faults
        return entries, faults

    def faults(self, entries: Sequence[Entry[Any]], ids: Ids) -> list[Fault]:
        known = Known(*(frozenset(ids[kind]) for kind in ("claims", "references", "findings")))
        return [
            *super().faults(entries, ids),
            *(fault for entry in entries for fault in _body_faults(entry, known)),
            *_repeated_questions(entries),
        ]

    def stored(self) -> dict[str, Record]:
        names = LessonRecord.model_fields
        return {
            lesson.slug: LessonRecord.model_validate(
                {name: getattr(lesson, name) for name in names}
            )
            for lesson in models.Lesson.objects.all()
        }

    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        for _, record in records:
            lesson = models.Lesson.objects.filter(slug=record.slug).first() or models.Lesson()
            for name, value in record.model_dump(mode="json").items():
                setattr(lesson, name, value)
            lesson.save()

    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        return {
            self.folder / "lessons" / f"{record.position:02}-{record.slug}.md": write_lesson(record)
            for record in records
        }


def read_lesson(path: Path) -> Read[LessonRecord]:
    """Read the record of a lesson file, with the line of each field.

    `body` begins after the front matter.
    """
    name = shown(path)
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n") or "\n---\n" not in text:
        return [], [Fault(name, 1, "begins with no front matter between two lines of ---")]
    head, body = text.split("\n---\n", 1)
    return read_yaml(
        head, name, LessonRecord, extra={"body": (body.lstrip("\n"), _first_line(head, body))}
    )


def write_lesson(record: LessonRecord) -> str:
    head = write_yaml([record.model_copy(update={"body": ""})], single=True)
    return f"---\n{head}---\n\n{record.body}"


def _first_line(head: str, body: str) -> int:
    return head.count("\n") + 3 + len(body) - len(body.lstrip("\n"))


def _repeated_questions(entries: Sequence[Entry[Any]]) -> list[Fault]:
    """Return a fault for each id of a question that stands twice, in whichever lessons."""
    ids = [
        (question.id, entry, n)
        for entry in entries
        for n, question in enumerate(entry.record.questions)
        if question.id
    ]
    times = Counter(question_id for question_id, _, _ in ids)
    return [
        entry.fault(f"another question has the id {question_id} too", "questions", n, "id")
        for question_id, entry, n in ids
        if times[question_id] > 1
    ]


def _body_faults(entry: Entry[Any], known: Known) -> list[Fault]:
    record, start = entry.record, entry.lines[("body",)]
    found = [
        (
            Fault(entry.path, start + line - 1, message)
            if line > 0
            else entry.fault(message, "questions", -line - 1)
        )
        for line, message in text_faults(
            record.body, known, figures=FIGURES, questions=len(record.questions)
        )
    ]
    for n, question in enumerate(record.questions):
        if fault := known.fault(marks_cited(question.cites)):
            found.append(entry.fault(fault, "questions", n, "cites"))
    try:
        mark_up(record.body)
    except ValidationError as fault:
        found.append(Fault(entry.path, start, " ".join(fault.messages)))
    return found
