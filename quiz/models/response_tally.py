"""Store response counts: running sums over answers.

There is a row for each line of versions of a case and each pattern called. An answer counts if it
is the first of its learner to the case, and if what is true could be said: what was called is kept
with it as its first call. Its r is the share of other cases of the same pattern that the learner
had found before, from 5 such answers on. Versions that differ in wording only are one line. Sums
are whole numbers, so that a rebuild gives the same to the last digit, and one text of SQL serves
both ways.
"""

from typing import NamedTuple

from django.db import connection, models

from cases.models import CaseVersion
from knowledge.models import KEY_CHOICES
from knowledge.patterns import KEYS, OUTSIDE

from ..analysis.response_tally import REST_FROM, UNIT

SUMS = ("n", "n_rest", "rest", "rest_squared")
PATTERN_NUMBER = " ".join(f"WHEN '{pattern}' THEN {number}" for number, pattern in enumerate(KEYS))

# Gives the line, the call and the r of each first answer of learners, who are named by a condition
# on t, the attempt. The pattern has a number, since words take longer to sort.
FIRSTS = f"""
WITH keyed AS %(once)s (
    SELECT v.id, v.line_id AS line, d.pattern AS truth,
        CASE d.pattern {PATTERN_NUMBER} END AS number
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
        AND (keyed.truth <> '{OUTSIDE}' OR a.may_be_outside)
    WINDOW before AS (
        PARTITION BY t.learner_id, keyed.number ORDER BY a.finished_at, a.id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), firsts AS (
    SELECT answer, line, called,
        CASE WHEN others >= {REST_FROM} THEN {UNIT} * found / others END AS rest
    FROM placed
)
"""
SUMMED = "COUNT(*), COUNT(rest), COALESCE(SUM(rest), 0), COALESCE(SUM(rest * rest), 0)"


def first_answers(learners: str, *, many: bool = False) -> str:
    """Return the beginning of a query that may select from `firsts`.

    `learners`: a condition on t, an attempt. `many`: the keys of all versions are looked up first,
    and not an answer at a time.
    """
    return FIRSTS % {"learners": learners, "once": "MATERIALIZED" if many else ""}


class TallyKey(NamedTuple):
    line: int
    called: str


class ResponseTallyManager(models.Manager["ResponseTally"]):
    def record_answer(self, answer: int, learner: int) -> None:
        """Count an answer that was just finished, in one statement.

        Call it once.
        """
        additions = [f"{name} = quiz_responsetally.{name} + excluded.{name}" for name in SUMS]
        with connection.cursor() as cursor:
            cursor.execute(
                f"""{first_answers("t.learner_id = %s")}
                INSERT INTO quiz_responsetally (line_id, called, n, n_rest, rest, rest_squared)
                SELECT line, called, {SUMMED} FROM firsts WHERE answer = %s GROUP BY line, called
                ON CONFLICT (line_id, called) DO UPDATE SET
                {", ".join(additions)}""",
                [learner, answer],
            )

    def stored(self) -> dict[TallyKey, tuple[int, ...]]:
        return {
            TallyKey(row[0], row[1]): row[2:]
            for row in self.values_list("line_id", "called", *SUMS)
        }


class ResponseTally(models.Model):
    """The sums over the answers that called a case one pattern.

    `called`: empty for those without a choice.
    """

    line = models.ForeignKey(
        CaseVersion,
        models.CASCADE,
        related_name="tallies",
        help_text="The first version of those summed here.",
    )
    called = models.CharField(max_length=12, choices=KEY_CHOICES, blank=True)
    n = models.PositiveBigIntegerField(default=0)
    n_rest = models.PositiveBigIntegerField(default=0, help_text="Answers with an r.")
    rest = models.PositiveBigIntegerField(default=0, help_text="Sum of r, in ten-thousandths.")
    rest_squared = models.PositiveBigIntegerField(default=0, help_text="Sum of their squares.")

    objects = ResponseTallyManager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["line", "called"], name="one_tally_a_call")]

    def __str__(self) -> str:
        return f"{self.line_id} called {self.called or 'nothing'}: {self.n}"


class ItemAnalysisManager(models.Manager["ItemAnalysis"]):
    def get_queryset(self) -> "models.QuerySet[ItemAnalysis]":
        return (
            super()
            .get_queryset()
            .select_related("case", "disease", "line")
            .prefetch_related("line__tallies")
        )

    def counted(self) -> "models.QuerySet[ItemAnalysis]":
        """Return the last version of each line.

        Those of withdrawn cases are left out: answers to them count nowhere.
        """
        later = CaseVersion.objects.filter(
            line=models.OuterRef("line"), number__gt=models.OuterRef("number")
        )
        published = self.exclude(line=None).filter(case__withdrawn_at=None)
        return published.filter(~models.Exists(later))


class ItemAnalysis(CaseVersion):
    """A version of a case as the desk lists its statistics."""

    objects = ItemAnalysisManager()  # type: ignore[assignment, misc]  # of its own rows

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "what cases taught"
