"""Gather what the page of a version shows beside its form."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from content.admin.activity_log import deeds, user_of
from knowledge.current_model import current_model

from ..models import CaseVersion, State
from .extensions import extensions
from .forms import CommentForm, mark_of
from .permissions import can_comment, can_publish, can_take_back


def change_form_context(request: HttpRequest, version: CaseVersion | None) -> dict[str, Any]:
    """Return what may be done next, comments, log, and the model's reading.

    `version` is None for a new case, of which there is less to say.
    """
    context: dict[str, Any] = {
        "show_save_and_add_another": False,  # one case at a time
        "may_publish": can_publish(request),
        "alone": settings.ALLOW_SELF_APPROVAL,
    }
    if version is None:
        return context
    context |= _history(request, version) | _key(version) | _reading(version)
    if version.is_in_review:
        context |= _decision(request, version)
    for extension in extensions():
        context |= extension.context(request, version)
    return context


def _history(request: HttpRequest, version: CaseVersion) -> dict[str, Any]:
    """Return comments, log, and whether there is another version to compare with."""
    versions = version.case.versions
    return {
        "comments": list(version.comments.select_related("author")),
        "comment_form": CommentForm() if can_comment(request) else None,
        "as_read": mark_of(CaseVersion.objects.get(pk=version.pk)),
        "deeds": deeds(version.case, *versions.only("pk")),
        "comparable": versions.count() > 1,
    }


def _key(version: CaseVersion) -> dict[str, Any]:
    """Return the versions that a corrected key links with this one.

    This is the version that this draft explains anew, or the draft that explains this one.
    """
    context: dict[str, Any] = {}
    earlier = version.corrected() if version.is_draft else None
    context["unwritten"] = earlier if earlier and not earlier.is_explained else None
    if version.state == State.KEY_CORRECTED:
        context["rewriting"] = version.case.versions.filter(published_at=None).first()
    return context


def _reading(version: CaseVersion) -> dict[str, Any]:
    """Return the model's reading of the coded findings; empty if there are none."""
    reading, current = version.model_reading(), current_model()
    if reading is None or current is None:
        return {}
    return {"reading": reading, "reading_leading": current.diseases[reading.leading]}


def _decision(request: HttpRequest, version: CaseVersion) -> dict[str, Any]:
    """Return what the signed-in person may do with a version in review."""
    return {
        "may_approve": can_publish(request) and version.may_be_approved_by(user_of(request)),
        "may_take_back": can_take_back(request, version),
        "return_form": CommentForm(auto_id="return_%s"),
    }
