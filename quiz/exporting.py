"""A learner's own answers and scores as files: CSV for a spreadsheet, JSON for programs."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from cases.exchange.sheet import BYTE_ORDER_MARK, safe
from knowledge.patterns import Pattern, Stage
from learners.models import Learner

from .models import Answer
from .scoring.beliefs import answer_score, choice
from .scoring.report import Report
from .scoring.table import kappa, mcc


def answer_rows(learner: Learner | None) -> list[dict[str, Any]]:
    """Every finished answer of a learner whose result may be shown, in order, in two queries."""
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
    """The rows as a CSV file with a heading; text that a spreadsheet would run as a formula is made plain text.

    It begins with the mark that tells spreadsheets that it is UTF-8.
    """
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([plain(row[name]) for name in COLUMNS] for row in rows)
    return file.getvalue()


def plain(value: Any) -> Any:
    """A value as a cell may hold it: text that begins like a formula gets an apostrophe in front, as OWASP advises."""
    return safe(value) if isinstance(value, str) else value


def scores(report: Report) -> dict[str, Any]:
    """The report in plain values, unrounded; measures that only an export shows are among them."""
    calls = [row.calls for row in report.rows]
    return {
        "answers": report.n,
        "verdict": report.verdict.word,
        "sentence": report.sentence,
        "probability": report.verdict.probability,
        "held_since": report.standing.since and report.standing.since.isoformat(),
        "patterns": [
            {
                "pattern": row.pattern,
                "found": row.found.x,
                "shown": row.found.n,
                "interval": row.found.interval,
                "probability": row.probability,
                "called": dict(zip([*Pattern, "no_choice"], row.calls, strict=True)),
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
        "right": {"x": report.right.x, "n": report.right.n, "interval": report.right.interval, "chance": report.chance},
        "mean_q": report.points,
        "separation_index": report.separation,
        "kappa": kappa(calls),
        "mcc": mcc(calls),
    }


def _row(answer: Answer) -> dict[str, Any]:
    beliefs, truth = answer.beliefs, answer.version.pattern
    called = choice(answer.last_belief)
    score = answer_score(answer.last_belief, truth)
    return {
        "case": answer.version.case.code,
        "version": answer.version.number,
        "run": answer.attempt_id,
        "quiz": answer.attempt.quiz.slug if answer.attempt.quiz else "",
        "self_assessment": answer.attempt.is_assessment,
        "rule": answer.rule,
        "finished_at": answer.finished_at.isoformat() if answer.finished_at else "",
        "withdrawn": bool(answer.version.case.withdrawn_at),
        "typicality": answer.version.typicality,
        "truth": str(truth),
        "called": str(called or ""),
        "right": called == truth,
        **{name: _percent(beliefs, stage, pattern) for name, stage, pattern in _shares()},
        "brier": round(score.brier, 6),
        "q": round(score.q, 6),
        "log": round(score.log, 6),
    }


def _shares() -> Iterable[tuple[str, Stage, Pattern]]:
    return ((f"{stage}_{pattern}", stage, pattern) for stage in Stage for pattern in Pattern)


def _percent(beliefs: dict[Stage, Any], stage: Stage, pattern: Pattern) -> int | str:
    return beliefs[stage][pattern] if stage in beliefs else ""


COLUMNS = (
    *("case", "version", "run", "quiz", "self_assessment", "rule", "finished_at", "withdrawn", "typicality"),
    *("truth", "called", "right"),
    *(name for name, _, _ in _shares()),
    *("brier", "q", "log"),
)
