"""Filter the list of versions."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from content.admin.filters import StateFilter
from knowledge.patterns import PatternRule

from ..models import CaseVersion, State


class VersionStateFilter(StateFilter):
    states = {state.value: state.label for state in State}

    def rows_in_state(self, queryset: Any, state: str) -> QuerySet[CaseVersion]:
        rows: QuerySet[CaseVersion] = queryset.in_state(state)
        return rows


class NewestFilter(admin.SimpleListFilter):
    title = "version"
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("newest", "the newest of each case")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CaseVersion]
    ) -> QuerySet[CaseVersion]:
        later = CaseVersion.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
        return queryset.exclude(Exists(later)) if self.value() == "newest" else queryset


class PatternRuleFilter(admin.SimpleListFilter):
    title = "the rule of the pattern"
    parameter_name = "pattern_rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(rule.value, rule.label.lower()) for rule in PatternRule]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pattern_rule=self.value()) if self.value() else queryset
