"""Pages that belong to no app, and those that say what went wrong."""

import sys
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .outages import Writes, is_outage
from .unreadable import UnreadableError, is_unstorable

RETRY_AFTER = 10  # seconds
NOT_KEPT = "What you just sent was not kept. Send it again in a moment."
PERHAPS_KEPT = (
    "What you just sent may have been kept. Look before you send it again; a belief that is sent twice counts once."
)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers 200 while the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Who answers for the data, what is kept, why, how long, and how it is taken out and deleted."""
    return render(request, "privacy.html")


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Without the request, whose reading may be what failed."""
    out_of_date = isinstance(exception, BadRequest) and not isinstance(exception, UnreadableError)
    page = render_to_string("400.html", {"out_of_date": out_of_date})
    return HttpResponse(page, status=400, headers={"Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke, or the database is away: says which, and whether what was sent was kept.

    Asks neither database nor session nor cache, and answers htmx in a line of plain text.
    """
    fault = sys.exc_info()[1]
    if fault and is_unstorable(fault):
        return bad_request(request, fault)
    away = is_outage(fault)
    if away and not connection.in_atomic_block:
        connection.close()  # a new one may find the disk or the server as it is by then
    context = {"away": away, "kept": _kept(request, fault)}
    status, headers = (503, {"Retry-After": str(RETRY_AFTER)}) if away else (500, {})
    headers["Cache-Control"] = "no-store"
    if "HX-Request" in request.headers:
        text = render_to_string("500.txt", context).strip()
        return HttpResponse(text, "text/plain; charset=utf-8", status=status, headers=headers)
    return HttpResponse(render_to_string("500.html", context), status=status, headers=headers)


def _kept(request: Any, fault: BaseException | None) -> str:
    """A sentence on what was sent, if anything was."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return ""
    writes: Writes | None = getattr(request, "writes", None)
    return PERHAPS_KEPT if writes is None or writes.were_kept(fault) else NOT_KEPT
