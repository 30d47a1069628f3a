"""At the authors' desk: what a search field or a picker finds comes in the order of its fit."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from content.admin.ranked_search import RankedSearchMixin
from content.matching import Named, best
from knowledge.models import Disease
from knowledge.patterns import Pattern

from .models import Case, CaseVersion


class RankedCasesMixin(RankedSearchMixin):
    """Cases by title, code, author, pattern and any name of the disease."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        """By the version that learners meet, or else the newest."""
        versions = CaseVersion.objects.filter(case__in=queryset.order_by())
        newest_last = versions.order_by("case_id", F("current_of").asc(nulls_first=True), "number")
        return _version_shelf(newest_last, "case_id")

    def in_picker(self, row: Case) -> str:
        return row.in_words


class RankedVersionsMixin(RankedSearchMixin):
    """Versions of cases, likewise; after them those whose text holds the words."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        return _version_shelf(queryset, "pk")

    def in_picker(self, row: CaseVersion) -> str:
        return f"{row}, {row.disease}"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        queryset = queryset.select_related("case", "disease")
        in_text, may_repeat = super(RankedSearchMixin, self).get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return in_text, may_repeat
        found = best(search_term, self.shelf(queryset))
        listed = Q(pk__in=[pk for pks in found.values() for pk in pks])
        rows = queryset.filter(listed | Q(pk__in=in_text.order_by().values("pk")))
        return self._by_fit(request, rows, found), False


class CaseField(forms.ModelChoiceField):
    """A case, by title and disease: authors know them by these."""

    def label_from_instance(self, case: Any) -> str:
        return case.in_words


class CasePickerMixin(admin.options.BaseModelAdmin):
    """For forms and rows in which a case is picked."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Case:
            kwargs |= {"form_class": CaseField, "queryset": Case.objects.in_words()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _version_shelf(versions: QuerySet[Any], key: str) -> dict[Any, Named]:
    """Of versions with the same key the last one counts."""
    called = {row.pk: row.names for row in Disease.objects.all()}
    listed = versions.values_list(key, "title", "case__code", "disease_id", "disease__pattern", "created_by__username")
    return {
        pk: Named([title, code, *called[disease]], f"{Pattern(pattern).label} {author or ''}")
        for pk, title, code, disease, pattern, author in listed
    }
