"""Pages with two exits: a whole page, or for htmx the part of it that changes. A part never stands for the page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.middleware import HtmxDetails


class FragmentWish(HtmxDetails):
    """`request.htmx`, true where a part of the page is wished. Who looks has an answer that depends on it."""

    was_asked = False

    def __bool__(self) -> bool:
        """A page that the browser takes up again from its history is wished whole, although htmx asks for it."""
        self.was_asked = True
        return super().__bool__() and not self.history_restore_request


class FragmentMiddleware:
    """Puts `request.htmx` on each request, and on what depended on it what browsers and caches must know.

    Part and page have one address. Without `Vary` a browser takes one for the other, and a part that is stored comes
    back alone when somebody returns to the page.
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
