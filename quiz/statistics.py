"""From rows to what answers say of cases, for instructors."""

from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from django.db import connection

from cases.models import CaseVersion
from cases.patterns import Belief, Pattern, Stage

from .models import Commitment
from .scoring.tallied import UNIT, Called, CaseStatistics
from .scoring.taught import Met, Taught
from .tallies import Tally, first_answers

RECENT = 1000  # answers that the plots of a case look at, the latest ones

LATEST = f"""t.learner_id IN (
    SELECT run.learner_id FROM quiz_answer one JOIN quiz_attempt run ON run.id = one.attempt_id
    WHERE one.version_id = %s AND one.finished_at IS NOT NULL ORDER BY one.id DESC LIMIT {RECENT}
)"""


def summed(truth: Pattern, tallies: Iterable[Tally]) -> CaseStatistics:
    """The statistics of a version from its running sums."""
    return CaseStatistics(
        truth,
        {
            Pattern(tally.called) if tally.called else None: Called(
                tally.n, tally.n_rest, tally.rest, tally.rest_squared
            )
            for tally in tallies
        },
    )


def taught(version: CaseVersion) -> Taught:
    """What the latest first answers to a version tell, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(f"{first_answers(LATEST)} SELECT answer, rest FROM firsts WHERE version = %s", [version.pk] * 2)
        rests: dict[int, int | None] = dict(cursor.fetchall())
    rows = Commitment.objects.filter(answer__in=rests).order_by("answer_id", "id")
    listed = rows.values("answer_id", "stage", *Pattern, "committed_at")
    return Taught(
        version.pattern,
        [_met(list(group), rests[answer]) for answer, group in groupby(listed, itemgetter("answer_id"))],
    )


def _met(rows: list[Mapping[str, Any]], rest: int | None) -> Met:
    beliefs = {Stage(row["stage"]): Belief(*(row[pattern] for pattern in Pattern)) for row in rows}
    at = {Stage(row["stage"]): row["committed_at"] for row in rows}
    seconds = {
        stage: (at[stage] - at[before]).total_seconds()
        for before, stage in pairwise(Stage)
        if before in at and stage in at
    }
    return Met(beliefs, seconds, None if rest is None else int(rest) / UNIT)
