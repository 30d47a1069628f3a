"""Rank what search fields and pickers of the desk find by its fit."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest

from ..matching import Fit, Named, best

Names = Callable[[QuerySet[Any]], Mapping[Any, Named]]


def own_names(rows: QuerySet[Any]) -> dict[Any, Named]:
    """Return the names by which each row is found, by key."""
    return {row.pk: row.named for row in rows}


def ranked_search(names: Names = own_names) -> Any:
    """Make a `get_search_results` for a page of the admin: best fit first.

    `names`: returns what each row is found by, by key, in the order of the list.
    """

    def get_search_results(
        desk: Any, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        matches = best(search_term, names(queryset))
        rows = queryset.filter(pk__in=[pk for pks in matches.values() for pk in pks])
        return by_fit(request, rows, matches), False

    return get_search_results


def by_fit(
    request: HttpRequest, rows: QuerySet[Any], matches: Mapping[Fit, list[Any]]
) -> QuerySet[Any]:
    """Order rows by their fit, best first, unless the list is sorted by a column.

    `matches`: the keys of the rows by fit.
    """
    if ORDER_VAR in request.GET or not matches:
        return rows
    fit = Case(*(When(pk__in=pks, then=int(fit)) for fit, pks in matches.items()), default=len(Fit))
    return rows.order_by(fit, *(rows.query.order_by or rows.model._meta.ordering or ["pk"]))


class PickerView(AutocompleteJsonView):
    """The answer to a search in a picker, in the words of `in_picker` of the page."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        in_picker = getattr(self.model_admin, "in_picker", str)
        return {**result, "text": in_picker(obj)}
