"""How the log reads: one line for a request that was refused, a traceback only where the fault is ours."""

import copy
import logging
import time

from django.http import HttpRequest

AWAY = 503


class LineFormatter(logging.Formatter):
    """Time (UTC), level, logger, message; of a request also method, path and status, never its query."""

    converter = staticmethod(time.gmtime)  # type: ignore[assignment]  # the stubs know no default for its argument

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        if not isinstance(request, HttpRequest) or status is None:
            return super().format(record)
        told = copy.copy(record)
        told.msg, told.args = f"{status} {request.method} {request.path} {_reason(record, request)}".strip(), ()
        if status < 500 or status == AWAY:
            told.exc_info = told.exc_text = None
        told.msg = _one_line(told.msg)
        return super().format(told)


def _reason(record: logging.LogRecord, request: HttpRequest) -> str:
    """What Django says of it, without the path, and what went wrong with the database."""
    said = record.getMessage().removesuffix(_one_line(request.path)).removesuffix(": ")
    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if getattr(record, "status_code", None) == AWAY and fault:
        said += f" ({type(fault).__name__}: {str(fault).strip()})"
    return said


def _one_line(text: str) -> str:
    """The text with whatever does not print, such as a line break, written as an escape."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
