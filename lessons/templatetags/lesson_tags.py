"""What other apps' pages show of the lessons."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lessons.models import Claim

register = template.Library()


@register.simple_tag
def statements_taught(ids: Sequence[str]) -> list[Claim]:
    """The claims with these ids, each with the first lesson that teaches it, in one query."""
    return list(Claim.objects.filter(pk__in=ids).with_lesson())


@register.simple_tag
def cite(mark: str) -> SafeString:
    """A link to a claim in the register ("S07.4") or to a reference ("ref:gilhus-2016")."""
    if mark.startswith("ref:"):
        pk = mark.removeprefix("ref:")
        url, text = reverse("lessons:reference_list") + f"#{pk}", pk.replace("-", " ").title()
    else:
        url, text = reverse("lessons:source_list") + f"#{mark}", Claim(pk=mark).number
    return format_html('<a class="cite" href="{}">{}</a>', url, text)
