"""Log what is done to a row at the desk, and route the buttons that do it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ..models import Proposal


def user_of(request: HttpRequest) -> User:
    """Return the person who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def button_paths(desk: admin.ModelAdmin, **views: Callable[..., HttpResponse]) -> list[Any]:
    """Return an address for each button of a row, for POST only.

    The name of "publish" is `admin:content_proposal_publish`.
    """
    label = f"{desk.opts.app_label}_{desk.opts.model_name}"
    return [
        path(
            f"<int:pk>/{verb}/",
            desk.admin_site.admin_view(require_POST(view)),
            name=f"{label}_{verb}",
        )
        for verb, view in views.items()
    ]


def log(request: HttpRequest, row: Any, message: str) -> None:
    """Log an action on a row."""
    LogEntry.objects.log_actions(user_of(request).pk, [row], CHANGE, message)  # type: ignore[attr-defined]


def log_addition(request: HttpRequest, row: Any, message: str) -> None:
    """Log how a row was made."""
    LogEntry.objects.log_actions(user_of(request).pk, [row], ADDITION, message)  # type: ignore[attr-defined]


def log_proposal(request: HttpRequest, proposal: Proposal, message: str) -> None:
    """Log an action on a proposal and on the row that it changes, if there is one."""
    for row in filter(None, (proposal, proposal.target)):
        log(request, row, message)


def deeds(*rows: Any) -> QuerySet[LogEntry]:
    """Return the log entries of these rows, newest first."""
    about = Q(pk__in=[])
    for row in rows:
        about |= Q(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    return LogEntry.objects.filter(about).select_related("user").order_by("-action_time", "-pk")


def copy_log(source: Any, target: Any) -> None:
    """Copy the log of one row to another; its first entry becomes the addition."""
    content_type = ContentType.objects.get_for_model(target)
    copies = list(deeds(source).order_by("pk"))
    for n, entry in enumerate(copies):
        entry.pk = None
        entry.content_type = content_type
        entry.object_id = str(target.pk)
        entry.object_repr = str(target)[:200]
        entry.action_flag = CHANGE if n else ADDITION
        entry._state.adding = True
    LogEntry.objects.bulk_create(copies)
