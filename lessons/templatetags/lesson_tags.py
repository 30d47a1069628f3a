"""Tags about lessons for pages of other apps."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lessons.citations import marks_cited, reference_name

from ..models import Claim

register = template.Library()


@register.simple_tag
def cite(mark: str) -> SafeString:
    """Render a link to a claim, a reference or a finding.

    They are marked as "S07.4", "ref:gilhus-2016" and "finding:ptosis".
    """
    citations = marks_cited([mark])
    if citations.references:
        (pk,) = citations.references
        url, text = reverse("lessons:reference_list") + f"#{pk}", reference_name(pk)
    elif citations.findings:
        (pk,) = citations.findings
        url, text = reverse("knowledge:finding", args=[pk]), pk.replace("_", " ")
    else:
        url, text = Claim(pk=mark).get_absolute_url(), Claim(pk=mark).number
    return format_html('<a class="cite" href="{}">{}</a>', url, text)
