"""Fetch rows and compute from them what answers say of cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection

from cases.models import Case, CaseVersion
from knowledge.patterns import KEYS, OUTSIDE, Belief, Key, Stage, as_key

from ..models import Commitment, Quiz
from ..models.response_tally import ResponseTally, first_answers
from ..scoring.belief_score import choice
from .item_statistics import ItemStatistics, WholeTest, item_statistics, whole_test
from .response_detail import LAST, Met, Taught
from .response_tally import UNIT, Called, CaseStatistics


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """A quiz, analysed as a test.

    `cases`: in the author's order. `left_out`: runs left out since they had other cases.
    """

    cases: list[tuple[Case, ItemStatistics]]
    whole: WholeTest
    left_out: int


RECENT = 1000  # answers that the plots of a case look at, the latest ones

LATEST = f"""t.learner_id IN (
    SELECT run.learner_id FROM quiz_answer one JOIN quiz_attempt run ON run.id = one.attempt_id
    WHERE one.version_id IN (SELECT id FROM cases_caseversion WHERE line_id = %s)
        AND one.first_call IS NOT NULL
    ORDER BY one.id DESC LIMIT {RECENT}
)"""


def of_version(version: CaseVersion) -> CaseStatistics:
    """Return the statistics of the line of a version, from its running sums.

    Those of a draft are empty yet, and those of a withdrawn case.
    """
    line = None if version.case.withdrawn_at else version.line
    return _of_sums(version.pattern, line.tallies.all() if line else [])


def flagged(flag: str) -> list[int]:
    """Return the lines of versions that bear a flag, in one query.

    Answers to a withdrawn case count nowhere.
    """
    tallies = (
        ResponseTally.objects.filter(line__case__withdrawn_at=None)
        .select_related("line__disease")
        .order_by("line")
    )
    return [
        line.pk
        for line, sums in groupby(tallies, attrgetter("line"))
        if flag in _of_sums(line.pattern, sums).flags
    ]


def _of_sums(truth: Key, tallies: Iterable[ResponseTally]) -> CaseStatistics:
    calls = {
        as_key(tally.called) if tally.called else None: Called(
            tally.n, tally.n_rest, tally.rest, tally.rest_squared
        )
        for tally in tallies
    }
    return CaseStatistics(truth, calls)


def taught(version: CaseVersion) -> Taught:
    """Analyse the latest first answers to the line of a version.

    Takes two queries. Only the RECENT latest ones are looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{first_answers(LATEST)} SELECT answer, rest FROM firsts WHERE line = %s",
            [version.line_id] * 2,
        )
        rests: dict[int, int | None] = dict(cursor.fetchall())
    rows = Commitment.objects.filter(answer__in=rests).order_by("answer_id", "id")
    beliefs = rows.values("answer_id", "stage", *KEYS, "committed_at")
    return Taught(
        version.pattern,
        [
            _met(list(group), rests[answer])
            for answer, group in groupby(beliefs, itemgetter("answer_id"))
        ],
    )


def _met(rows: list[Mapping[str, Any]], rest: int | None) -> Met:
    beliefs = {Stage(row["stage"]): Belief(*(row[key] for key in KEYS)) for row in rows}
    at = {Stage(row["stage"]): row["committed_at"] for row in rows}
    seconds = {
        stage: (at[stage] - at[before]).total_seconds()
        for before, stage in pairwise(Stage)
        if before in at and stage in at
    }
    return Met(beliefs, seconds, None if rest is None else int(rest) / UNIT)


def of_quiz(quiz: Quiz) -> QuizStatistics:
    """Analyse the first whole run of each learner through a quiz.

    Takes two queries. A run is whole if it ended with all the cases that the quiz has now.
    """
    cases = list(
        quiz.cases.in_draw()  # type: ignore[attr-defined]  # of another manager
        .select_related("current__disease")
        .order_by("quizcase__position", "quizcase__id")
    )
    runs = _runs(quiz)
    whole = [
        (learner, marks) for learner, marks in runs if marks.keys() == {case.pk for case in cases}
    ]
    first = dict(reversed(whole))
    matrix = [[marks[case.pk] for case in cases] for marks in first.values()]
    return QuizStatistics(
        list(zip(cases, item_statistics(matrix), strict=bool(matrix))),
        whole_test(matrix),
        len(runs) - len(whole),
    )


def _runs(quiz: Quiz) -> list[tuple[int, dict[int, int]]]:
    """Return each run that has ended: its learner, and the mark in each case.

    Runs are in order. A mark is 1 or 0, by the key of the version met; there is none where that
    could not be said.
    """
    rows = Commitment.objects.filter(
        stage=LAST, answer__attempt__quiz=quiz, answer__attempt__ended_at__isnull=False
    ).exclude(answer__version__disease__pattern=OUTSIDE, answer__may_be_outside=False)
    marks = rows.order_by("answer__attempt_id").values_list(
        "answer__attempt_id",
        "answer__attempt__learner_id",
        "answer__version__case_id",
        "answer__version__disease__pattern",
        *KEYS,
    )
    return [
        (
            learner,
            {case: int(choice(Belief(*belief)) == truth) for _, _, case, truth, *belief in group},
        )
        for (_, learner), group in groupby(marks, itemgetter(0, 1))
    ]
