"""Refuse unreadable requests before any view, form or database meets them."""

import codecs
import json
import re
from collections.abc import Callable, Iterable
from traceback import walk_tb
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError

NUL = "\0"
# How JSON writes a NUL or half a surrogate pair. Only JSON is searched for them, since prose may
# name them.
ESCAPED = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)
# PostgreSQL's codes for too large a number, and for characters that it cannot store.
OUT_OF_RANGE = (
    "22003",
    "22021",
    "22P05",
)


class UnreadableError(BadRequest):
    """A request that is not UTF-8 text, or that holds a NUL.

    No text holds a NUL, and PostgreSQL refuses it.
    """


class RefuseUnreadableMiddleware:
    """Answers 400 to an address, query or form that is not UTF-8 or holds a NUL.

    Cookies that hold a NUL are dropped. Files in a form may hold anything. A large form to a
    view exempt from the CSRF check is left unread, so that the view may refuse it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _refuse_charset(request.content_params)
        if NUL in request.path_info:
            raise UnreadableError("The address holds a NUL.")
        _refuse_undecodable(
            request.META.get("QUERY_STRING", "").encode("latin-1", "replace"), "query"
        )
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if NUL not in name + value
        }
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        if request.method == "POST" and not (
            getattr(view, "csrf_exempt", False) and _is_large(request)
        ):
            refuse_unreadable_form(request)


def _is_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return (
        not length.isdigit()
        or len(length) > 9
        or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )


def refuse_unreadable_form(request: HttpRequest) -> None:
    """Read the posted form.

    Raises UnreadableError if it is not UTF-8, or holds a NUL or half a surrogate pair.
    """
    try:
        form, files = request.POST, request.FILES
    except UnreadablePostError:  # the browser went away
        return
    if request.content_type == "application/x-www-form-urlencoded":
        _refuse_undecodable(request.body, "form")
    names = (file.name or "" for name in files for file in files.getlist(name))
    if any(NUL in text or _hides_no_text(text) for text in (*_texts(form), *files, *names)):
        raise UnreadableError("The form holds a NUL or half a sign.")


def is_unstorable(fault: BaseException | None) -> bool:
    """Return whether a fault came of a value that cannot be asked for or stored.

    Such a value is too large a number, or no number where one is kept.
    """
    # Such values are sent by hand, past the choices on a page; looking each of them up first would
    # cost a query.
    if isinstance(fault, DataError):
        return getattr(fault.__cause__, "sqlstate", None) in OUT_OF_RANGE
    if isinstance(fault, OverflowError):
        return "SQLite" in str(fault)
    if isinstance(fault, UnicodeEncodeError):
        return fault.reason == "surrogates not allowed"
    frames = [frame.f_code.co_name for frame, _ in walk_tb(fault.__traceback__)] if fault else []
    return isinstance(fault, ValueError) and frames[-1:] == ["get_prep_value"]


def _texts(form: QueryDict) -> Iterable[str]:
    for name, values in form.lists():
        yield name
        yield from map(str, values)


def _hides_no_text(text: str) -> bool:
    """Return whether a text is JSON with an escaped NUL or half a surrogate pair."""
    if not ESCAPED.search(text):
        return False
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
        plain.encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        return False
    return bool(re.search(r"(?<!\\)(\\\\)*\\u0000", plain))


def _refuse_charset(params: dict[str, str] | None) -> None:
    charset = (params or {}).get("charset", "utf-8")
    try:
        codec_name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        codec_name = ""
    if codec_name != "utf-8":
        raise UnreadableError("Only UTF-8 is read.")


def _refuse_undecodable(encoded: bytes, where: str) -> None:
    if b"%" not in encoded and encoded.isascii() and b"\0" not in encoded:
        return
    try:
        text = unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError as fault:
        raise UnreadableError(f"The {where} is not UTF-8.") from fault
    if NUL in text:
        raise UnreadableError(f"The {where} holds a NUL.")
