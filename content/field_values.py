"""Read the fields of a row as plain values to store and as words to show."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.utils.text import capfirst


def said(
    row: Any, names: Iterable[str], chosen: Mapping[str, Iterable[Any]] | None = None
) -> dict[str, Any]:
    """Return the values of these fields of a row as JSON can hold them; links as keys.

    `chosen`: the rows to link with, by field, where the links are not stored yet. Space around
    a text and the style of its line ends are dropped.
    """
    return {name: _plain(row, row._meta.get_field(name), chosen or {}) for name in names}


def as_sent(form: type[BaseForm], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values (see `said`) as a form with these fields would send them."""
    fields: Mapping[str, Any] = form.base_fields  # type: ignore[attr-defined]
    return {
        name: fields[name].prepare_value(value) for name, value in values.items() if name in fields
    }


def values_in_words(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the values (see `said`) as text to read, by the label of each field."""
    fields = {name: model._meta.get_field(name) for name in values}
    return {
        capfirst(str(getattr(field, "verbose_name", name))): _words(field, values[name])
        for name, field in fields.items()
    }


def _plain(row: Any, field: Any, chosen: Mapping[str, Iterable[Any]]) -> Any:
    if field.many_to_many:
        linked = (
            chosen[field.name]
            if field.name in chosen
            else getattr(row, field.name).all()
            if row.pk
            else []
        )
        return sorted(str(one.pk) for one in linked)
    if field.is_relation:
        return str(getattr(row, field.attname) or "")
    value = getattr(row, field.attname)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _words(field: Any, value: Any) -> str:
    if field.is_relation:
        rows = field.related_model._default_manager.in_bulk(
            value if isinstance(value, list) else [value] * bool(value)
        )
        return "\n".join(str(row) for row in rows.values())
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, indent=1, ensure_ascii=False)
    return "" if value is None else str(value)
