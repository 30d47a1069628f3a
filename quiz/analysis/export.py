"""Export statistics of cases and raw anonymous answers, a row at a time.

The files are CSV or JSON Lines. Raw answers carry no learner and no date, but a code that is drawn
anew for each file: answers of one learner can be told to be so within a file, and not across files.
Rows stand in the order in which the cases were begun.
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

from content.csv_safety import BYTE_ORDER_MARK, safe_cell
from knowledge.patterns import KEYS, Belief, Stage

from ..models import Commitment, Mode
from ..models.response_tally import ItemAnalysis
from ..practice.selection import UNCOUNTED
from ..scoring.belief_score import choice
from .item_statistics import SHOWN_FROM
from .queries import of_version
from .response_detail import LAST

CHUNK = 2000  # rows fetched at a time
Row = dict[str, Any]


class RowFormat(NamedTuple):
    """A file format: its content type, and the function that writes lines."""

    content_type: str
    lines: Callable[[Iterable[Row]], Iterator[str]]


class _Line:
    """A write() target for csv.writer that returns the line.

    This is Django's recipe for streaming.
    """

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a heading and a line for each row, after a byte order mark.

    Text that a spreadsheet would run as a formula is made plain.
    """
    writer, heading = csv.writer(_Line()), True
    for row in rows:
        if heading:
            yield BYTE_ORDER_MARK + writer.writerow(row)  # type: ignore[misc]
            heading = False
        yield writer.writerow(safe_cell(value) for value in row.values())  # type: ignore[misc]


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


FORMS = {
    "csv": RowFormat("text/csv; charset=utf-8", csv_lines),
    "jsonl": RowFormat("application/x-ndjson; charset=utf-8", json_lines),
}


def item_rows() -> Iterator[Row]:
    """Return a row for each line of versions, by its last version.

    Measures are empty below their least number of answers.
    """
    versions = ItemAnalysis.objects.counted().order_by("case__code", "number")
    return map(_item, versions.iterator(chunk_size=CHUNK))


def anonymous_answer_rows(key: bytes | None = None) -> Iterator[Row]:
    """Yield a row for every finished answer.

    `key` makes the codes of learners; it is drawn by chance unless given.
    """
    key = key or secrets.token_bytes(32)
    rows = (
        Commitment.objects.filter(answer__finished_at__isnull=False)
        .order_by("answer_id", "id")
        .values(
            "answer_id",
            "stage",
            *KEYS,
            "committed_at",
            learner=F("answer__attempt__learner"),
            quiz=F("answer__attempt__quiz__slug"),
            mode=F("answer__attempt__mode"),
            rule=F("answer__rule"),
            may_be_outside=F("answer__may_be_outside"),
            case=F("answer__version__case__code"),
            withdrawn_at=F("answer__version__case__withdrawn_at"),
            version=F("answer__version__number"),
            typicality=F("answer__version__typicality"),
            pattern_rule=F("answer__version__pattern_rule"),
            truth=F("answer__version__disease__pattern"),
        )
        .iterator(chunk_size=CHUNK)
    )
    for _, commitments in groupby(rows, itemgetter("answer_id")):
        yield _answer({row["stage"]: row for row in commitments}, key)


ROWS: dict[str, Callable[[], Iterator[Row]]] = {
    "items": item_rows,
    "answers": anonymous_answer_rows,
}


def _item(version: ItemAnalysis) -> Row:
    statistics = of_version(version)
    is_shown, discrimination = statistics.n >= SHOWN_FROM, statistics.discrimination
    low, high = statistics.found.interval
    interval = discrimination.interval if discrimination and discrimination.is_shown else None
    r_low, r_high = interval or (None, None)
    return {
        "case": version.case.code,
        "version": version.number,
        "since_version": version.line and version.line.number,
        "title": version.title,
        "pattern": str(version.pattern),
        "disease": version.disease.name,
        "typicality": version.typicality,
        "pattern_rule": version.pattern_rule,
        "decided_at": version.decided_at,
        "n": statistics.n,
        "found": statistics.found.x,
        "facility": statistics.found.value if is_shown else None,
        "facility_low": low if is_shown else None,
        "facility_high": high if is_shown else None,
        "easiness": statistics.easiness,
        **{f"called_{called or 'nothing'}": sums.n for called, sums in statistics.options},
        **{
            f"mean_r_{called or 'nothing'}": sums.mean_rest if sums.n_rest >= SHOWN_FROM else None
            for called, sums in statistics.options
        },
        "discrimination_n": sum(sums.n_rest for _, sums in statistics.options),
        "discrimination": discrimination.r if discrimination and discrimination.is_shown else None,
        "discrimination_low": r_low,
        "discrimination_high": r_high,
        "flags": "; ".join(statistics.flags),
    }


def _answer(stages: Mapping[str, Row], key: bytes) -> Row:
    last = stages[LAST]
    called = choice(Belief(*(last[key] for key in KEYS)))
    return {
        "learner": hmac.new(key, str(last["learner"]).encode(), hashlib.sha256).hexdigest()[:16],
        "quiz": last["quiz"] or "",
        "self_assessment": last["mode"] == Mode.ASSESSMENT,
        "rule": last["rule"],
        "counts": last["rule"] not in UNCOUNTED,
        **{
            name: last[name]
            for name in (
                "may_be_outside",
                "case",
                "version",
                "typicality",
                "pattern_rule",
            )
        },
        "withdrawn": last["withdrawn_at"] is not None,
        "truth": last["truth"],
        "called": str(called or ""),
        "right": called == last["truth"],
        **{
            f"{stage}_{share}": stages[stage][share] if stage in stages else None
            for stage in Stage
            for share in KEYS
        },
        **{
            f"{stage}_seconds": _seconds(stages, before, stage) for before, stage in pairwise(Stage)
        },
    }


def _seconds(stages: Mapping[str, Row], before: Stage, stage: Stage) -> float | None:
    if before not in stages or stage not in stages:
        return None
    return round(
        (stages[stage]["committed_at"] - stages[before]["committed_at"]).total_seconds(), 1
    )
