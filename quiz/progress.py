"""Fetch the answers that a report is computed from, for the scoring core."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from knowledge.patterns import KEYS, OUTSIDE, Belief, Key, Pattern, Stage, as_key
from learners.models import Learner

from .models import Answer, AnswerQuerySet, Attempt, Commitment, DailyScore
from .practice.selection import UNCOUNTED
from .practice.spaced_repetition import is_confident_error
from .scoring.daily import Day, trend
from .scoring.mastery import RULE
from .scoring.report import Report, learner_report, plain_report, window_report
from .scoring.standing import NOTHING_HELD
from .scoring.week import Week, monday_of, week_of
from .scoring.window import (
    BETWEEN,
    OTHERS_NOTICED,
    OUTSIDE_NOTICED,
    Answered,
    counting,
    last_looked_at,
)

*BEFORE, LAST = Stage
# answers among which the window is looked for; only where they do not hold it are all of them read
RECENT = 200

# days that are read of those kept: one more than a page shows, to know the status before the last
DAYS = 15


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's progress as its page shows it.

    `report`: on the window. `days`: those that led there.
    """

    report: Report
    days: tuple[Day, ...]


class AnswerMark(NamedTuple):
    """A part of a finished answer that suffices to find the window."""

    answer: int
    run: int
    case: int
    truth: Key
    at: datetime
    may_be_outside: bool
    counts: bool


def learner_progress(learner: Learner | None) -> Progress:
    """Return the report and the trend.

    Takes three queries where nothing is new: as many for 60 answers as for 5,000.
    """
    cached_days = [row.plain for row in DailyScore.objects.kept(learner, DAYS)] if learner else []
    if learner and cached_days:
        return _gone_on(learner, cached_days) or _anew(learner, cached_days)
    return _anew(learner, cached_days) if learner else Progress(learner_report([]), ())


def learner_week(learner: Learner | None, now: datetime) -> Week:
    """Return the week of this moment in the site's zone, in one query.

    Every finished case is in it, whatever its run. What says something of its result is left out
    of `told_n` and `sure_errors` while it is withheld, where its case was withdrawn, and where it
    counts nowhere.
    """
    today = timezone.localtime(now).date()
    if not learner:
        return week_of(today, [])
    monday = timezone.make_aware(datetime.combine(monday_of(today), datetime.min.time()))
    rows = list(
        Commitment.objects.filter(
            stage=LAST, answer__attempt__learner=learner, answer__finished_at__gte=monday
        ).values_list(
            *KEYS,
            "answer__finished_at",
            "answer__version__disease__pattern",
            "answer__may_be_outside",
            "answer__rule",
            "answer__attempt__withheld",
            "answer__attempt__ended_at",
            "answer__version__case__withdrawn_at",
        )
    )
    told = [
        is_confident_error(Belief(*shares), as_key(truth))
        for *shares, _, truth, may_be_outside, rule, withheld, ended_at, withdrawn_at in rows
        if (not withheld or ended_at)
        and not withdrawn_at
        and rule not in UNCOUNTED
        and (may_be_outside or as_key(truth) is not OUTSIDE)
    ]
    days = [timezone.localtime(row[len(KEYS)]).date() for row in rows]
    return week_of(today, days, told_n=len(told), sure_errors=sum(told))


def recomputed_days(learner: Learner) -> tuple[Day, ...]:
    return trend(counting(_of(learner)))


def _anew(learner: Learner, cached_days: Sequence[Day]) -> Progress:
    answers = _of(learner)
    days = trend(counting(answers))
    if {day.day for day in cached_days} - {day.day for day in days}:
        DailyScore.objects.forget([learner.pk])
    DailyScore.objects.keep(learner, days)
    return Progress(learner_report(answers), days[-DAYS:])


def _gone_on(learner: Learner, cached_days: list[Day]) -> Progress | None:
    """Go on from the days that are cached and the last answers.

    The result is None where these do not tell what went before.
    """
    marks, unsure = _recent_marks(learner)
    counting_marks = counting(marks)
    last = cached_days[-1].day
    since = [mark for mark in counting_marks if mark.at.date() >= last]
    before = last_looked_at(
        [mark for mark in counting_marks if mark.at.date() < last and mark.answer not in unsure]
    )
    if not since:
        return None
    if len(since) == cached_days[-1].n and since[-1].at.date() == last:
        days, last_marks = cached_days, last_looked_at(counting_marks)
        answers = _answered(answer__in=_ids(last_marks))
    elif len(cached_days) > 1 and _is_full(before):
        answers = _answered(answer__in=_ids(before + since))
        new = trend(
            answers[len(before) :], before=answers[: len(before)], known=cached_days[-2].standing
        )
        DailyScore.objects.keep(learner, new)
        days = [*cached_days[:-1], *new]
    else:
        return None
    return Progress(window_report(answers, days[-1].standing), tuple(days[-DAYS:]))


def _ids(marks: Iterable[AnswerMark]) -> list[int]:
    return [mark.answer for mark in marks]


def report_of_learner(learner: Learner | int | None) -> Report:
    """Return the report that carries the verdict.

    It is on the window of the learner's last answers, all computed anew.
    """
    return learner_report(_of(learner))


def recent_report(learner: Learner | int | None) -> Report:
    """Return the report on the window, without the status.

    The status takes all answers to tell, and the choice of cases does not need it.
    """
    marks = last_looked_at(counting(_recent_marks(learner)[0])) if learner else []
    return window_report(_answered(answer__in=_ids(marks)) if marks else [], NOTHING_HELD)


def report_of_assessment(attempt: Attempt) -> Report:
    """Return the report on the answers of a self-assessment that count.

    They count among all of its learner's; nothing before the run is in the report.
    """
    answer_ids = [mark.answer for mark in counting(_since(attempt)) if mark.run == attempt.pk]
    return learner_report(_answered(answer__in=answer_ids))


def rekeyed_report(learner: int, keys: Mapping[int, Key]) -> Report:
    """Return the report of a learner as it would be with other keys.

    `keys`: by the id of the version.
    """
    return learner_report(_answered(keys=keys, answer__in=Answer.objects.by(learner).told()))


def report_of_everything(learner: Learner | None) -> Report:
    return plain_report(_of(learner))


def report_of_attempt(attempt: Attempt) -> Report:
    return plain_report(_answered(answer__attempt=attempt))


def _of(learner: Learner | int | None) -> list[Answered]:
    return _answered(answer__in=Answer.objects.by(learner).told()) if learner else []


def _recent_marks(learner: Learner | int) -> tuple[list[AnswerMark], set[int]]:
    """Return the last answers, as many as hold the window, and those unsure.

    It is for earlier answers to say whether an unsure one counts. Takes one query unless some
    pattern was hardly shown for long.
    """
    answers = Answer.objects.by(learner).told().finished()
    last = answers.order_by("-finished_at", "-id").values("pk")[:RECENT]
    marks, n = _marks(Answer.objects.filter(pk__in=last))
    if n < RECENT:
        return marks, set()
    unsure = {mark.answer for mark in marks[: BETWEEN + 1]}
    sure_marks = [mark for mark in counting(marks) if mark.answer not in unsure]
    return (marks, unsure) if _is_full(sure_marks) else (_marks(answers)[0], set())


def _is_full(marks: Sequence[AnswerMark]) -> bool:
    """Return whether these answers fill all windows that a report looks at.

    Where something else could be said in any of them, the windows of noticing are among these.
    """
    n = Counter(mark.truth for mark in marks)
    if any(n[pattern] < RULE.window for pattern in Pattern):
        return False
    if not any(mark.may_be_outside for mark in marks):
        return True
    open_n = Counter(mark.truth is OUTSIDE for mark in marks if mark.may_be_outside)
    return open_n[True] >= OUTSIDE_NOTICED and open_n[False] >= OTHERS_NOTICED


def _marks(answers: AnswerQuerySet) -> tuple[list[AnswerMark], int]:
    """Return finished answers in order, and how many they were in all.

    The order is that in which they were finished. Those to withdrawn cases are left out, but
    counted.
    """
    columns = (
        "id",
        "attempt_id",
        "version__case_id",
        "version__disease__pattern",
        "finished_at",
        "may_be_outside",
        "rule",
        "version__case__withdrawn_at",
    )
    rows = answers.finished().values_list(*columns).order_by("finished_at", "id")
    marks = [
        AnswerMark(answer, run, case, as_key(truth), at, may_be_outside, rule not in UNCOUNTED)
        for answer, run, case, truth, at, may_be_outside, rule, withdrawn_at in rows
        if at and not withdrawn_at
    ]
    return marks, len(rows)


def _since(attempt: Attempt) -> list[AnswerMark]:
    """Return a learner's answers since a run began, and some before it.

    Those before are as many as say whether a case counts again.
    """
    answers = Answer.objects.by(attempt.learner)
    before = answers.filter(finished_at__lt=attempt.started_at, version__case__withdrawn_at=None)
    last = before.order_by("-finished_at", "-id").values("pk")[: BETWEEN + 1]
    since = answers.filter(finished_at__gte=attempt.started_at)
    return _marks(Answer.objects.filter(pk__in=last))[0] + _marks(since)[0]


def _answered(*, keys: Mapping[int, Key] | None = None, **which: Any) -> list[Answered]:
    """Return finished answers in the order in which they were finished.

    Answers to withdrawn cases are left out. `keys`: by the id of the version, in place of those
    stored.
    """
    rows = (
        Commitment.objects.filter(answer__version__case__withdrawn_at=None, **which)
        .order_by("answer_id")
        .values(
            "answer_id",
            "stage",
            *KEYS,
            "committed_at",
            may_be_outside=F("answer__may_be_outside"),
            rule=F("answer__rule"),
            version=F("answer__version_id"),
            case=F("answer__version__case_id"),
            truth=F("answer__version__disease__pattern"),
            typicality=F("answer__version__typicality"),
            pattern_rule=F("answer__version__pattern_rule"),
        )
    )
    answers = [
        _answer(list(commitments), keys or {})
        for _, commitments in groupby(rows, itemgetter("answer_id"))
    ]
    # A stable sort: of two finished at the same instant, the one with the lower id comes first.
    return sorted((answer for answer in answers if answer), key=attrgetter("at"))


def _answer(commitments: Sequence[dict[str, Any]], keys: Mapping[int, Key]) -> Answered | None:
    """Return the answer that these commitments make.

    The result is None if the last stage is not among them. `keys`: by version.
    """
    rows = {row["stage"]: row for row in commitments}
    if LAST not in rows:
        return None
    last = rows[LAST]
    beliefs = {stage: Belief(*(row[key] for key in KEYS)) for stage, row in rows.items()}
    return Answered(
        case=last["case"],
        truth=keys.get(last["version"]) or as_key(last["truth"]),
        belief=beliefs[LAST],
        at=last["committed_at"],
        earlier=tuple(beliefs.get(stage) for stage in BEFORE),
        typicality=last["typicality"],
        pattern_rule=last["pattern_rule"],
        may_be_outside=last["may_be_outside"],
        counts=last["rule"] not in UNCOUNTED,
    )
