"""Tell views whether htmx asks for a part of a page, and set cache headers for it.

Such a page has two exits: the whole page, or the part of it that changes.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.middleware import HtmxDetails


class FragmentWish(HtmxDetails):
    """The value of `request.htmx`: true if a part of the page is asked for.

    It notes in `was_asked` that a view has looked, since the answer then depends on it.
    """

    was_asked = False

    def __bool__(self) -> bool:
        """Return whether a part is asked for; never when history is restored."""
        self.was_asked = True
        # htmx asks for a page that is restored from its history too, but needs all of it.
        return super().__bool__() and not self.history_restore_request


class FragmentMiddleware:
    """Sets `request.htmx`, and the cache headers of answers that depended on it.

    Part and page have one address. Without `Vary` a browser takes one for the other, and a
    stored part comes back alone when somebody returns to the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wish = request.htmx = FragmentWish(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if wish.was_asked:
            patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
            if wish:
                add_never_cache_headers(response)
        return response
