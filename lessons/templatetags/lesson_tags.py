"""What other apps' pages show of the lessons."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lessons.citations import marks_cited, reference_name
from lessons.models import Claim

register = template.Library()


@register.simple_tag
def cite(mark: str) -> SafeString:
    """A link to a claim ("S07.4"), a reference ("ref:gilhus-2016") or a finding ("finding:ptosis")."""
    found = marks_cited([mark])
    if found.references:
        (pk,) = found.references
        url, text = reverse("lessons:reference_list") + f"#{pk}", reference_name(pk)
    elif found.findings:
        (pk,) = found.findings
        url, text = reverse("knowledge:finding", args=[pk]), pk.replace("_", " ")
    else:
        url, text = Claim(pk=mark).get_absolute_url(), Claim(pk=mark).number
    return format_html('<a class="cite" href="{}">{}</a>', url, text)
