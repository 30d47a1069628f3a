"""What other apps show on a learner's page of data."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Section = Callable[[HttpRequest], SafeString]

_sections: list[Section] = []


def register(section: Section) -> None:
    """Make known what renders a section; an empty one is not shown."""
    _sections.append(section)


def sections(request: HttpRequest) -> list[SafeString]:
    """The sections for who asks, as HTML."""
    return [html for section in _sections if (html := section(request))]
