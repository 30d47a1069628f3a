"""Read and write our own JSON, which holds everything that a case says.

It is a list of cases as the case files have them, with a head.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ...schema import CaseDraft
from ..format import Export, Format, encoded
from ..items import Catch, FileContents, Item, TroubleError, brief, parsed_draft
from ..limits import DEEPEST, MOST_ELEMENTS
from ..text.encodings import LEADING, decoded
from ..text.html_markdown import Leavings, from_markdown

FILE_FORMAT = "motor-unit-cases"
MOST_COMMAS = 2_000_000
SIGNS = re.compile(r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[\]{}]', re.S)
SPACE = re.compile(r"[\s\ufeff\x1e]*+")


def parsed(data: bytes) -> Any:
    """Parse a JSON file; objects one after the other, as in JSON Lines, give a list.

    Raises TroubleError for what is no JSON, or too large or deep to be held.
    """
    if data.count(b"[") + data.count(b"{") > MOST_ELEMENTS or data.count(b",") > MOST_COMMAS:
        raise TroubleError(f"holds more than {MOST_ELEMENTS:,} lists and objects: split the file")
    text = decoded(data).lstrip(LEADING)
    skipped = decoded(data).count("\n") - text.count("\n")
    _check_depth(text)
    decoder = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_object)
    values, at = [], 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            at = SPACE.match(text, at).end()  # type: ignore[union-attr]
            if at < len(text) and not isinstance(value, dict):
                raise json.JSONDecodeError("Extra data", text, at)
    except json.JSONDecodeError as error:
        raise TroubleError(f"is not JSON: {error.msg}", f"line {error.lineno + skipped}") from None
    except (ValueError, RecursionError) as error:
        raise TroubleError(f"cannot be read as JSON: {error}") from None
    if not values:
        raise TroubleError("is empty")
    return values[0] if len(values) == 1 else values


def looks_like_cases(value: Any) -> bool:
    return not isinstance(value, dict) or "cases" in value or {"title", "disease"} <= value.keys()


class Doubled(dict[str, Any]):
    """An object in which keys stand twice; `twice` names them."""

    twice: tuple[str, ...] = ()


def check_keys(value: Any) -> None:
    """Raise TroubleError for a value of `parsed` in which a key stands twice."""
    # what one of the two says would be lost
    if isinstance(value, Doubled):
        raise TroubleError(
            f"has keys that stand twice: {', '.join(brief(key, 30) for key in value.twice[:5])}"
        )
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        check_keys(part)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    doubled.twice = tuple(
        key for key, count in Counter(key for key, _ in pairs).items() if count > 1
    )
    return doubled


def read_json(data: bytes) -> FileContents:
    """Read all cases of a file of our own: with its head, a bare list, or one case."""
    value = parsed(data)
    if isinstance(value, dict) and "cases" not in value and looks_like_cases(value):
        value = [value]
    listed = value.get("cases") if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise TroubleError('holds no list of cases: {"format": "motor-unit-cases", "cases": [...]}')
    catch = Catch("json")
    for number, says in enumerate(listed):
        where = f"cases[{number}]"
        if not isinstance(says, dict):
            catch.refuse(where, "is no case: write an object")
            continue
        try:
            check_keys(says)
            left = Leavings()
            draft = parsed_draft(_without_pictures(says, left), where)
        except TroubleError as trouble:
            name = brief(str(says.get("title") or says.get("code") or "without a title"))
            catch.refuse(where, f"“{name}” has faults: {trouble}")
            continue
        title = draft.title or draft.code or "without a title"
        catch.take(Item(where, title, draft.code, draft, notes=left.notes()))
    return catch.found()


def _without_pictures(value: Any, left: Leavings) -> Any:
    """Return a value without the pictures in its texts; `left` takes what they say."""
    # pictures are not shown here
    if isinstance(value, str):
        return from_markdown(value, left, is_bare=False)
    if isinstance(value, dict):
        return {name: _without_pictures(part, left) for name, part in value.items()}
    return [_without_pictures(part, left) for part in value] if isinstance(value, list) else value


def write_json(drafts: Iterable[CaseDraft]) -> Iterator[str]:
    yield f'{{"format": "{FILE_FORMAT}", "version": 1, "cases": [\n'
    before = ""
    for draft in drafts:
        yield before + json.dumps(
            draft.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=1
        )
        before = ",\n"
    yield "\n]}\n"


def _check_depth(text: str) -> None:
    """Refuse nesting that would exhaust the stack; brackets in strings do not count.

    Raises TroubleError.
    """
    depth = 0
    for match in SIGNS.finditer(text):
        sign = match[0]
        if sign[0] in "[{":
            depth += 1
            if depth > DEEPEST:
                line = text.count("\n", 0, match.start()) + 1
                raise TroubleError(f"is nested deeper than {DEEPEST} levels", f"line {line}")
        elif sign[0] in "]}":
            depth -= 1


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


FORMAT = Format(
    "json",
    "Motor Unit JSON",
    read_json,
    Export("json", "Motor Unit JSON", "cases.json", "application/json", encoded(write_json)),
)
