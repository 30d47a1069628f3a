"""What the pages of the authors' desk share: who acts, the buttons of a row, and the log of what was done."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST


def user_of(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def button_paths(desk: admin.ModelAdmin, **views: Callable[..., HttpResponse]) -> list[Any]:
    """An address for each button of a row, for POST only: "publish" is `admin:content_proposal_publish`."""
    label = f"{desk.opts.app_label}_{desk.opts.model_name}"
    return [
        path(f"<int:pk>/{verb}/", desk.admin_site.admin_view(require_POST(view)), name=f"{label}_{verb}")
        for verb, view in views.items()
    ]


def log(request: HttpRequest, row: Any, message: str) -> None:
    """Note what was done to a row."""
    LogEntry.objects.log_actions(user_of(request).pk, [row], CHANGE, message)  # type: ignore[attr-defined]


def deeds(*rows: Any) -> QuerySet[LogEntry]:
    """Who did what to these rows, the last first."""
    about = Q(pk__in=[])
    for row in rows:
        about |= Q(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    return LogEntry.objects.filter(about).select_related("user").order_by("-action_time", "-pk")
