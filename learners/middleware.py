"""Puts the learner on the request without touching the database until somebody asks."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .models import Learner

COOKIE = "learner"
YEAR = 60 * 60 * 24 * 365


def browser_of(request: HttpRequest) -> uuid.UUID | None:
    """The random name that this browser carries, if it does."""
    try:
        return uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def who(request: Any) -> QuerySet[Learner]:
    """The learner behind a request as a queryset of one or none, to ask about them within another query."""
    return Learner.objects.who(request.user, browser_of(request))


class LearnerMiddleware:
    """`request.learner` is a Learner or None. A view that keeps something calls `become_learner(request)`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.learner = SimpleLazyObject(lambda: Learner.objects.known(request.user, browser_of(request)))
        request.new_browser = None
        response = self.get_response(request)
        if request.new_browser:
            response.set_cookie(
                COOKIE,
                str(request.new_browser),
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


def name_browser(request: Any) -> uuid.UUID:
    """Make sure that this browser carries a name, so that two clicks at once are known to be one learner's."""
    if not (name := browser_of(request) or request.new_browser):
        name = request.new_browser = uuid.uuid4()
    return name


def become_learner(request: Any) -> Learner:
    """The learner behind a request, made now if there was none."""
    if not request.learner:
        request.learner = Learner.objects.become(request.user, name_browser(request))
    return request.learner
