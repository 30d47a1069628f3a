"""CSV, one row a case: with comma, semicolon or tab, as spreadsheets write it. No cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..body import body_text, parse_body
from ..patterns import Pattern, Stage
from .shape import Catch, Draft, Found, Item, TroubleError, brief, decoded, drafted

WHO = ("code", "title", "disease", "typicality", "age", "sex")
CODED = tuple(f"{stage}_{way}" for stage in Stage for way in ("present", "absent"))
FEEDBACK = ("headline", *(f"against_{pattern}" for pattern in Pattern), "diagnosis", "at_once", "model_note")
LOOK_ALIKE = ("look_alike", "look_alike_text", "look_alike_case")
RESTS_ON = ("claims", "references", "reviewed_by")
MADE = ("change", "generated_at", *(f"{stage}_stub" for stage in Stage), "import_note")
STAGES = tuple(Stage)
COLUMNS = (*WHO, *STAGES, *CODED, "decides", "body", *FEEDBACK, *LOOK_ALIKE, *RESTS_ON, *MADE)
NEEDED = ("title", "disease")
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
DELIMITERS = ",;\t"


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The cell that `safe` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def read(data: bytes) -> Found:
    """All rows of a CSV file, each with the line on which it ends."""
    text = decoded(data)
    catch = Catch("csv")
    rows = _rows(text, _delimiter(text))
    try:
        line, head = next(rows, (1, []))
    except csv.Error as error:
        raise TroubleError(f"cannot be read as CSV: {error}", "line 1") from None
    names = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in head]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise TroubleError(f"has no column {' and no column '.join(missing)}", f"line {line}")
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise TroubleError(f"has the column {doubled[0]} twice", f"line {line}")
    unknown = [brief(name, 30) for name in names if name and name not in COLUMNS]
    notes = (f"Columns there that mean nothing here: {', '.join(unknown[:20])}",) if unknown else ()
    try:
        for line, row in rows:
            if not any(cell.strip() for cell in row):
                continue
            try:
                catch.take(_item(dict(zip(names, row, strict=False)), f"line {line}", notes, len(row) > len(names)))
            except TroubleError as trouble:
                if trouble.where != f"line {line}":
                    raise
                catch.refuse(trouble.where, str(trouble))
    except csv.Error as error:
        catch.refuse(f"line {line + 1}", f"cannot be read as CSV: {error}. What comes after it was not read.")
    return catch.found()


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        if reader.line_num > 1 or not row or not row[0].lower().startswith("sep="):
            yield reader.line_num, [restored(cell) for cell in row]


def _delimiter(text: str) -> str:
    """The sign between the cells of the first line; a line "sep=;" before it is a spreadsheet's way to name one."""
    head = text[:10_000].lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _item(row: dict[str, str], where: str, notes: tuple[str, ...], overlong: bool) -> Item:
    if overlong:
        raise TroubleError(
            "has more cells than the first line names: quote cells that hold the sign between cells", where
        )
    cells = {name: cell.strip("\r\n").strip() if name not in STAGES else cell for name, cell in row.items()}
    says: dict[str, Any] = {name: cells[name] for name in COLUMNS if name in Draft.model_fields and cells.get(name)}
    for name in ("decides", "claims", "references"):
        says[name] = _words(cells.get(name, ""))
    says["findings"] = {
        stage: {way: _words(cells.get(f"{stage}_{way}", "")) for way in ("present", "absent")} for stage in Stage
    }
    says["against"] = {pattern: text for pattern in Pattern if (text := cells.get(f"against_{pattern}"))}
    says["look_alike"] = {
        "disease": cells.get("look_alike", ""),
        "text": cells.get("look_alike_text", ""),
        "case": cells.get("look_alike_case", ""),
    }
    says["stubs"] = {stage: text for stage in Stage if (text := cells.get(f"{stage}_stub"))}
    try:
        says["body"] = parse_body(cells.get("body", ""))
    except ValueError as error:
        raise TroubleError(f"body: {brief(str(error), 300)}", where) from None
    if age := says.get("age"):
        says["age"] = age.removesuffix(".0")
    for name in ("sex", "typicality"):
        if name in says:
            says[name] = says[name].lower().replace(" ", "_")
    draft = drafted(says, where, "_")
    return Item(where, draft.title or "without a title", draft.code, draft, notes=notes)


def _words(cell: str) -> list[str]:
    """Ids in a cell, with spaces, commas, semicolons or line ends between them."""
    return [word for word in re.split(r"[\s,;]+", cell) if word]


def write(drafts: Iterable[Draft]) -> Iterator[str]:
    """A CSV file, row by row, with the mark that tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    yield "\ufeff" + out.getvalue()
    for draft in drafts:
        out.seek(0)
        out.truncate()
        writer.writerow([safe(cell) for cell in _cells(draft)])
        yield out.getvalue()


def _cells(draft: Draft) -> Iterator[str]:
    says = draft.model_dump(mode="json")
    for name in COLUMNS:
        stage, _, way = name.partition("_")
        if name in CODED:
            yield " ".join(says["findings"].get(stage, {}).get(way, []))
        elif name in ("decides", "claims", "references"):
            yield " ".join(says[name])
        elif way == "stub":
            yield says["stubs"].get(stage, "")
        elif name.startswith("against_"):
            yield says["against"].get(name.removeprefix("against_"), "")
        elif name == "body":
            yield body_text(says["body"])
        elif name in LOOK_ALIKE:
            yield says["look_alike"][{"look_alike": "disease"}.get(name, name.removeprefix("look_alike_"))]
        else:
            yield "" if says[name] is None else str(says[name])
