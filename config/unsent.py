"""What was sent to the desk and not taken, since its session had run out: kept for whoever wrote it, and offered again.

Each form of the desk says, signed, for whom it was made. Only what carries that mark is kept, in the session that
signing in goes on with, for a day; it is shown to that person alone, and never sent on by itself.
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
OWNER, DRAFT = (
    "form_owner",
    "form_draft",
)  # what a form says of itself: for whom it was made, by which draft the browser keeps it
COOKIE = "text_saved"  # tells the browser which of its drafts the server has by now
KEPT_FOR = timedelta(days=1)
OPEN_FOR = timedelta(days=7)  # how long after it was made a form is still somebody's
MOST_KEPT = 500_000  # characters of one form
MOST_DRAFTS = 5  # that one cookie names
WEEK = 60 * 60 * 24 * 7
ABOUT_THE_FORM = ("csrfmiddlewaretoken", OWNER)
POPUP = "admin/popup_response.html"  # what a window answers that was opened to add one row to a list of choices
_signer = signing.TimestampSigner(salt="config.unsent")


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody sent, as names and values in order, and where to."""

    path: str
    fields: Sequence[tuple[str, str]]
    sent_at: datetime

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """What was written in words: name, label, value."""
        yield from ((name, label_of(name), value) for name, value in self.fields if is_text(name, value))

    def others(self) -> Iterator[tuple[str, str]]:
        """What goes along unseen: choices, ticks, and the button that was pressed."""
        yield from ((name, value) for name, value in self.fields if not is_text(name, value))


def owner_mark(user: Any) -> str:
    """The mark that a form carries, for whom it was made; "" for nobody on the staff."""
    return _signer.sign(user.pk) if getattr(user, "is_staff", False) else ""


def texts_of(data: Any) -> list[tuple[str, str]]:
    """Label and value of all that was written in words in a form that was sent; no passwords."""
    return [(label_of(name), value) for name, value in _pairs(data) if is_text(name, value)]


def label_of(name: str) -> str:
    """A field in words: "history" is "History", "comments-0-text" is "Comments 1 text"."""
    parts = [str(int(part) + 1) if part.isdigit() else part for part in name.split("-")]
    return " ".join(parts).replace("_", " ").strip().capitalize()


def is_text(name: str, value: str) -> bool:
    """Whether somebody wrote it in words: more than one of them, and in no field of the form's own."""
    return not name.startswith("_") and "password" not in name and len(value.split()) > 1


def keep(request: HttpRequest) -> bool:
    """Keep what was sent until whoever wrote it is back; whether it was kept."""
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
    """What is kept for whoever is signed in. What is another's, or too old, is thrown away."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    sent_at = datetime.fromisoformat(kept["sent_at"])
    if kept["owner"] != str(request.user.pk) or timezone.now() - sent_at > KEPT_FOR:
        forget(request)
        return None
    return Unsent(kept["path"], [(name, value) for name, value in kept["fields"]], sent_at)


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


class UnsentMiddleware:
    """Keeps what reaches the desk too late, and tells the browser which drafts were saved.

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
        if not keep(request):
            return response
        return redirect(f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: reverse('unsent')})}")

    def _saved(self, request: HttpRequest, response: HttpResponse) -> None:
        if (kept := request.session.get(SESSION_KEY)) and kept["path"] == request.get_full_path():
            forget(request)
        if (draft := request.POST.get(DRAFT, "")) and draft.isalnum():
            drafts = [name for name in request.COOKIES.get(COOKIE, "").split(".") if name.isalnum()]
            value = ".".join([*drafts, draft][-MOST_DRAFTS:])
            response.set_cookie(COOKIE, value, max_age=WEEK, samesite="Lax", secure=settings.HTTPS)


SIGNED_OUT = (
    '<p class="errornote" role="status">You are no longer signed in. <a href="{}" target="_blank">Sign in in another '
    "tab</a>, then save here: what you have typed is not lost.</p>"
)


def _is_taken(response: HttpResponse, goes_to: str) -> bool:
    """A redirect says so, but not the one to the first page: that is where the admin sends what it cannot find."""
    if isinstance(response, TemplateResponse) and POPUP in str(response.template_name):
        return True
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
