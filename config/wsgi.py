"""The entry for application servers."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(WSGIRequest):
    """A request whose content type may be anything; Django lets a fault in it out before any error page is at hand."""

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # unknown to the stubs
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", {"charset": "unreadable"}


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Handler()
