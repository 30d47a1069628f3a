"""Puts the learner on the request without touching the database until somebody asks."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from .models import Learner

# Over HTTPS the prefix keeps other hosts of the same domain from planting a cookie of their own.
COOKIE = "__Host-learner" if settings.HTTPS else "learner"
YEAR = 60 * 60 * 24 * 365
MONTH = 60 * 60 * 24 * 30
WEEK = 60 * 60 * 24 * 7
SIGNED_OUT = "signed_out"


def cookie_value(browser: uuid.UUID) -> str:
    """What the cookie of a browser says: its name, signed with the time, so that nobody chooses one."""
    return _signer().sign(str(browser))


def browser_of(request: HttpRequest) -> uuid.UUID | None:
    """The random name that this browser was given here within a year, if it was."""
    return _read(request, max_age=YEAR)


def who(request: Any) -> QuerySet[Learner]:
    """The learner behind a request as a queryset of one or none, to ask about them within another query."""
    return Learner.objects.who(request.user, browser_of(request))


def guest_of(request: Any) -> Learner | None:
    """Who worked in this browser without an account, if anybody did."""
    browser = browser_of(request)
    return Learner.objects.filter(browser=browser, user=None).first() if browser else None


class LearnerMiddleware:
    """`request.learner` is a Learner or None. A view that keeps something calls `become_learner(request)`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.learner = SimpleLazyObject(lambda: Learner.objects.known(request.user, browser_of(request)))
        request.new_browser = None
        request.browser_is_forgotten = request.has_signed_out = False
        _renew(request)
        if _is_anothers(request):
            return HttpResponse("This page was opened by somebody else.", "text/plain", status=409)
        response = self.get_response(request)
        if request.new_browser:
            response.set_cookie(
                COOKIE,
                cookie_value(request.new_browser),
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.HTTPS or request.is_secure(),
            )
        elif request.browser_is_forgotten:
            response.delete_cookie(COOKIE, samesite="Lax")
        if request.has_signed_out:
            # For the script that keeps unsent work, which takes all of it away and then this cookie.
            response.set_cookie(SIGNED_OUT, "1", max_age=WEEK, samesite="Lax", secure=settings.HTTPS)
        return response


def name_browser(request: Any) -> uuid.UUID:
    """Make sure that this browser carries a name, so that two clicks at once are known to be one learner's."""
    if not (name := browser_of(request) or request.new_browser):
        name = request.new_browser = uuid.uuid4()
    return name


def forget_browser(request: Any) -> None:
    """Take this browser's name away: whoever sits here next gets another, and finds nothing."""
    if browser := browser_of(request):
        Learner.objects.leave_behind(browser)
    request.COOKIES.pop(COOKIE, None)
    request.new_browser = None
    request.browser_is_forgotten = True


def key_of(request: Any) -> str:
    """An opaque name of who is behind a request: of a person, else of the browser; "" for nobody. Asks no row."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"person-{_digest('user', user.pk)}"
    browser = browser_of(request) or getattr(request, "new_browser", None)
    return f"guest-{_digest('browser', browser)}" if browser else ""


def become_learner(request: Any) -> Learner:
    """The learner behind a request, made now if there was none."""
    if not request.learner:
        request.learner = Learner.objects.become(request.user, name_browser(request))
    return request.learner


def _signer() -> signing.TimestampSigner:
    return signing.get_cookie_signer(salt="learners.browser")


def _read(request: HttpRequest, *, max_age: int) -> uuid.UUID | None:
    try:
        return uuid.UUID(_signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=max_age))
    except (signing.BadSignature, ValueError):
        return None


def _renew(request: Any) -> None:
    """Once a month the year begins anew, so that nobody who still works here loses their place."""
    if (browser := browser_of(request)) and not _read(request, max_age=MONTH):
        request.new_browser = browser
        Learner.objects.see(browser)


def _digest(kind: str, name: object) -> str:
    return salted_hmac("learners.account_key", f"{kind} {name}", algorithm="sha256").hexdigest()[:32]


def _is_anothers(request: Any) -> bool:
    """Whether what is sent comes from a page that was opened by another account: its script says by which.

    Signing out leaves the token of forms as it is, so that this alone keeps one learner's belief from another's record.
    """
    opened_by = request.headers.get("Account-Key", "")
    return request.method == "POST" and bool(opened_by) and opened_by != key_of(request)
