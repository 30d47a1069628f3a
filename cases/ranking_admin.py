"""At the authors' desk: what a search field or a picker finds comes in the order of its fit."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest

from . import models
from .matching import Fit, Named, best
from .patterns import Pattern


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


class RankedDiseasesMixin(RankedSearchMixin):
    """Diseases are found by the names of their key findings too."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        return super().shelf(queryset.prefetch_related("key_positives"))


class RankedCasesMixin(RankedSearchMixin):
    """Cases by title, code, author, pattern and any name of the disease."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        """By the version that learners meet, or else the newest."""
        versions = models.CaseVersion.objects.filter(case__in=queryset.order_by())
        newest_last = versions.order_by("case_id", F("current_of").asc(nulls_first=True), "number")
        return _version_shelf(newest_last, "case_id")

    def in_picker(self, row: models.Case) -> str:
        return row.in_words


class RankedVersionsMixin(RankedSearchMixin):
    """Versions of cases, likewise; after them those whose text holds the words."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        return _version_shelf(queryset, "pk")

    def in_picker(self, row: models.CaseVersion) -> str:
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


class RankedFrequenciesMixin(RankedSearchMixin):
    """What is said of a finding in a disease, or of a disease, by any name of either."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        related = [name for name in ("disease", "finding") if name in {field.name for field in self.opts.fields}]
        rows = queryset.select_related(*related)
        return {row.pk: Named([name for one in related for name in getattr(row, one).names]) for row in rows}


class CaseField(forms.ModelChoiceField):
    """A case, by title and disease: authors know them by these."""

    def label_from_instance(self, case: Any) -> str:
        return case.in_words


class CasePickerMixin(admin.options.BaseModelAdmin):
    """For forms and rows in which a case is picked."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.remote_field.model is models.Case:
            kwargs |= {"form_class": CaseField, "queryset": models.Case.objects.in_words()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PickerView(AutocompleteJsonView):
    """Answers what is typed in a picker."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        told = super().serialize_result(obj, to_field_name)
        desk = self.model_admin
        return {**told, "text": desk.in_picker(obj)} if isinstance(desk, RankedSearchMixin) else told


def _version_shelf(versions: QuerySet[Any], key: str) -> dict[Any, Named]:
    """Of versions with the same key the last one counts."""
    called = {row.pk: row.names for row in models.Disease.objects.all()}
    listed = versions.values_list(key, "title", "case__code", "disease_id", "disease__pattern", "created_by__username")
    return {
        pk: Named([title, code, *called[disease]], f"{Pattern(pattern).label} {author or ''}")
        for pk, title, code, disease, pattern, author in listed
    }
