"""From rows to the pure scoring core: which answers a report is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import F

from cases.patterns import Belief, Pattern, Stage
from learners.models import Learner

from .models import Attempt, Commitment
from .scoring.report import Report, learner_report, plain_report
from .scoring.trend import Day, trend
from .scoring.window import Answered, counting

*BEFORE, LAST = Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """What the progress page shows: the report on the window, and the days that led there."""

    report: Report
    days: tuple[Day, ...]


def progress(learner: Learner | None) -> Progress:
    """The report and the trend, in one query."""
    answers = _answered(answer__attempt__learner=learner) if learner else []
    return Progress(learner_report(answers), trend(counting(answers)))


def of_learner(learner: Learner | None) -> Report:
    """The report that carries the verdict, on the window of the learner's last answers."""
    return learner_report(_answered(answer__attempt__learner=learner) if learner else [])


def of_everything(learner: Learner | None) -> Report:
    """The same numbers over all answers ever."""
    return plain_report(_answered(answer__attempt__learner=learner) if learner else [])


def of_attempt(attempt: Attempt) -> Report:
    """The same numbers over one run."""
    return plain_report(_answered(answer__attempt=attempt))


def _answered(**whose: Any) -> list[Answered]:
    """Finished answers to cases that are not withdrawn, in the order in which they were finished."""
    rows = (
        Commitment.objects.filter(answer__version__case__withdrawn_at=None, **whose)
        .order_by("answer_id")
        .values(
            "answer_id",
            "stage",
            *Pattern,
            "committed_at",
            case=F("answer__version__case_id"),
            truth=F("answer__version__disease__pattern"),
            typicality=F("answer__version__typicality"),
        )
    )
    answers = [_answer(list(commitments)) for _, commitments in groupby(rows, itemgetter("answer_id"))]
    # A stable sort: of two finished at the same instant, the one with the lower id comes first.
    return sorted((answer for answer in answers if answer), key=attrgetter("at"))


def _answer(commitments: Sequence[dict[str, Any]]) -> Answered | None:
    """The answer that these commitments make; None if the last stage is not among them."""
    rows = {row["stage"]: row for row in commitments}
    if LAST not in rows:
        return None
    last = rows[LAST]
    beliefs = {stage: Belief(*(row[pattern] for pattern in Pattern)) for stage, row in rows.items()}
    return Answered(
        case=last["case"],
        truth=Pattern(last["truth"]),
        belief=beliefs[LAST],
        at=last["committed_at"],
        earlier=tuple(beliefs.get(stage) for stage in BEFORE),
        typicality=last["typicality"],
    )
