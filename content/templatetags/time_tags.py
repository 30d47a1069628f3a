"""Tags for times and days.

A page shows them in words and in UTC; its script turns them into the reader's time zone.
"""

from datetime import UTC, date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """Render a point in time to the minute: "28 November 2026, 13:05 UTC".

    None gives an empty text.
    """
    return _moment(at, "minute", "j F Y, H:i") if at else ""


@register.simple_tag
def moment_day(at: datetime | None) -> SafeString | str:
    """Render the day of a point in time: "28 November 2026 UTC".

    In the reader's time zone it may be another day. None gives an empty text.
    """
    return _moment(at, "day", "j F Y") if at else ""


@register.simple_tag
def day(of: date) -> SafeString:
    """Render a day that is the same in every time zone: "28 November 2026"."""
    return format_html('<time datetime="{}">{}</time>', of.isoformat(), date_format(of, "j F Y"))


def _moment(at: datetime, kind: str, style: str) -> SafeString:
    at = at.astimezone(UTC)
    text = f"{date_format(at, style)} UTC"
    exact = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" data-moment="{}">{}</time>', exact, kind, text)
