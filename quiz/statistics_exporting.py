"""Statistics of cases and raw anonymous answers as files, a row at a time: CSV, and JSON Lines.

Raw answers carry no learner and no date, but a code that is drawn anew for each file: answers of one learner can be
told to be so within a file, and not across files. Rows stand in the order in which the cases were begun.
"""

import csv
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F

from cases.exchange.sheet import BYTE_ORDER_MARK
from knowledge.patterns import Belief, Pattern, Stage

from .exporting import plain
from .models import Commitment
from .scoring.beliefs import choice
from .scoring.items import SHOWN_FROM
from .scoring.taught import LAST
from .statistics import of_version
from .tallies import CaseTaught

CHUNK = 2000  # rows fetched at a time
Row = dict[str, Any]


class Written(NamedTuple):
    """A way of writing rows: what the browser is told, and what makes lines of them."""

    content_type: str
    lines: Callable[[Iterable[Row]], Iterator[str]]


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """A heading and a line a row, after the mark of UTF-8; text that a spreadsheet would run as a formula is plain."""
    writer, heading = csv.writer(_Line()), True
    for row in rows:
        if heading:
            yield BYTE_ORDER_MARK + writer.writerow(row)  # type: ignore[misc]
            heading = False
        yield writer.writerow(plain(value) for value in row.values())  # type: ignore[misc]


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """An object a line, in Unicode."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


FORMS = {
    "csv": Written("text/csv; charset=utf-8", csv_lines),
    "jsonl": Written("application/x-ndjson; charset=utf-8", json_lines),
}


def item_rows() -> Iterator[Row]:
    """A row a line of versions, by its last one; measures are empty below their least number of answers."""
    listed = CaseTaught.objects.counted().order_by("case__code", "number")
    return map(_item, listed.iterator(chunk_size=CHUNK))


def answer_rows(key: bytes | None = None) -> Iterator[Row]:
    """Every finished answer; `key` makes the codes of learners, drawn by chance unless given."""
    key = key or secrets.token_bytes(32)
    rows = (
        Commitment.objects.filter(answer__finished_at__isnull=False)
        .order_by("answer_id", "id")
        .values(
            "answer_id",
            "stage",
            *Pattern,
            "committed_at",
            learner=F("answer__attempt__learner"),
            quiz=F("answer__attempt__quiz__slug"),
            self_assessment=F("answer__attempt__is_assessment"),
            rule=F("answer__rule"),
            case=F("answer__version__case__code"),
            withdrawn_at=F("answer__version__case__withdrawn_at"),
            version=F("answer__version__number"),
            typicality=F("answer__version__typicality"),
            truth=F("answer__version__disease__pattern"),
        )
        .iterator(chunk_size=CHUNK)
    )
    for _, commitments in groupby(rows, itemgetter("answer_id")):
        yield _answer({row["stage"]: row for row in commitments}, key)


ROWS: dict[str, Callable[[], Iterator[Row]]] = {"items": item_rows, "answers": answer_rows}


def _item(version: CaseTaught) -> Row:
    found = of_version(version)
    shown, measured = found.n >= SHOWN_FROM, found.discrimination
    low, high = found.found.interval
    r_low, r_high = (measured and measured.is_shown and measured.interval) or (None, None)
    return {
        "case": version.case.code,
        "version": version.number,
        "since_version": version.line and version.line.number,
        "title": version.title,
        "pattern": str(version.pattern),
        "disease": version.disease.name,
        "typicality": version.typicality,
        "n": found.n,
        "found": found.found.x,
        "facility": found.found.value if shown else None,
        "facility_low": low if shown else None,
        "facility_high": high if shown else None,
        "easiness": found.easiness,
        **{f"called_{called or 'nothing'}": sums.n for called, sums in found.options},
        **{
            f"mean_r_{called or 'nothing'}": sums.mean_rest if sums.n_rest >= SHOWN_FROM else None
            for called, sums in found.options
        },
        "discrimination_n": sum(sums.n_rest for _, sums in found.options),
        "discrimination": measured.r if measured and measured.is_shown else None,
        "discrimination_low": r_low,
        "discrimination_high": r_high,
        "flags": "; ".join(found.flags),
    }


def _answer(stages: Mapping[str, Row], key: bytes) -> Row:
    last = stages[LAST]
    called = choice(Belief(*(last[pattern] for pattern in Pattern)))
    return {
        "learner": hmac.new(key, str(last["learner"]).encode(), hashlib.sha256).hexdigest()[:16],
        "quiz": last["quiz"] or "",
        **{name: last[name] for name in ("self_assessment", "rule", "case", "version", "typicality")},
        "withdrawn": last["withdrawn_at"] is not None,
        "truth": last["truth"],
        "called": str(called or ""),
        "right": called == last["truth"],
        **{
            f"{stage}_{pattern}": stages[stage][pattern] if stage in stages else None
            for stage in Stage
            for pattern in Pattern
        },
        **{f"{stage}_seconds": _seconds(stages, before, stage) for before, stage in pairwise(Stage)},
    }


def _seconds(stages: Mapping[str, Row], before: Stage, stage: Stage) -> float | None:
    if before not in stages or stage not in stages:
        return None
    return round((stages[stage]["committed_at"] - stages[before]["committed_at"]).total_seconds(), 1)
