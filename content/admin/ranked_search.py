"""At the authors' desk: what a search field or a picker finds comes in the order of its fit."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest

from ..matching import Fit, Named, best


class RankedSearchMixin(admin.ModelAdmin):
    """For lists and pickers of what has names: the best fit first, unless a column is to order the list."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        """What each row is found by, by key, in the order of the list."""
        return {row.pk: row.named for row in queryset}

    def in_picker(self, row: Any) -> str:
        """What a picker shows of a row."""
        return str(row)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = best(search_term, self.shelf(queryset))
        rows = queryset.filter(pk__in=[pk for pks in found.values() for pk in pks])
        return self._by_fit(request, rows, found), False

    def _by_fit(self, request: HttpRequest, rows: QuerySet[Any], found: Mapping[Fit, list[Any]]) -> QuerySet[Any]:
        if ORDER_VAR in request.GET or not found:
            return rows
        fit = Case(*(When(pk__in=pks, then=int(fit)) for fit, pks in found.items()), default=len(Fit))
        return rows.order_by(fit, *(rows.query.order_by or self.model._meta.ordering or ["pk"]))


class PickerView(AutocompleteJsonView):
    """Answers what is typed in a picker."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        told = super().serialize_result(obj, to_field_name)
        desk = self.model_admin
        return {**told, "text": desk.in_picker(obj)} if isinstance(desk, RankedSearchMixin) else told
