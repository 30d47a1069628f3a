"""Collect the sections that other apps show on a learner's account page."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Section = Callable[[HttpRequest], SafeString]

_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Register a function that renders a section; a section without HTML is left out."""
    _sections.append(section)


def account_sections(request: HttpRequest) -> list[SafeString]:
    return [html for section in _sections if (html := section(request))]
