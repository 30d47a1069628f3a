"""Export a learner's own answers and scores as files.

CSV is for a spreadsheet, JSON for programs.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

from content.csv_safety import BYTE_ORDER_MARK, safe_cell
from knowledge.patterns import KEYS, Key, Pattern, Stage
from learners.models import Learner

from .models import Answer, Mode
from .scoring.belief_score import answer_score, choice
from .scoring.confusion_matrix import kappa, mcc
from .scoring.report import Report


def answer_rows(learner: Learner | None) -> list[dict[str, Any]]:
    """Return every finished answer of a learner whose result may be shown.

    Rows are in order. Takes two queries.
    """
    answers = (
        Answer.objects.by(learner)
        .finished()
        .told()
        .select_related("attempt__quiz", "version__case", "version__disease")
        .prefetch_related("commitments")
        .order_by("finished_at", "id")
    )
    return [_row(answer) for answer in answers]


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return the rows as a CSV file with a heading.

    Text that a spreadsheet would run as a formula is made plain text. The file begins with the mark
    that tells spreadsheets that it is UTF-8.
    """
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(row[name]) for name in COLUMNS] for row in rows)
    return file.getvalue()


def scores(report: Report) -> dict[str, Any]:
    """Return the report in plain values, unrounded.

    Measures that only an export shows are among them.
    """
    calls = [row.calls for row in report.rows]
    return {
        "answers": report.n,
        "verdict": report.verdict.word,
        "sentence": report.sentence,
        "probability": report.verdict.probability,
        "held_since": report.mastery.since and report.mastery.since.isoformat(),
        "patterns": [
            {
                "pattern": row.pattern,
                "found": row.found.x,
                "shown": row.found.n,
                "interval": row.found.interval,
                "probability": row.probability,
                "called": dict(zip([*Pattern, "none_or_outside"], row.calls, strict=True)),
            }
            for row in report.rows
        ],
        "pairs": [
            {
                "pair": row.pair,
                "shown": row.n,
                "separation": row.area,
                "interval": row.interval,
                "verdict": row.verdict.word,
                "probability": row.verdict.probability,
            }
            for row in report.pairs
        ],
        "right": {
            "x": report.right.x,
            "n": report.right.n,
            "interval": report.right.interval,
            "chance": report.chance,
        },
        "mean_q": report.points,
        "noticing": {
            "noticed": report.noticing.noticed.x,
            "outside": report.noticing.noticed.n,
            "sent_away": report.noticing.sent_away.x,
            "of_the_three": report.noticing.sent_away.n,
            "verdict": report.noticing.word,
            "probability": report.noticing.probability,
            "probability_of_few_false_alarms": report.noticing.calm,
            "area": report.noticing.area,
            "interval": report.noticing.interval,
        },
        "answers_with_outside": report.open_n,
        "mean_q_with_outside": report.open_points,
        "separation_index": report.separation,
        "kappa": kappa(calls),
        "mcc": mcc(calls),
    }


def _row(answer: Answer) -> dict[str, Any]:
    beliefs, truth = answer.beliefs, answer.version.pattern
    called = choice(answer.last_belief)
    score = answer_score(answer.last_belief, truth, may_be_outside=answer.may_be_outside)
    return {
        "case": answer.version.case.code,
        "version": answer.version.number,
        "run": answer.attempt_id,
        "quiz": answer.attempt.quiz.slug if answer.attempt.quiz else "",
        "self_assessment": answer.attempt.mode == Mode.ASSESSMENT,
        "rule": answer.rule,
        "counts": answer.counts,
        "may_be_outside": answer.may_be_outside,
        "finished_at": answer.finished_at.isoformat() if answer.finished_at else "",
        "withdrawn": bool(answer.version.case.withdrawn_at),
        "typicality": answer.version.typicality,
        "pattern_rule": answer.version.pattern_rule,
        "truth": str(truth),
        "called": str(called or ""),
        "right": called == truth,
        **{name: _percent(beliefs, stage, key) for name, stage, key in _shares()},
        "brier": round(score.brier, 6),
        "q": round(score.q, 6),
        "log": round(score.log, 6),
    }


def _shares() -> Iterable[tuple[str, Stage, Key]]:
    return ((f"{stage}_{key}", stage, key) for stage in Stage for key in KEYS)


def _percent(beliefs: dict[Stage, Any], stage: Stage, key: Key) -> int | str:
    return beliefs[stage][key] if stage in beliefs else ""


COLUMNS = (
    "case",
    "version",
    "run",
    "quiz",
    "self_assessment",
    "rule",
    "counts",
    "may_be_outside",
    "finished_at",
    "withdrawn",
    "typicality",
    "pattern_rule",
    "truth",
    "called",
    "right",
    *(name for name, _, _ in _shares()),
    "brier",
    "q",
    "log",
)
