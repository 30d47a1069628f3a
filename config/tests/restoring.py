"""What tests commit is taken back by copying the database as it was made, not by emptying and
filling it again.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection, transaction

from config.tests import rows


class RequestsUnderWay:
    """What the server of browser tests is answering; a page that was closed does not stop it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, **_: Any) -> None:
        self._add(1)

    def _finished(self, **_: Any) -> None:
        self._add(-1)

    def _add(self, change: int) -> None:
        if threading.current_thread() is threading.main_thread():
            return  # the test's own client, which has its answer before the test ends
        with self._changed:
            self._count += change
            self._changed.notify_all()

    def wait_for_none(self) -> None:
        """Return once nothing is being answered; `TimeoutError` after half a minute."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count <= 0, timeout=30):
                raise TimeoutError("The server of the browser tests did not come to rest.")


def remembered() -> Callable[[], None]:
    """Remember what the database holds now; what this gives puts it back, once nothing asks it."""
    connection.ensure_connection()
    under_way = RequestsUnderWay()
    put_back = _copied() if connection.vendor == "sqlite" else _refilled()

    def restore() -> None:
        under_way.wait_for_none()
        put_back()

    return restore


def _copied() -> Callable[[], None]:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    return lambda: kept.backup(connection.connection)


def _refilled() -> Callable[[], None]:
    kept = rows.taken()
    tables = [model._meta.db_table for model in rows.stored_models()]
    held = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {rows.quoted(table)})" for table in tables
    )

    def restore() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(held)
            for (table,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {rows.quoted(table)}")
            rows.put(kept)

    return restore
