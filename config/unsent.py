"""Keep forms that reach the desk after their session ran out, for their writers.

Each form of the desk holds a signed mark of the user it was made for. Only forms with a valid mark
are kept, for a day, in the session that signing in goes on with. They are shown to that user alone,
and never sent by themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

SESSION_KEY = "unsent"
# Hidden fields: the user that the form was made for, and the browser's name of its draft.
OWNER, DRAFT = (
    "form_owner",
    "form_draft",
)
COOKIE = "text_saved"  # tells the browser which of its drafts the server has by now
KEPT_FOR = timedelta(days=1)
OPEN_FOR = timedelta(days=7)  # how long after it was made a form is still somebody's
MOST_KEPT = 500_000  # characters of one form
MOST_DRAFTS = 5  # that one cookie names
WEEK = 60 * 60 * 24 * 7
ABOUT_THE_FORM = ("csrfmiddlewaretoken", OWNER)
# The answer in a window that was opened to add one row to a list of choices.
POPUP = "admin/popup_response.html"
_signer = signing.TimestampSigner(salt="config.unsent")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was sent and not taken: where to, its names and values in order."""

    path: str
    fields: Sequence[tuple[str, str]]
    sent_at: datetime

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, label and value of what was written in words."""
        yield from (
            (name, label_of(name), value) for name, value in self.fields if is_text(name, value)
        )

    def others(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of the rest: choices, ticks and the button pressed."""
        yield from ((name, value) for name, value in self.fields if not is_text(name, value))


def owner_mark(user: Any) -> str:
    """Return the signed mark of the user a form is made for; "" if not on the staff."""
    return _signer.sign(user.pk) if getattr(user, "is_staff", False) else ""


def texts_of(data: Any) -> list[tuple[str, str]]:
    """Return label and value of the texts in a form that was sent, without passwords."""
    return [(label_of(name), value) for name, value in _pairs(data) if is_text(name, value)]


def label_of(name: str) -> str:
    """Return a field's name as words, such as "Comments 1 text" for "comments-0-text"."""
    parts = [str(int(part) + 1) if part.isdigit() else part for part in name.split("-")]
    return " ".join(parts).replace("_", " ").strip().capitalize()


def is_text(name: str, value: str) -> bool:
    """Return whether a value is text of more than one word, and no password.

    Names that begin with "_" belong to the form itself and count as no text.
    """
    return not name.startswith("_") and "password" not in name and len(value.split()) > 1


def keep_unsent(request: HttpRequest) -> bool:
    """Keep the form that was sent for its writer, and return whether it was kept.

    A form without a valid mark, of another user, or of more than `MOST_KEPT` characters is not.
    """
    owner = _owner(request)
    if owner is None or (request.user.is_authenticated and str(request.user.pk) != owner):
        return False
    fields = [list(pair) for pair in _pairs(request.POST)]
    if sum(len(name) + len(value) for name, value in fields) > MOST_KEPT:
        return False
    where = {"owner": owner, "path": request.get_full_path(), "sent_at": timezone.now().isoformat()}
    request.session[SESSION_KEY] = {**where, "fields": fields}
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_FOR)
    return True


def unsent_of(request: HttpRequest) -> Unsent | None:
    """Return what is kept for the user who is signed in, or None.

    What is another user's, or too old, is deleted.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    sent_at = datetime.fromisoformat(kept["sent_at"])
    if kept["owner"] != str(request.user.pk) or timezone.now() - sent_at > KEPT_FOR:
        forget_unsent(request)
        return None
    return Unsent(kept["path"], [(name, value) for name, value in kept["fields"]], sent_at)


def forget_unsent(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


class UnsentMiddleware:
    """Keeps what reaches the desk too late, and names saved drafts to the browser.

    At the desk a form that was taken is answered by a redirect, and one that was not by a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not request.path.startswith(reverse("admin:index")):
            return response
        goes_to = urlsplit(response.headers.get("Location", "")).path
        if goes_to == reverse("admin:login"):
            return self._too_late(request, response)
        if _is_taken(response, goes_to):
            self._saved(request, response)
        return response

    def _too_late(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.headers.get("HX-Request"):  # help with writing, not the writing
            return HttpResponse(SIGNED_OUT.format(reverse("admin:login")))
        if not keep_unsent(request):
            return response
        return redirect(
            f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: reverse('unsent')})}"
        )

    def _saved(self, request: HttpRequest, response: HttpResponse) -> None:
        if (kept := request.session.get(SESSION_KEY)) and kept["path"] == request.get_full_path():
            forget_unsent(request)
        if (draft := request.POST.get(DRAFT, "")) and draft.isalnum():
            drafts = [name for name in request.COOKIES.get(COOKIE, "").split(".") if name.isalnum()]
            value = ".".join([*drafts, draft][-MOST_DRAFTS:])
            response.set_cookie(COOKIE, value, max_age=WEEK, samesite="Lax", secure=settings.HTTPS)


SIGNED_OUT = (
    '<p class="errornote" role="status">You are no longer signed in. <a href="{}"'
    ' target="_blank">Sign in in another tab</a>, then save here: what you have typed is not'
    " lost.</p>"
)


def _is_taken(response: HttpResponse, goes_to: str) -> bool:
    if isinstance(response, TemplateResponse) and POPUP in str(response.template_name):
        return True
    # The admin sends whoever asks for what it cannot find to its first page.
    return response.status_code == 302 and goes_to != reverse("admin:index")


def _owner(request: HttpRequest) -> str | None:
    try:
        return _signer.unsign(request.POST.get(OWNER, ""), max_age=OPEN_FOR)
    except signing.BadSignature:
        return None


def _pairs(data: Any) -> Iterator[tuple[str, str]]:
    for name, values in data.lists():
        if name not in ABOUT_THE_FORM:
            yield from ((name, value) for value in values)
