"""Context processors for every template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import SECTION_OF
from .unsent import owner_mark, unsent_of


def operator(request: HttpRequest) -> dict[str, Any]:
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "responsible": settings.RESPONSIBLE,
        "minimum_age": settings.MINIMUM_AGE,
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Add `section`, the page's section of the main navigation.

    It is empty for a page in none, and where no view answers.
    """
    match = request.resolver_match
    return {"section": SECTION_OF.get(match.view_name, "") if match else ""}


def desk(request: HttpRequest) -> dict[str, Any]:
    """Add the mark of the desk's forms, and whether sent work waits to be sent again."""
    if not hasattr(request, "user"):
        return {}
    return {
        "owner_mark": SimpleLazyObject(lambda: owner_mark(request.user)),
        "has_unsent": SimpleLazyObject(lambda: unsent_of(request) is not None),
    }
