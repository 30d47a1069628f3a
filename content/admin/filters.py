"""A filter that lists of the desk share."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class StateFilter(admin.SimpleListFilter):
    """Filter a list by the state of its rows; a subclass says which states there are."""

    title = "state"
    parameter_name = "state"
    states: Mapping[str, str] = {}  # what is chosen, by the value in the address

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.states.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = self.value() or ""
        return self.rows_in_state(queryset, state) if state in self.states else queryset

    def rows_in_state(self, queryset: Any, state: str) -> QuerySet[Any]:
        """Call the method of the queryset that has the name of the state."""
        rows: QuerySet[Any] = getattr(queryset, state)()
        return rows
