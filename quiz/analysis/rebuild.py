"""Sum all answers again, in parts, and say what differed from the running sums.

Some changes are no answer and change no sum: a deleted or joined account, a corrected key, a case
withdrawn or brought back. The next `manage.py rebuild_statistics` takes them in, and says so.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add, sub
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min

from content.batches import part, snapshot
from knowledge.patterns import KEYS, Key, Stage
from learners.models import Learner

from ..models.response_tally import (
    PATTERN_NUMBER,
    SUMMED,
    SUMS,
    ResponseTally,
    TallyKey,
    first_answers,
)
from ..practice.selection import UNCOUNTED
from ..scoring.belief_score import LEAD

LAST = list(Stage)[-1]
LEARNERS, PARTS = (
    500,
    40,
)  # a rebuild goes through so many learners at a time, and in no more parts than these
NOTHING = (0,) * len(SUMS)
CALLS = (*KEYS, "")


UNCOUNTED_RULES = ", ".join(f"'{rule}'" for rule in UNCOUNTED)


def _leads(key: Key) -> str:
    over = " AND ".join(f"c.{key} - c.{other} >= {LEAD}" for other in KEYS if other != key)
    return f"WHEN {over} THEN '{key}'"


# Stores the first calls that the beliefs of a range of learners give, where they differ from what
# is stored.
RECALL = f"""
UPDATE quiz_answer SET first_call = said.first_call
FROM (
    SELECT a.id AS answer, CASE
        WHEN ROW_NUMBER() OVER (
            PARTITION BY t.learner_id, v.case_id ORDER BY a.finished_at, a.id
        ) > 1 OR a.rule IN ({UNCOUNTED_RULES}) THEN NULL
        {" ".join(map(_leads, KEYS))} ELSE '' END AS first_call
    FROM quiz_attempt t
    JOIN quiz_answer a ON a.attempt_id = t.id
    JOIN quiz_commitment c ON c.answer_id = a.id AND c.stage = '{LAST}'
    JOIN cases_caseversion v ON v.id = a.version_id
    WHERE a.finished_at IS NOT NULL AND t.learner_id BETWEEN %s AND %s
) said
WHERE said.answer = quiz_answer.id
    AND COALESCE(said.first_call, '-') <> COALESCE(quiz_answer.first_call, '-')
"""


class Difference(NamedTuple):
    """A sum whose stored numbers differ from those of the raw answers.

    Each has as many numbers as SUMS.
    """

    key: TallyKey
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def reread_first_calls(first: int, last: int | None = None) -> int:
    """Store first calls as beliefs give them, and return how many differed.

    It reads those of one learner, or of the range of ids from `first` to `last`.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECALL, [first, last or first])
        return int(cursor.rowcount)


def reread_all_first_calls(*, store: bool = True) -> "Iterator[float | int]":
    """Read the first calls of everybody from their beliefs.

    Yields the share done (a float, 0 to 1) after each part, then how many were not so stored (an
    int). Each part is stored by itself, if at all: whoever finishes an answer meanwhile waits for
    one part at most.
    """
    changed = 0
    for share, first, last in _parts():
        with part():
            changed += reread_first_calls(first, last)
            transaction.set_rollback(not store)
        yield share
    yield changed


def rebuild_tallies(*, store: bool = True) -> "Iterator[float | list[Difference]]":
    """Sum all answers.

    Yields the share done (0 to 1) after each part, then what differed from what was stored. Nobody
    waits while they are summed. Answers finished meanwhile are in neither side of the differences,
    which are added to what is stored by then, so that none is lost or counted twice.
    """
    with snapshot():
        before = ResponseTally.objects.stored()
        after: dict[TallyKey, tuple[int, ...]] = {}
        for share, first, last in _parts():
            for key, sums in _summed(first, last):
                after[key] = tuple(map(add, after.get(key, NOTHING), sums))
            yield share
    differences = [
        Difference(key, before.get(key, NOTHING), after.get(key, NOTHING))
        for key in sorted(before.keys() | after.keys())
        if before.get(key, NOTHING) != after.get(key, NOTHING)
    ]
    if store and differences:
        _mend(differences)
    yield differences


def _locked() -> dict[TallyKey, tuple[int, ...]]:
    """Return what is stored, and keep others from writing in this transaction.

    On SQLite every transaction of the project does so from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE quiz_responsetally IN SHARE ROW EXCLUSIVE MODE")
    return ResponseTally.objects.stored()


def _summed(first: int, last: int) -> Iterator[tuple[TallyKey, list[int]]]:
    # grouped by one number, since SQLite sorts it quicker
    slot = f"line * {len(CALLS)} + CASE called {PATTERN_NUMBER} ELSE {CALLS.index('')} END"
    query = (
        f"{first_answers('t.learner_id BETWEEN %s AND %s', many=True)} SELECT {slot} AS slot,"
        f" {SUMMED} FROM firsts"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{query} GROUP BY slot", [first, last])
        for slot, *sums in cursor.fetchall():
            line, call = divmod(slot, len(CALLS))
            yield TallyKey(line, CALLS[call]), list(map(int, sums))


@transaction.atomic
def _mend(differences: Iterable[Difference]) -> None:
    """Add the differences to what is stored now.

    A difference is what was counted beyond what was stored then. Sums of nothing are deleted.
    """
    now = _locked()
    rows = []
    for key, stored, counted in differences:
        sums = map(add, now.get(key, NOTHING), map(sub, counted, stored))
        rows.append(
            ResponseTally(line_id=key.line, called=key.called, **dict(zip(SUMS, sums, strict=True)))
        )
    ResponseTally.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["line", "called"], update_fields=SUMS
    )
    ResponseTally.objects.filter(n=0).delete()


def _parts() -> Iterator[tuple[float, int, int]]:
    """Yield all learners in parts.

    A part is the share done after it (0 to 1), and the first and last id that may be in it.
    """
    ends = Learner.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    span = ends["last"] - ends["first"] + 1
    count = min(PARTS, -(-span // LEARNERS))
    bounds = [ends["first"] + span * number // count for number in range(count + 1)]
    for number, (low, high) in enumerate(pairwise(bounds), 1):
        yield number / count, low, high - 1
