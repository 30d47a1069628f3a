"""Format the log: one line for a refused request, a traceback only for own faults."""

import copy
import logging
import time

from django.http import HttpRequest

AWAY = 503


class LineFormatter(logging.Formatter):
    """A formatter that writes time (UTC), level, logger and message.

    For a request the message has method, path and status, never the query.
    """

    converter = staticmethod(time.gmtime)  # type: ignore[assignment]  # the stubs know no default for its argument

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        if not isinstance(request, HttpRequest) or status is None:
            return super().format(record)
        copied_record = copy.copy(record)
        copied_record.msg, copied_record.args = (
            f"{status} {request.method} {request.path} {_reason(record, request)}".strip(),
            (),
        )
        # A request that was refused, or met by an outage, is no fault of the code.
        if status < 500 or status == AWAY:
            copied_record.exc_info = copied_record.exc_text = None
        copied_record.msg = _one_line(copied_record.msg)
        return super().format(copied_record)


def _reason(record: logging.LogRecord, request: HttpRequest) -> str:
    """Return what Django says of a request, without its path, and any database fault."""
    reason = record.getMessage().removesuffix(_one_line(request.path)).removesuffix(": ")
    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if getattr(record, "status_code", None) == AWAY and fault:
        reason += f" ({type(fault).__name__}: {str(fault).strip()})"
    return reason


def _one_line(text: str) -> str:
    """Write whatever does not print, such as a line break, as an escape."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
