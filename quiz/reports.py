"""From rows to the pure scoring core: which answers a report is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import F

from cases.patterns import Belief, Pattern, Stage
from learners.models import Learner

from .models import Answer, AnswerQuerySet, Attempt, Commitment
from .scoring.report import Report, learner_report, plain_report, window_report
from .scoring.trend import NOTHING_YET, Day, trend
from .scoring.verdict import WINDOW
from .scoring.window import BETWEEN, Answered, counting, window

*BEFORE, LAST = Stage
RECENT = 400  # answers among which the window is looked for; only where they do not hold it are all of them read


@dataclass(frozen=True, slots=True)
class Progress:
    """What the progress page shows: the report on the window, and the days that led there."""

    report: Report
    days: tuple[Day, ...]


class Mark(NamedTuple):
    """As much of a finished answer as it takes to find the window."""

    answer: int
    run: int
    case: int
    truth: Pattern
    at: datetime


def progress(learner: Learner | None) -> Progress:
    """The report and the trend, in one query."""
    answers = _of(learner)
    return Progress(learner_report(answers), trend(counting(answers)))


def of_learner(learner: Learner | None) -> Report:
    """The report that carries the verdict, on the window of the learner's last answers."""
    return learner_report(_of(learner))


def recent(learner: Learner | None) -> Report:
    """The report on the window without the standing, which takes all answers to tell: for the choice of cases."""
    return window_report(_answered(answer__in=_window_of(learner)) if learner else [], NOTHING_YET)


def of_assessment(attempt: Attempt) -> Report:
    """The report on the answers of a self-assessment that count among all of its learner's, and on nothing before."""
    counted = [mark.answer for mark in counting(_since(attempt)) if mark.run == attempt.pk]
    return learner_report(_answered(answer__in=counted))


def of_everything(learner: Learner | None) -> Report:
    """The same numbers over all answers ever."""
    return plain_report(_of(learner))


def of_attempt(attempt: Attempt) -> Report:
    """The same numbers over one run."""
    return plain_report(_answered(answer__attempt=attempt))


def _of(learner: Learner | None) -> list[Answered]:
    """All answers of a learner whose result may be shown."""
    return _answered(answer__in=Answer.objects.by(learner).told()) if learner else []


def _window_of(learner: Learner) -> list[int]:
    """The answers in the window, in one query unless some pattern was hardly shown for long."""
    answers = Answer.objects.by(learner).told()
    marks = _marks(answers, RECENT)
    found = window(counting(marks))
    if len(marks) == RECENT:
        # Whether the first of these count depends on answers before them.
        unsure = {mark.answer for mark in marks[: BETWEEN + 1]}
        if len(found) < WINDOW * len(Pattern) or any(mark.answer in unsure for mark in found):
            found = window(counting(_marks(answers)))
    return [mark.answer for mark in found]


def _marks(answers: AnswerQuerySet, last: int | None = None) -> list[Mark]:
    """The last so many finished answers to cases that are not withdrawn, in the order in which they were finished."""
    listed = answers.finished().filter(version__case__withdrawn_at=None).order_by("-finished_at", "-id")
    rows = listed.values_list("id", "attempt_id", "version__case_id", "version__disease__pattern", "finished_at")
    return [Mark(answer, run, case, Pattern(truth), at) for answer, run, case, truth, at in rows[:last] if at][::-1]


def _since(attempt: Attempt) -> list[Mark]:
    """A learner's answers since a run began, and as many before it as say whether a case counts again."""
    answers = Answer.objects.by(attempt.learner)
    before = _marks(answers.filter(finished_at__lt=attempt.started_at), BETWEEN + 1)
    return before + _marks(answers.filter(finished_at__gte=attempt.started_at))


def _answered(**which: Any) -> list[Answered]:
    """Finished answers to cases that are not withdrawn, in the order in which they were finished."""
    rows = (
        Commitment.objects.filter(answer__version__case__withdrawn_at=None, **which)
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
