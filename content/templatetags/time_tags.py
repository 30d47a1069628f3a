"""Times and days. A page says them in UTC and in words; its script turns them into the zone of the reader."""

from datetime import UTC, date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A point in time, to the minute: "28 November 2026, 13:05 UTC"; nothing for none."""
    return _moment(at, "minute", "j F Y, H:i") if at else ""


@register.simple_tag
def moment_day(at: datetime | None) -> SafeString | str:
    """The day of a point in time, which may be another one in the reader's zone: "28 November 2026 UTC"."""
    return _moment(at, "day", "j F Y") if at else ""


@register.simple_tag
def day(of: date) -> SafeString:
    """A day that is the same in every zone: "28 November 2026"."""
    return format_html('<time datetime="{}">{}</time>', of.isoformat(), date_format(of, "j F Y"))


def _moment(at: datetime, kind: str, style: str) -> SafeString:
    at = at.astimezone(UTC)
    told = f"{date_format(at, style)} UTC"
    exact = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" data-moment="{}">{}</time>', exact, kind, told)
