"""Put the learner on the request, without a query until a view asks."""

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
from .personal_settings import PersonalSettings

# Over HTTPS the prefix keeps other hosts of the same domain from planting a cookie of their own.
COOKIE = "__Host-learner" if settings.HTTPS else "learner"
YEAR = 60 * 60 * 24 * 365
MONTH = 60 * 60 * 24 * 30
WEEK = 60 * 60 * 24 * 7
SIGNED_OUT = "signed_out"


def cookie_value(browser: uuid.UUID) -> str:
    """Return the value of a browser's cookie: its name, signed with the time.

    The signature keeps anybody from choosing a name.
    """
    return _signer().sign(str(browser))


def browser_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the random name of this browser, or None.

    None means that it has no name, or one signed more than a year ago.
    """
    return _read(request, max_age=YEAR)


def who(request: Any) -> QuerySet[Learner]:
    """Return the learner of a request as a queryset of one or none."""
    return Learner.objects.who(request.user, browser_of(request))


def guest_of(request: Any) -> Learner | None:
    """Return the learner who worked in this browser without an account, or None."""
    browser = browser_of(request)
    return Learner.objects.filter(browser=browser, user=None).first() if browser else None


class LearnerMiddleware:
    """Sets `request.learner` to a Learner or None, and the cookies of the browser.

    A view that stores something calls `become_learner(request)`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.learner = SimpleLazyObject(
            lambda: Learner.objects.known(request.user, browser_of(request))
        )
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
            # For the script that keeps unsent work, which takes all of it away and then this
            # cookie.
            response.set_cookie(
                SIGNED_OUT, "1", max_age=WEEK, samesite="Lax", secure=settings.HTTPS
            )
        return response


def name_browser(request: Any) -> uuid.UUID:
    """Return this browser's name, giving it one if it has none.

    A name of its own lets two clicks at once be known to be one learner's.
    """
    if not (name := browser_of(request) or request.new_browser):
        name = request.new_browser = uuid.uuid4()
    return name


def forget_browser(request: Any) -> None:
    """Take this browser's name away, so that its next user finds nothing."""
    if browser := browser_of(request):
        Learner.objects.leave_behind(browser)
    request.COOKIES.pop(COOKIE, None)
    request.new_browser = None
    request.browser_is_forgotten = True


def key_of(request: Any) -> str:
    """Return an opaque key of a request's account, else browser; "" for neither.

    It makes no query for a learner.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"person-{_digest('user', user.pk)}"
    browser = browser_of(request) or getattr(request, "new_browser", None)
    return f"guest-{_digest('browser', browser)}" if browser else ""


def become_learner(request: Any) -> Learner:
    """Return the learner of a request, creating one if there is none."""
    if not request.learner:
        request.learner = Learner.objects.become(request.user, name_browser(request))
    return request.learner


def settings_of(request: Any) -> PersonalSettings:
    """Return what the learner of a request has set; as it comes for nobody and for no request.

    It asks for the learner, which a page does once.
    """
    learner = getattr(request, "learner", None)
    return PersonalSettings.of(learner.settings) if learner else PersonalSettings()


def _signer() -> signing.TimestampSigner:
    return signing.get_cookie_signer(salt="learners.browser")


def _read(request: HttpRequest, *, max_age: int) -> uuid.UUID | None:
    try:
        return uuid.UUID(_signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=max_age))
    except (signing.BadSignature, ValueError):
        return None


def _renew(request: Any) -> None:
    """Renew the cookie once it is a month old, so that it lasts a year from then."""
    if (browser := browser_of(request)) and not _read(request, max_age=MONTH):
        request.new_browser = browser
        Learner.objects.see(browser)


def _digest(kind: str, name: object) -> str:
    return salted_hmac("learners.account_key", f"{kind} {name}", algorithm="sha256").hexdigest()[
        :32
    ]


def _is_anothers(request: Any) -> bool:
    """Return whether a form comes from a page that another account opened.

    The page's script sends the key of that account.
    """
    # Signing out does not change the CSRF token of a page that is open, so only this check keeps
    # one learner's belief out of another's record.
    opened_by = request.headers.get("Account-Key", "")
    return request.method == "POST" and bool(opened_by) and opened_by != key_of(request)
