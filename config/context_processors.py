"""What every template may name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def operator(request: HttpRequest) -> dict[str, Any]:
    """Who runs this site and how to reach them, as far as that is set."""
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "responsible": settings.RESPONSIBLE,
        "minimum_age": settings.MINIMUM_AGE,
    }
