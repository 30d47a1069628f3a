"""Format what a person has set for themselves."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def fold(name: str) -> SafeString:
    """Return the attributes of a `<details class="fold">` whose state is remembered.

    `name`: a word for the fold, the same on all pages that show it.
    """
    return format_html('data-fold="{}"', name)
