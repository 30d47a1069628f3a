"""Running sums over answers, one row for each version of a case and each pattern that it was called.

An answer counts if it is the first of its learner to the case. Its r is the share of other cases of the same pattern
that the learner had found before, from 5 such answers on. Sums are whole numbers, so that a rebuild gives the same to
the last digit, and one text of SQL serves both ways.

What is no answer changes no sum: a deleted or joined account, a corrected key, a case withdrawn or brought back. The
next `manage.py rebuild_statistics` takes it in, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from cases.models import PATTERN_CHOICES, CaseVersion
from cases.patterns import Pattern, Stage
from learners.models import Learner

from .scoring.beliefs import LEAD
from .scoring.tallied import REST_FROM, UNIT

LAST = list(Stage)[-1]
PARTS = 40  # in which a rebuild goes through the learners
SUMS = ("n", "n_rest", "rest", "rest_squared")


def _leads(pattern: Pattern) -> str:
    over = " AND ".join(f"c.{pattern} - c.{rival} >= {LEAD}" for rival in pattern.rivals)
    return f"WHEN {over} THEN '{pattern}'"


# Each first answer of the learners that a condition on t, the attempt, names: its version, what was called, its r.
FIRSTS = f"""
WITH finished AS (
    SELECT a.id AS answer, a.version_id AS version, a.finished_at AS at, t.learner_id AS learner, d.pattern AS truth,
        CASE {" ".join(map(_leads, Pattern))} ELSE '' END AS called,
        ROW_NUMBER() OVER (PARTITION BY t.learner_id, v.case_id ORDER BY a.finished_at, a.id) AS turn
    FROM quiz_attempt t
    JOIN quiz_answer a ON a.attempt_id = t.id
    JOIN quiz_commitment c ON c.answer_id = a.id AND c.stage = '{LAST}'
    JOIN cases_caseversion v ON v.id = a.version_id
    JOIN cases_case k ON k.id = v.case_id
    JOIN cases_disease d ON d.id = v.disease_id
    WHERE a.finished_at IS NOT NULL AND k.withdrawn_at IS NULL AND %(learners)s
), placed AS (
    SELECT answer, version, called, COUNT(*) OVER before AS others,
        SUM(CASE WHEN called = truth THEN 1 ELSE 0 END) OVER before AS found
    FROM finished WHERE turn = 1
    WINDOW before AS (
        PARTITION BY learner, truth ORDER BY at, answer ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), firsts AS (
    SELECT answer, version, called, CASE WHEN others >= {REST_FROM} THEN {UNIT} * found / others END AS rest FROM placed
)
"""
SUMMED = "COUNT(*), COUNT(rest), COALESCE(SUM(rest), 0), COALESCE(SUM(rest * rest), 0)"


def first_answers(learners: str) -> str:
    """The beginning of a query that may select from `firsts`; `learners`: a condition on t, an attempt."""
    return FIRSTS % {"learners": learners}


class Key(NamedTuple):
    version: int
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
                INSERT INTO quiz_tally (version_id, called, n, n_rest, rest, rest_squared)
                SELECT version, called, {SUMMED} FROM firsts WHERE answer = %s GROUP BY version, called
                ON CONFLICT (version_id, called) DO UPDATE SET
                {", ".join(f"{name} = quiz_tally.{name} + excluded.{name}" for name in SUMS)}""",
                [learner, answer],
            )

    def stored(self) -> dict[Key, tuple[int, ...]]:
        return {Key(row[0], row[1]): row[2:] for row in self.values_list("version_id", "called", *SUMS)}

    def rebuild(self, *, store: bool = True) -> "Iterator[float | list[Difference]]":
        """Sum all raw answers; gives the share done (0 to 1) after each part, then what differed from what was stored.

        Answers finished meanwhile wait, so that none is lost.
        """
        with transaction.atomic():
            before = self._locked()
            counted: Counter[tuple[Key, int]] = Counter()
            for share, rows in self._parts():
                for version, called, *sums in rows:
                    counted.update({(Key(version, called), place): int(value) for place, value in enumerate(sums)})
                yield share
            after = {key: tuple(counted[key, place] for place in range(len(SUMS))) for key, _ in counted}
            if store:
                self._replace(after)
        zero = (0,) * len(SUMS)
        pairs = ((key, before.get(key, zero), after.get(key, zero)) for key in sorted(before.keys() | after.keys()))
        yield [Difference(*pair) for pair in pairs if pair[1] != pair[2]]

    def _locked(self) -> dict[Key, tuple[int, ...]]:
        """What is stored, with the right to write kept from others until the transaction ends.

        On SQLite every transaction of the project keeps it from its beginning.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE quiz_tally IN SHARE ROW EXCLUSIVE MODE")
        return self.stored()

    def _parts(self) -> Iterator[tuple[float, Iterable[tuple[Any, ...]]]]:
        ends = Learner.objects.aggregate(first=models.Min("pk"), last=models.Max("pk"))
        if ends["first"] is None:
            return
        span = ends["last"] - ends["first"] + 1
        query = f"{first_answers('t.learner_id BETWEEN %s AND %s')} SELECT version, called, {SUMMED} FROM firsts"
        bounds = [ends["first"] + span * part // PARTS for part in range(PARTS + 1)]
        with connection.cursor() as cursor:
            for part, (low, high) in enumerate(pairwise(bounds), 1):
                if low < high:
                    cursor.execute(f"{query} GROUP BY version, called", [low, high - 1])
                    yield part / PARTS, cursor.fetchall()

    def _replace(self, sums: dict[Key, tuple[int, ...]]) -> None:
        self.all().delete()
        self.bulk_create(
            Tally(version_id=key.version, called=key.called, **dict(zip(SUMS, values, strict=True)))
            for key, values in sums.items()
        )


class Tally(models.Model):
    """Sums over the answers that called a version a pattern; `called` is empty for those without a choice."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="tallies")
    called = models.CharField(max_length=12, choices=PATTERN_CHOICES, blank=True)
    n = models.PositiveBigIntegerField(default=0)
    n_rest = models.PositiveBigIntegerField(default=0, help_text="Answers with an r.")
    rest = models.PositiveBigIntegerField(default=0, help_text="Sum of r, in ten-thousandths.")
    rest_squared = models.PositiveBigIntegerField(default=0, help_text="Sum of their squares.")

    objects = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["version", "called"], name="one_tally_a_call")]

    def __str__(self) -> str:
        return f"{self.version_id} called {self.called or 'nothing'}: {self.n}"


class CaseTaught(CaseVersion):
    """A version of a case as the desk lists its statistics."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "what cases taught"
