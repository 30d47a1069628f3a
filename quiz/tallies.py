"""Running sums over answers, one row for each line of versions of a case and each pattern that it was called.

An answer counts if it is the first of its learner to the case: what was called is kept with it as its first call. Its r
is the share of other cases of the same pattern that the learner had found before, from 5 such answers on. Versions that
differ in wording only are one line. Sums are whole numbers, so that a rebuild gives the same to the last digit, and one
text of SQL serves both ways.

What is no answer changes no sum: a deleted or joined account, a corrected key, a case withdrawn or brought back. The
next `manage.py rebuild_statistics` takes it in, and says so.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add, sub
from typing import NamedTuple

from django.db import connection, models, transaction

from cases.models import CaseVersion
from content.batches import part, snapshot
from knowledge.models import PATTERN_CHOICES
from knowledge.patterns import Pattern, Stage
from learners.models import Learner

from .scoring.beliefs import LEAD
from .scoring.tallied import REST_FROM, UNIT

LAST = list(Stage)[-1]
LEARNERS, PARTS = 500, 40  # a rebuild goes through so many learners at a time, and in no more parts than these
SUMS = ("n", "n_rest", "rest", "rest_squared")
NOTHING = (0,) * len(SUMS)
CALLS = (*Pattern, "")
NUMBERED = " ".join(f"WHEN '{pattern}' THEN {number}" for number, pattern in enumerate(Pattern))

# Each first answer of the learners that a condition on t, the attempt, names: its line, what was called, its r.
# The pattern has a number, since words take longer to sort.
FIRSTS = f"""
WITH keyed AS %(once)s (
    SELECT v.id, v.line_id AS line, d.pattern AS truth, CASE d.pattern {NUMBERED} END AS number
    FROM cases_caseversion v
    JOIN cases_case k ON k.id = v.case_id
    JOIN knowledge_disease d ON d.id = v.disease_id
    WHERE k.withdrawn_at IS NULL
), placed AS (
    SELECT a.id AS answer, keyed.line, a.first_call AS called, COUNT(*) OVER before AS others,
        SUM(CASE WHEN a.first_call = keyed.truth THEN 1 ELSE 0 END) OVER before AS found
    FROM quiz_attempt t
    JOIN quiz_answer a ON a.attempt_id = t.id
    JOIN keyed ON keyed.id = a.version_id
    WHERE a.finished_at IS NOT NULL AND a.first_call IS NOT NULL AND %(learners)s
    WINDOW before AS (
        PARTITION BY t.learner_id, keyed.number ORDER BY a.finished_at, a.id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), firsts AS (
    SELECT answer, line, called, CASE WHEN others >= {REST_FROM} THEN {UNIT} * found / others END AS rest FROM placed
)
"""
SUMMED = "COUNT(*), COUNT(rest), COALESCE(SUM(rest), 0), COALESCE(SUM(rest * rest), 0)"


def _leads(pattern: Pattern) -> str:
    over = " AND ".join(f"c.{pattern} - c.{rival} >= {LEAD}" for rival in pattern.rivals)
    return f"WHEN {over} THEN '{pattern}'"


# What the beliefs of a range of learners say of their first calls, stored where it is not what was stored.
RECALL = f"""
UPDATE quiz_answer SET first_call = said.first_call
FROM (
    SELECT a.id AS answer, CASE
        WHEN ROW_NUMBER() OVER (PARTITION BY t.learner_id, v.case_id ORDER BY a.finished_at, a.id) > 1 THEN NULL
        {" ".join(map(_leads, Pattern))} ELSE '' END AS first_call
    FROM quiz_attempt t
    JOIN quiz_answer a ON a.attempt_id = t.id
    JOIN quiz_commitment c ON c.answer_id = a.id AND c.stage = '{LAST}'
    JOIN cases_caseversion v ON v.id = a.version_id
    WHERE a.finished_at IS NOT NULL AND t.learner_id BETWEEN %s AND %s
) said
WHERE said.answer = quiz_answer.id AND COALESCE(said.first_call, '-') <> COALESCE(quiz_answer.first_call, '-')
"""


def first_answers(learners: str, *, many: bool = False) -> str:
    """The beginning of a query that may select from `firsts`; `learners`: a condition on t, an attempt.

    `many`: the keys of all versions are looked up first, and not an answer at a time.
    """
    return FIRSTS % {"learners": learners, "once": "MATERIALIZED" if many else ""}


class Key(NamedTuple):
    line: int
    called: str


class Difference(NamedTuple):
    """What was stored and what the raw answers say, each as many numbers as SUMS."""

    key: Key
    stored: tuple[int, ...]
    counted: tuple[int, ...]


class TallyManager(models.Manager["Tally"]):
    def heed(self, answer: int, learner: int) -> None:
        """Count an answer that was just finished, in one statement. Call it once."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""{first_answers("t.learner_id = %s")}
                INSERT INTO quiz_tally (line_id, called, n, n_rest, rest, rest_squared)
                SELECT line, called, {SUMMED} FROM firsts WHERE answer = %s GROUP BY line, called
                ON CONFLICT (line_id, called) DO UPDATE SET
                {", ".join(f"{name} = quiz_tally.{name} + excluded.{name}" for name in SUMS)}""",
                [learner, answer],
            )

    def recall(self, first: int, last: int | None = None) -> int:
        """Read the first calls of a learner, or of a range of them, from their beliefs; how many were not so stored."""
        with connection.cursor() as cursor:
            cursor.execute(RECALL, [first, last or first])
            return int(cursor.rowcount)

    def recall_all(self, *, store: bool = True) -> "Iterator[float | int]":
        """The same for everybody; gives the share done (a float, 0 to 1) after each part, then how many it were.

        Each part is stored by itself, if at all: whoever finishes an answer meanwhile waits for one part at most.
        """
        changed = 0
        for share, first, last in _parts():
            with part():
                changed += self.recall(first, last)
                transaction.set_rollback(not store)
            yield share
        yield changed

    def stored(self) -> dict[Key, tuple[int, ...]]:
        return {Key(row[0], row[1]): row[2:] for row in self.values_list("line_id", "called", *SUMS)}

    def rebuild(self, *, store: bool = True) -> "Iterator[float | list[Difference]]":
        """Sum all answers; gives the share done (0 to 1) after each part, then what differed from what was stored.

        Nobody waits while they are summed. Answers finished meanwhile are in neither side of the differences, which are
        added to what is stored by then, so that none is lost or counted twice.
        """
        with snapshot():
            before = self.stored()
            after: dict[Key, tuple[int, ...]] = {}
            for share, first, last in _parts():
                for key, sums in self._summed(first, last):
                    after[key] = tuple(map(add, after.get(key, NOTHING), sums))
                yield share
        found = [
            Difference(key, before.get(key, NOTHING), after.get(key, NOTHING))
            for key in sorted(before.keys() | after.keys())
            if before.get(key, NOTHING) != after.get(key, NOTHING)
        ]
        if store and found:
            self._mend(found)
        yield found

    def _locked(self) -> dict[Key, tuple[int, ...]]:
        """What is stored, with the right to write kept from others until the transaction ends.

        On SQLite every transaction of the project keeps it from its beginning.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE quiz_tally IN SHARE ROW EXCLUSIVE MODE")
        return self.stored()

    def _summed(self, first: int, last: int) -> Iterator[tuple[Key, list[int]]]:
        """The sums of a range of learners, by line and call: grouped by one number, since SQLite sorts it quicker."""
        slot = f"line * {len(CALLS)} + CASE called {NUMBERED} ELSE {CALLS.index('')} END"
        query = (
            f"{first_answers('t.learner_id BETWEEN %s AND %s', many=True)} SELECT {slot} AS slot, {SUMMED} FROM firsts"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"{query} GROUP BY slot", [first, last])
            for slot, *sums in cursor.fetchall():
                line, call = divmod(slot, len(CALLS))
                yield Key(line, CALLS[call]), list(map(int, sums))

    @transaction.atomic
    def _mend(self, found: Iterable[Difference]) -> None:
        """Add to what is stored now what was counted beyond what was stored then; sums of nothing go."""
        now = self._locked()
        rows = []
        for key, stored, counted in found:
            sums = map(add, now.get(key, NOTHING), map(sub, counted, stored))
            rows.append(Tally(line_id=key.line, called=key.called, **dict(zip(SUMS, sums, strict=True))))
        self.bulk_create(rows, update_conflicts=True, unique_fields=["line", "called"], update_fields=SUMS)
        self.filter(n=0).delete()


def _parts() -> Iterator[tuple[float, int, int]]:
    """All learners in parts: the share done after each (0 to 1), and the first and last that may be in it."""
    ends = Learner.objects.aggregate(first=models.Min("pk"), last=models.Max("pk"))
    if ends["first"] is None:
        return
    span = ends["last"] - ends["first"] + 1
    count = min(PARTS, -(-span // LEARNERS))
    bounds = [ends["first"] + span * number // count for number in range(count + 1)]
    for number, (low, high) in enumerate(pairwise(bounds), 1):
        yield number / count, low, high - 1


class Tally(models.Model):
    """Sums over the answers that called a case a pattern; `called` is empty for those without a choice."""

    line = models.ForeignKey(
        CaseVersion, models.CASCADE, related_name="tallies", help_text="The first version of those summed here."
    )
    called = models.CharField(max_length=12, choices=PATTERN_CHOICES, blank=True)
    n = models.PositiveBigIntegerField(default=0)
    n_rest = models.PositiveBigIntegerField(default=0, help_text="Answers with an r.")
    rest = models.PositiveBigIntegerField(default=0, help_text="Sum of r, in ten-thousandths.")
    rest_squared = models.PositiveBigIntegerField(default=0, help_text="Sum of their squares.")

    objects = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["line", "called"], name="one_tally_a_call")]

    def __str__(self) -> str:
        return f"{self.line_id} called {self.called or 'nothing'}: {self.n}"


class CaseTaughtManager(models.Manager["CaseTaught"]):
    def get_queryset(self) -> "models.QuerySet[CaseTaught]":
        return super().get_queryset().select_related("case", "disease", "line").prefetch_related("line__tallies")

    def counted(self) -> "models.QuerySet[CaseTaught]":
        """The last version of each line; answers to a withdrawn case count nowhere."""
        later = CaseVersion.objects.filter(line=models.OuterRef("line"), number__gt=models.OuterRef("number"))
        published = self.exclude(line=None).filter(case__withdrawn_at=None)
        return published.filter(~models.Exists(later))


class CaseTaught(CaseVersion):
    """A version of a case as the desk lists its statistics."""

    objects = CaseTaughtManager()  # type: ignore[assignment, misc]  # of its own rows

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "what cases taught"
