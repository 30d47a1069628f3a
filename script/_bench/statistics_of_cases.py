"""Time a rebuild of the statistics of cases against one plain GROUP BY.

Both read the same answers. Alone, with another number of answers, on the database that DATABASE_URL
names or a new SQLite file: python script/_bench/statistics_of_cases.py 1000000
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ANSWERS = 100_000
EACH = 60  # answers of a learner; about three in four are the first to their case
ROUNDS = 3
PLAIN = (
    "SELECT version_id, first_call, COUNT(*), MAX(finished_at) FROM quiz_answer GROUP BY"
    " version_id, first_call"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        sys.path.insert(0, str(ROOT))
        import django
        from django.core.management import call_command

        django.setup()
        for name, options in (("migrate", {"verbosity": 0}), ("load_content", {})):
            call_command(name, **options)
        compare(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS)


def compare(answers: int = ANSWERS) -> None:
    """Fill the database with made-up answers, time the rebuild, and print the row."""
    from django.db import connection

    from quiz.analysis.rebuild import rebuild_tallies as steps_of_rebuild
    from quiz.analysis.rebuild import reread_all_first_calls

    _fill(answers)

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
            cursor.fetchall()

    def rebuild() -> None:
        *_, differences = steps_of_rebuild()
        if differences:
            raise RuntimeError("Two rebuilds differ.")

    # The made-up answers did not go through the pages, so their first calls are read now.
    recalled = _seconds(lambda: list(reread_all_first_calls()))
    list(steps_of_rebuild())
    with connection.cursor() as cursor:
        # Both databases do this by themselves in time.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    rounds = [(_seconds(rebuild), _seconds(plain)) for _ in range(ROUNDS)]
    ours, bare = (statistics.median(times) for times in zip(*rounds, strict=True))
    name = f"rebuilding statistics of {answers:,} answers / one GROUP BY"
    print(f"{name:52} {ours / bare:5.2f}  ({ours:.2f} s against {bare:.2f} s, {connection.vendor})")
    print(
        f"{'reading their first calls from beliefs / one GROUP BY':52} {recalled / bare:5.2f} "
        f" ({recalled:.2f} s)"
    )


def _fill(answers: int) -> None:
    from django.utils import timezone

    from cases.models import Case
    from learners.models import Learner
    from quiz.models import Answer, Attempt, Commitment, Mode

    rng, now = Random(7), timezone.now()
    versions = list(Case.objects.in_draw().values_list("current_id", flat=True))
    people = Learner.objects.bulk_create(
        Learner(browser=uuid.uuid4()) for _ in range(-(-answers // EACH))
    )
    runs = Attempt.objects.bulk_create(
        Attempt(learner=one, mode=Mode.ASSESSMENT, started_at=now, ended_at=now) for one in people
    )

    def made() -> Iterator[Any]:
        for run in runs:
            for place in range(1, EACH + 1):
                yield Answer(
                    attempt=run, version_id=rng.choice(versions), position=place, finished_at=now
                )

    for batch in _batches(made(), answers):
        stored = Answer.objects.bulk_create(batch)
        Commitment.objects.bulk_create(
            (
                _belief(Commitment, answer, stage, rng)
                for answer in stored
                for stage in ("history", "examination", "tests")
            ),
            batch_size=10_000,
        )


def _belief(kind: Any, answer: Any, stage: str, rng: Random) -> Any:
    first = rng.choice([94, 50, 34, 3])
    second = (100 - first) // 2
    return kind(
        answer=answer,
        stage=stage,
        fatigable=first,
        neurogenic=second,
        myogenic=100 - first - second,
        committed_at=answer.finished_at,
    )


def _batches(rows: Iterator[Any], number: int, size: int = 20_000) -> Iterator[list[Any]]:
    for start in range(0, number, size):
        yield [next(rows) for _ in range(min(size, number - start))]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
