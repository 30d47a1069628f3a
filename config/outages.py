"""Tell an outage of the database from a fault of ours, and whether data was kept."""

import errno
import re
from collections.abc import Callable, Iterator
from traceback import walk_tb
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

# SQLite's names of faults that pass by themselves or that an administrator removes, such as locks
# held too long or a full or read-only disk.
SQLITE_AWAY = (
    "BUSY",
    "LOCKED",
    "FULL",
    "READONLY",
    "IOERR",
    "CANTOPEN",
    "PROTOCOL",
    "NOMEM",
    "PERM",
)
# PostgreSQL's classes of such faults: connection, rollback by conflict, resources, lock,
# intervention, system; and read-only.
POSTGRES_AWAY = ("08", "40", "53", "55", "57", "58", "25006")
WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|WITH\b.*\b(INSERT|UPDATE|DELETE)\b)", re.IGNORECASE | re.DOTALL
)
DISK_AWAY = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def is_outage(fault: BaseException | None) -> bool:
    """Return whether a fault came of a database or disk that cannot serve for now."""
    return any(map(_is_away, _chain(fault)))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _is_away(fault: BaseException) -> bool:
    if isinstance(fault, OSError):
        return fault.errno in DISK_AWAY
    if not isinstance(fault, DatabaseError | InterfaceError):
        return False
    if name := getattr(fault.__cause__, "sqlite_errorname", None):
        return str(name).removeprefix("SQLITE_").startswith(SQLITE_AWAY)
    if state := getattr(fault.__cause__, "sqlstate", None):
        return str(state).startswith(POSTGRES_AWAY)
    return isinstance(fault, OperationalError | InterfaceError)


class Writes:
    """The writes of a request, watched so that error pages can say if they were kept."""

    def __init__(self) -> None:
        self.perhaps_kept = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        database = context["connection"]
        if not WRITES.match(sql):
            return execute(sql, params, many, context)
        try:
            result = execute(sql, params, many, context)
        except (DatabaseError, InterfaceError) as fault:
            self.perhaps_kept |= _is_lost(fault) and not database.in_atomic_block
            raise
        self._note(database)
        return result

    def _note(self, database: BaseDatabaseWrapper) -> None:
        if not database.in_atomic_block:
            self.perhaps_kept = True
        elif not any(entry[1] == self._keep for entry in database.run_on_commit):
            transaction.on_commit(self._keep, using=database.alias)

    def _keep(self) -> None:
        self.perhaps_kept = True

    def were_kept(self, fault: BaseException | None) -> bool:
        """Return whether anything may have been kept, given the fault; False is certain."""
        return self.perhaps_kept or any(map(_lost_in_commit, _chain(fault)))


def _is_lost(fault: BaseException) -> bool:
    """Return whether the connection broke, so that the last statement may have run.

    Nobody knows then what came of it; SQLite always knows.
    """
    cause = fault.__cause__
    if not isinstance(fault, OperationalError | InterfaceError) or hasattr(
        cause, "sqlite_errorname"
    ):
        return False
    return (getattr(cause, "sqlstate", None) or "08").startswith(("08", "57P"))


def _lost_in_commit(fault: BaseException) -> bool:
    names = (frame.f_code.co_name for frame, _ in walk_tb(fault.__traceback__))
    return _is_lost(fault) and "_commit" in names


class WritesMiddleware:
    """Sets `request.writes`, which watches what the rest of the request writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.writes = Writes()
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(request.writes):
            return self.get_response(request)
