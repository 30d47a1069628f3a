"""From rows to the pure scoring core: which answers a report is computed from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import F

from knowledge.patterns import Belief, Pattern, Stage
from learners.models import Learner

from .models import Answer, AnswerQuerySet, Attempt, Commitment, ScoredDay
from .scoring.report import Report, learner_report, plain_report, window_report
from .scoring.trend import NOTHING_YET, Day, trend
from .scoring.verdict import WINDOW
from .scoring.window import BETWEEN, Answered, counting, window

*BEFORE, LAST = Stage
RECENT = 200  # answers among which the window is looked for; only where they do not hold it are all of them read

DAYS = 15  # days that are read of those kept: one more than a page shows, to know the standing before the last


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
    """The report and the trend, in three queries where nothing is new: the same for 60 answers and for 5,000."""
    kept = [row.plain for row in ScoredDay.objects.kept(learner, DAYS)] if learner else []
    if learner and kept:
        return _gone_on(learner, kept) or _anew(learner, kept)
    return _anew(learner, kept) if learner else Progress(learner_report([]), ())


def days_anew(learner: Learner) -> tuple[Day, ...]:
    """All days of a learner, computed from the commitments."""
    return trend(counting(_of(learner)))


def _anew(learner: Learner, kept: Sequence[Day]) -> Progress:
    """Everything from all commitments; the days are kept, in place of those that were."""
    answers = _of(learner)
    days = trend(counting(answers))
    if {day.day for day in kept} - {day.day for day in days}:
        ScoredDay.objects.forget([learner.pk])
    ScoredDay.objects.keep(learner, days)
    return Progress(learner_report(answers), days[-DAYS:])


def _gone_on(learner: Learner, kept: list[Day]) -> Progress | None:
    """From the days that are kept and the last answers; None where these do not tell what went before."""
    marks, unsure = _recent_marks(learner)
    counted = counting(marks)
    last = kept[-1].day
    since = [mark for mark in counted if mark.at.date() >= last]
    before = window([mark for mark in counted if mark.at.date() < last and mark.answer not in unsure])
    if not since:
        return None
    if len(since) == kept[-1].n and since[-1].at.date() == last:
        days, wanted = kept, window(counted)
        answers = _answered(answer__in=_ids(wanted))
    elif len(kept) > 1 and len(before) == WINDOW * len(Pattern):
        answers = _answered(answer__in=_ids(before + since))
        new = trend(answers[len(before) :], before=answers[: len(before)], known=kept[-2].standing)
        ScoredDay.objects.keep(learner, new)
        days, answers = [*kept[:-1], *new], window(answers)
    else:
        return None
    return Progress(window_report(answers, days[-1].standing), tuple(days[-DAYS:]))


def _ids(marks: Iterable[Mark]) -> list[int]:
    return [mark.answer for mark in marks]


def of_learner(learner: Learner | int | None) -> Report:
    """The report that carries the verdict, on the window of the learner's last answers, all computed anew."""
    return learner_report(_of(learner))


def recent(learner: Learner | None) -> Report:
    """The report on the window without the standing, which takes all answers to tell: for the choice of cases."""
    found = window(counting(_recent_marks(learner)[0])) if learner else []
    return window_report(_answered(answer__in=_ids(found)) if found else [], NOTHING_YET)


def of_assessment(attempt: Attempt) -> Report:
    """The report on the answers of a self-assessment that count among all of its learner's, and on nothing before."""
    counted = [mark.answer for mark in counting(_since(attempt)) if mark.run == attempt.pk]
    return learner_report(_answered(answer__in=counted))


def rekeyed(learner: int, keys: Mapping[int, Pattern]) -> Report:
    """What the report of a learner would be if these were the keys of versions."""
    return learner_report(_answered(keys=keys, answer__in=Answer.objects.by(learner).told()))


def of_everything(learner: Learner | None) -> Report:
    """The same numbers over all answers ever."""
    return plain_report(_of(learner))


def of_attempt(attempt: Attempt) -> Report:
    """The same numbers over one run."""
    return plain_report(_answered(answer__attempt=attempt))


def _of(learner: Learner | int | None) -> list[Answered]:
    """All answers of a learner whose result may be shown."""
    return _answered(answer__in=Answer.objects.by(learner).told()) if learner else []


def _recent_marks(learner: Learner) -> tuple[list[Mark], set[int]]:
    """The last answers, as many as hold the window, and those of which earlier answers would say whether they count.

    One query unless some pattern was hardly shown for long.
    """
    answers = Answer.objects.by(learner).told().finished()
    last = answers.order_by("-finished_at", "-id").values("pk")[:RECENT]
    marks, n = _marks(Answer.objects.filter(pk__in=last))
    if n < RECENT:
        return marks, set()
    unsure = {mark.answer for mark in marks[: BETWEEN + 1]}
    found = window([mark for mark in counting(marks) if mark.answer not in unsure])
    return (marks, unsure) if len(found) == WINDOW * len(Pattern) else (_marks(answers)[0], set())


def _marks(answers: AnswerQuerySet) -> tuple[list[Mark], int]:
    """Finished answers in the order in which they were finished, without those to withdrawn cases; how many in all."""
    columns = ("id", "attempt_id", "version__case_id", "version__disease__pattern", "finished_at")
    rows = answers.finished().values_list(*columns, "version__case__withdrawn_at").order_by("finished_at", "id")
    found = [
        Mark(answer, run, case, Pattern(truth), at)
        for answer, run, case, truth, at, withdrawn_at in rows
        if at and not withdrawn_at
    ]
    return found, len(rows)


def _since(attempt: Attempt) -> list[Mark]:
    """A learner's answers since a run began, and as many before it as say whether a case counts again."""
    answers = Answer.objects.by(attempt.learner)
    before = answers.filter(finished_at__lt=attempt.started_at, version__case__withdrawn_at=None)
    last = before.order_by("-finished_at", "-id").values("pk")[: BETWEEN + 1]
    since = answers.filter(finished_at__gte=attempt.started_at)
    return _marks(Answer.objects.filter(pk__in=last))[0] + _marks(since)[0]


def _answered(*, keys: Mapping[int, Pattern] | None = None, **which: Any) -> list[Answered]:
    """Finished answers to cases that are not withdrawn, in the order in which they were finished."""
    rows = (
        Commitment.objects.filter(answer__version__case__withdrawn_at=None, **which)
        .order_by("answer_id")
        .values(
            "answer_id",
            "stage",
            *Pattern,
            "committed_at",
            version=F("answer__version_id"),
            case=F("answer__version__case_id"),
            truth=F("answer__version__disease__pattern"),
            typicality=F("answer__version__typicality"),
        )
    )
    answers = [_answer(list(commitments), keys or {}) for _, commitments in groupby(rows, itemgetter("answer_id"))]
    # A stable sort: of two finished at the same instant, the one with the lower id comes first.
    return sorted((answer for answer in answers if answer), key=attrgetter("at"))


def _answer(commitments: Sequence[dict[str, Any]], keys: Mapping[int, Pattern]) -> Answered | None:
    """The answer that these commitments make; None if the last stage is not among them. `keys`: by version."""
    rows = {row["stage"]: row for row in commitments}
    if LAST not in rows:
        return None
    last = rows[LAST]
    beliefs = {stage: Belief(*(row[pattern] for pattern in Pattern)) for stage, row in rows.items()}
    return Answered(
        case=last["case"],
        truth=keys.get(last["version"]) or Pattern(last["truth"]),
        belief=beliefs[LAST],
        at=last["committed_at"],
        earlier=tuple(beliefs.get(stage) for stage in BEFORE),
        typicality=last["typicality"],
    )
