"""Tags that the forms of the authors' desk share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BaseForm

register = template.Library()


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A fault of a field or a row; `target` is the id of its element."""

    place: str
    target: str
    text: str


@register.inclusion_tag("admin/_faults.html")
def faults(form: BaseForm, formsets: Iterable[Any]) -> dict[str, Any]:
    """Render each fault of a form and of its rows as a link to its field or row.

    Faults of the form as a whole are left out; the page shows them above these.
    """
    entries = list(_of_form(form))
    for wrapped in formsets:
        rows, kind = wrapped.formset, str(wrapped.opts.verbose_name)
        entries += [
            FieldFault(kind.capitalize(), f"{rows.prefix}-group", text)
            for text in rows.non_form_errors()
        ]
        for number, row in enumerate(rows.forms):
            place = f"{kind.capitalize()} {number + 1}"
            entries += [
                FieldFault(place, f"{rows.prefix}-{number}", text)
                for text in row.non_field_errors()
            ]
            entries += _of_form(row, f"{place}, ")
    return {"faults": entries}


def _of_form(form: BaseForm, before: str = "") -> Iterator[FieldFault]:
    for field in form:
        label = str(field.label)
        place = f"{before}{label.lower() if before else label}"
        yield from (
            FieldFault(place, field.id_for_label or field.auto_id, str(text))
            for text in field.errors
        )
