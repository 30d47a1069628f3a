"""Read and write CSV, one row a case.

Cells are parted by comma, semicolon or tab, as spreadsheets write it. No cell is a formula.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, get_origin

from content.csv_safety import BYTE_ORDER_MARK, restored_cell, safe_cell
from knowledge.body_map.regions import body_text, parse_body
from knowledge.examination import parse_results, results_text
from knowledge.patterns import Pattern, Stage
from knowledge.traces.parameters import parse_traces, traces_text

from ...schema import PROSE_FIELDS, CaseDraft, result_words
from ..format import Export, Format, encoded
from ..items import Catch, FileContents, Item, TroubleError, brief, parsed_draft
from ..text.encodings import decoded_or_guessed
from ..text.html_markdown import DATA_ADDRESS, NO_DATA, Leavings, from_markdown

STAGES = tuple(Stage)
CODED = tuple(f"{stage}_{way}" for stage in Stage for way in ("present", "absent"))
LOOK_ALIKE = ("look_alike", "look_alike_text", "look_alike_case")
# fields of a case that take several columns
WIDE = {
    "findings": CODED,
    "against": tuple(f"against_{pattern}" for pattern in Pattern),
    "look_alike": LOOK_ALIKE,
    "stubs": tuple(f"{stage}_stub" for stage in Stage),
}
COLUMNS = tuple(column for name in CaseDraft.model_fields for column in WIDE.get(name, (name,)))
TYPED: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "body": (parse_body, body_text),
    "results": (partial(parse_results, checked=result_words), results_text),
    "traces": (parse_traces, traces_text),
}
"""Fields that stand in their cell as an author types them: how each is read and written."""
LISTS = tuple(
    n
    for n, field in CaseDraft.model_fields.items()
    if get_origin(field.annotation) is list and n not in TYPED
)
NEEDED = ("title", "disease")
PROSE = (*PROSE_FIELDS, *WIDE["against"], "look_alike_text")
MOST_COLUMNS = 1_000
MOST_RESTARTS = (
    20  # times that reading begins anew after a row of very many lines that came to nothing
)
LONG_ROW = 100  # lines
DELIMITERS = ",;\t"
OVERLONG = "has more cells than the first line names: quote cells that hold the sign between cells"
FAULTS = {
    "unexpected end of data": (
        "has a quote that does not end: close it, and double each quote within a cell"
    ),
    "field larger than field limit": (
        "has a cell that is far too long, or a quote that does not end"
    ),
    "expected after": "has a quote that neither ends its cell nor is doubled",
}  # by what the csv module says


def read_csv_cases(data: bytes) -> FileContents:
    """Read all rows of a CSV file, each with the line on which it begins."""
    text, guess = decoded_or_guessed(data)
    text = DATA_ADDRESS.sub(NO_DATA, text) if "data:" in text else text
    catch = Catch("csv")
    rows = (
        row
        for row in _rows(text, _delimiter(text))
        if row.fault or any(cell.strip() for cell in row.cells)
    )
    head = next(rows, CsvRow(1, []))
    names, notes = _columns(head)
    notes += (guess,) if guess else ()
    for row in rows:
        where = f"line {row.line}"
        try:
            if row.fault:
                raise TroubleError(row.fault, where)
            if len(row.cells) > len(names):
                raise TroubleError(OVERLONG, where)
            item = _item(dict(zip(names, row.cells, strict=False)), where, notes)
        except TroubleError as trouble:
            catch.refuse(trouble.where, str(trouble))
        else:
            catch.take(item)
    return catch.found()


def _columns(head: "CsvRow") -> tuple[list[str], tuple[str, ...]]:
    """Return the names of the columns, and a note on those that mean nothing here.

    Raises TroubleError for a wrong first line.
    """
    where = f"line {head.line}"
    if head.fault:
        raise TroubleError(head.fault, where)
    names = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in head.cells]
    if len(names) > MOST_COLUMNS:
        raise TroubleError(f"has more than {MOST_COLUMNS:,} columns", where)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise TroubleError(f"has no column {' and no column '.join(missing)}", where)
    doubled = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if doubled:
        raise TroubleError(f"has the column {doubled[0]} twice", where)
    unknown = [brief(name, 30) for name in names if name and name not in COLUMNS]
    return names, (
        (f"Columns there that mean nothing here: {', '.join(unknown[:20])}",) if unknown else ()
    )


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row that begins on a line: its cells, or why there are none."""

    line: int
    cells: list[str]
    fault: str = ""


def _rows(text: str, delimiter: str) -> Iterator[CsvRow]:
    """Read the rows of a table; after a faulty one, go on with the next line.

    A faulty row has, for example, a quote that does not end. Raises TroubleError after more than
    MOST_RESTARTS of them that run over more than LONG_ROW lines.
    """
    lines = io.StringIO(text, newline="").readlines()
    at = 1 if lines and lines[0].lower().startswith("sep=") else 0
    restarts = 0
    while at < len(lines):
        reader = csv.reader(
            (lines[number] for number in range(at, len(lines))), delimiter=delimiter, strict=True
        )
        begins = at
        try:
            for cells in reader:
                yield CsvRow(begins + 1, [restored_cell(cell) for cell in cells])
                begins = at + reader.line_num
            return
        except csv.Error as error:
            told = next(
                (fault for words, fault in FAULTS.items() if words in str(error)), str(error)
            )
            yield CsvRow(begins + 1, [], told)
            restarts += at + reader.line_num - begins > LONG_ROW
            if restarts > MOST_RESTARTS:
                raise TroubleError(
                    "Quotes that do not end: the rest was not read.", f"line {begins + 1}"
                ) from None
            at = begins + 1


def _delimiter(text: str) -> str:
    """Return the sign between the cells of the first line.

    A line "sep=;", by which spreadsheets name one, may stand before it.
    """
    head = text[:10_000].lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _item(row: dict[str, str], where: str, notes: tuple[str, ...]) -> Item:
    cells = {
        name: cell.strip("\r\n").strip() if name not in STAGES else cell
        for name, cell in row.items()
    }
    says: dict[str, Any] = {
        name: cells[name] for name in COLUMNS if name in CaseDraft.model_fields and cells.get(name)
    }
    left = Leavings()
    says |= {name: from_markdown(says[name], left, is_bare=False) for name in PROSE if name in says}
    for name in LISTS:
        says[name] = _words(cells.get(name, ""))
    says["findings"] = {
        stage: {way: _words(cells.get(f"{stage}_{way}", "")) for way in ("present", "absent")}
        for stage in Stage
    }
    says["against"] = {
        pattern: text for pattern in Pattern if (text := cells.get(f"against_{pattern}"))
    }
    says["look_alike"] = {
        "disease": cells.get("look_alike", ""),
        "text": cells.get("look_alike_text", ""),
        "case": cells.get("look_alike_case", ""),
    }
    says["stubs"] = {stage: text for stage in Stage if (text := cells.get(f"{stage}_stub"))}
    faults = []
    for name, (read, _) in TYPED.items():
        try:
            says[name] = read(cells.get(name, ""))
        except ValueError as error:
            faults.append(f"{name}: {brief(str(error), 300)}")
    if faults:
        raise TroubleError("; ".join(faults), where)
    if age := says.get("age"):
        says["age"] = re.sub(r"[.,]0+$", "", age)
    for name in ("sex", "typicality"):
        if name in says:
            says[name] = says[name].lower().replace(" ", "_")
    draft = parsed_draft(says, where, "_")
    return Item(
        where, draft.title or "without a title", draft.code, draft, notes=(*notes, *left.notes())
    )


def _words(cell: str) -> list[str]:
    """Return the ids in a cell, parted by spaces, commas, semicolons or line ends."""
    return [word for word in re.split(r"[\s,;]+", cell) if word]


def write_csv_rows(drafts: Iterable[CaseDraft]) -> Iterator[str]:
    """Write a CSV file, row by row, with the mark that tells spreadsheets it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    yield BYTE_ORDER_MARK + out.getvalue()
    for draft in drafts:
        out.seek(0)
        out.truncate()
        writer.writerow([safe_cell(cell) for cell in _cells(draft)])
        yield out.getvalue()


def _cells(draft: CaseDraft) -> Iterator[str]:
    says = draft.model_dump(mode="json")
    for name in COLUMNS:
        stage, _, way = name.partition("_")
        if name in CODED:
            yield " ".join(says["findings"].get(stage, {}).get(way, []))
        elif name in LISTS:
            yield " ".join(says[name])
        elif way == "stub":
            yield says["stubs"].get(stage, "")
        elif name.startswith("against_"):
            yield says["against"].get(name.removeprefix("against_"), "")
        elif name in TYPED:
            _, write = TYPED[name]
            yield write(says[name])
        elif name in LOOK_ALIKE:
            yield says["look_alike"][
                {"look_alike": "disease"}.get(name, name.removeprefix("look_alike_"))
            ]
        else:
            yield "" if says[name] is None else str(says[name])


FORMAT = Format(
    "csv",
    "CSV",
    read_csv_cases,
    Export("csv", "CSV", "cases.csv", "text/csv; charset=utf-8", encoded(write_csv_rows)),
)
