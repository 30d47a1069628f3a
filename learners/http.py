from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from .models import Learner

YEAR = timedelta(days=365)


class LearnerRequest(HttpRequest):
    """A request as the views of learners' pages get it.

    `learner`: None before anything was stored of them. `htmx`: true if a part of the page is
    asked for.
    """

    learner: Learner | None
    has_signed_out: bool
    htmx: HtmxDetails


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    """Let this browser keep a choice for a year, in a cookie of this name; drop it for no value."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True
    )
