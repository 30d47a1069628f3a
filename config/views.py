"""Serve pages that belong to no app, and error pages."""

import sys
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest
from learners.middleware import who
from lessons.figures import home_traces
from lessons.models import Lesson, ReturningQuestion
from lessons.questions import question_with_choice
from quiz.models import first_case_done
from quiz.scoring.glance import Glance
from quiz.views.resuming import what_to_resume
from quiz.views.rule import the_rule

from .outages import Writes, is_outage
from .unreadable import UnreadableError, is_unstorable
from .unsent import forget_unsent, keep_unsent, texts_of, unsent_of

RETRY_AFTER = 10  # seconds
NOT_KEPT = "What you just sent was not kept. Send it again in a moment."
PERHAPS_KEPT = (
    "What you just sent may have been kept. Look before you send it again; a belief that is sent"
    " twice counts once."
)


@require_safe
def home(request: LearnerRequest) -> HttpResponse:
    lessons: list[Any] = list(Lesson.objects.for_list(who(request)))  # each with `is_read`
    answered = question_with_choice(request.GET) if request.learner else None
    due = ReturningQuestion.objects.of_day(request.learner, timezone.localdate())
    is_over = answered and answered["id"] not in [question["id"] for question in due]
    questions = [answered, *due] if is_over else due
    resumed = what_to_resume(request.learner, timezone.now(), has_more=bool(questions))
    context = {
        "lessons": lessons,
        "minutes": sum(lesson.minutes for lesson in lessons),
        "read_n": sum(lesson.is_read for lesson in lessons),
        "questions": questions,
        "next_lesson": _next_lesson(lessons, resumed.get("glance")),
        "by_pattern": {lesson.pattern: lesson for lesson in lessons},
        "traces": home_traces(),
        "has_done_first_case": first_case_done(request.learner),
        **the_rule(),
        **resumed,
    }
    return render(request, "home.html", context)


def _next_lesson(lessons: list[Any], glance: Glance | None) -> Lesson | None:
    """Return the lesson left midway last, else the first one that was not read.

    One on the weakest pair, where there is one, goes before the others that were not begun.
    """
    unread = [lesson for lesson in lessons if not lesson.is_read]
    weak = glance.pairs[0] if glance else None
    if weak and not weak.is_told_apart and not weak.bar.is_open:
        unread.sort(key=lambda lesson: lesson.pattern not in weak.pair)
    begun = [lesson for lesson in unread if lesson.left_at]
    return max(begun, key=lambda lesson: lesson.left_at, default=unread[0] if unread else None)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Render the page for status 400 without reading the request."""
    out_of_date = isinstance(exception, BadRequest) and not isinstance(exception, UnreadableError)
    # Reading the request may be what failed.
    page = render_to_string("400.html", {"out_of_date": out_of_date})
    return HttpResponse(page, status=400, headers={"Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the page for a fault of ours, or for an outage of the database.

    It says which of the two, and whether what was sent was kept. It asks neither database nor
    session nor cache, and answers htmx in a line of plain text.
    """
    fault = sys.exc_info()[1]
    if fault and is_unstorable(fault):
        return bad_request(request, fault)
    away = is_outage(fault)
    if away and not connection.in_atomic_block:
        # A new connection may find the disk or the server working again.
        connection.close()
    context = {"away": away, "kept": _kept(request, fault)}
    status, headers = (503, {"Retry-After": str(RETRY_AFTER)}) if away else (500, {})
    headers["Cache-Control"] = "no-store"
    if "HX-Request" in request.headers:
        text = render_to_string("500.txt", context).strip()
        return HttpResponse(text, "text/plain; charset=utf-8", status=status, headers=headers)
    return HttpResponse(render_to_string("500.html", context), status=status, headers=headers)


def _kept(request: Any, fault: BaseException | None) -> str:
    """Return a sentence on whether what was sent was kept; "" if nothing was sent."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return ""
    writes: Writes | None = getattr(request, "writes", None)
    return PERHAPS_KEPT if writes is None or writes.were_kept(fault) else NOT_KEPT


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Render the refusal of a form, with what was written in it.

    Nothing was changed. At the desk the form is kept for its writer (see `keep_unsent`). Where
    it is not kept, its texts are shown again if it came from this site.
    """
    is_kept = request.path.startswith(reverse("admin:index")) and keep_unsent(request)
    # No browser lets a page of another site send this value.
    from_here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    context = {
        "is_kept": is_kept,
        "texts": texts_of(request.POST) if from_here and not is_kept else [],
    }
    return render(request, "403_csrf.html", context, status=403)


@never_cache
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what was sent to the desk too late, to be sent again or deleted."""
    kept = unsent_of(request)
    if kept is None:
        return redirect("admin:index")
    if request.method == "POST":
        forget_unsent(request)
        messages.success(request, "Thrown away.")
        return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "title": "What you sent was not saved",
        "kept": kept,
    }
    return render(request, "admin/unsent.html", context)
