"""Format what a person has set for themselves."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from learners.middleware import settings_of

register = template.Library()


@register.simple_tag(takes_context=True)
def html_attributes(context: Mapping[str, Any]) -> SafeString:
    """Return the attributes of `<html>` that say what its reader has set; none as it comes."""
    attributes = settings_of(context.get("request")).attributes
    return format_html_join("", ' {}="{}"', attributes.items())


@register.simple_tag(takes_context=True)
def fold(context: Mapping[str, Any], name: str, *, comes_open: bool = False) -> SafeString:
    """Return the attributes of a `<details class="fold">` whose state is remembered.

    `name`: a word for the fold, the same on all pages that show it; see `FOLD_NAME`. One that
    `comes_open` stands open until somebody closes it.
    """
    is_open = settings_of(context.get("request")).stands_open(name, comes_open=comes_open)
    return format_html('data-fold="{}"{}', name, " open" if is_open else "")
