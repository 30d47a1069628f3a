"""Write long jobs in short transactions, so that learners' answers do not wait.

SQLite lets one connection write at a time and keeps no queue: a connection that waits asks again,
in the end every 100 ms. So a long job writes in short transactions and pauses for longer than 100
ms after each.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

PAUSE = 0.12  # seconds; SQLite's busy handler asks again after 100 ms (sqliteDefaultBusyCallback)
Row = TypeVar("Row")


def batches_of(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@contextmanager
def part() -> Iterator[None]:
    """Run one part of a long job as a transaction of its own, then let others write.

    Raises RuntimeError within another transaction, since nobody could write in between then.
    """
    with transaction.atomic(durable=True):
        yield
    # A test runs in a transaction of its own, where nobody waits.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)


@contextmanager
def snapshot() -> Iterator[None]:
    """Show all reads the database as the first of them finds it, while others write.

    Within a transaction the reads see what that transaction has written, and no snapshot is
    made.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Django's own transaction would take the lock for writing and keep others out.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
