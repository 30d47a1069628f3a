"""What every template may name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import SECTION_OF
from .unsent import owner_mark, unsent_of


def operator(request: HttpRequest) -> dict[str, Any]:
    """Who runs this site and how to reach them, as far as that is set."""
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "responsible": settings.RESPONSIBLE,
        "minimum_age": settings.MINIMUM_AGE,
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The section of the main navigation in which the page lies; empty for a page in none, and where no view is."""
    match = request.resolver_match
    return {"section": SECTION_OF.get(match.view_name, "") if match else ""}


def desk(request: HttpRequest) -> dict[str, Any]:
    """What forms of the desk say of themselves, and whether something that was sent was not taken."""
    if not hasattr(request, "user"):
        return {}
    return {
        "owner_mark": SimpleLazyObject(lambda: owner_mark(request.user)),
        "has_unsent": SimpleLazyObject(lambda: unsent_of(request) is not None),
    }
