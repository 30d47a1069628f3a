"""Long writing in parts, so that a learner who commits a belief never waits for long.

SQLite lets one connection write at a time and keeps no queue: who waits asks again, every 100 ms in the end. So what
writes much does so in short transactions, and stays away for longer than that after each.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

PAUSE = 0.12  # seconds; SQLite's busy handler asks again after 100 ms (sqliteDefaultBusyCallback)
Row = TypeVar("Row")


def parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """These rows in their order, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@contextmanager
def part() -> Iterator[None]:
    """A transaction of a long job, of which others are stored already; after it, whoever waits gets in.

    Raises RuntimeError within another transaction, since nobody would get in then.
    """
    with transaction.atomic(durable=True):
        yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:  # in a test's own transaction nobody waits
        time.sleep(PAUSE)


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads that see the database as it stands at the first of them, while others go on writing.

    Within a transaction, whose own writing they are to see, they see just that.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # a transaction of Django's would keep others from writing
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
