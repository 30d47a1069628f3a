"""Rank what the search fields and pickers of the desk for cases find."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from content.admin.ranked_search import by_fit
from content.matching import Named, best
from knowledge.models import Disease
from knowledge.patterns import as_key

from ..models import Case, CaseVersion

# in the address: lists without a search field, and rows enough, for a browser without JavaScript
PLAIN = "plain"


def case_names(cases: QuerySet[Any]) -> dict[Any, Named]:
    """Return the names by which cases are found.

    These are title, code, author, pattern and every name of the disease, of the version that
    learners meet, or else of the newest.
    """
    versions = CaseVersion.objects.filter(case__in=cases.order_by())
    newest_last = versions.order_by("case_id", F("current_of").asc(nulls_first=True), "number")
    return _version_names(newest_last, "case_id")


def search_versions(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Any], search_term: str
) -> tuple[QuerySet[Any], bool]:
    """Return the versions that names or texts match, those with a matching name first.

    Takes the place of `get_search_results` of a page of the admin.
    """
    versions = queryset.select_related("case", "disease")
    in_text, may_repeat = admin.ModelAdmin.get_search_results(desk, request, versions, search_term)
    if not search_term.strip():
        return in_text, may_repeat
    matches = best(search_term, _version_names(versions, "pk"))
    has_matching_name = Q(pk__in=[pk for pks in matches.values() for pk in pks])
    rows = versions.filter(has_matching_name | Q(pk__in=in_text.order_by().values("pk")))
    return by_fit(request, rows, matches), False


class CaseField(forms.ModelChoiceField):
    """A case, shown by title and disease, as authors know it."""

    def label_from_instance(self, case: Any) -> str:
        return case.in_words


def case_choices(db_field: Any) -> dict[str, Any]:
    """Return what `formfield_for_foreignkey` adds where a case is picked.

    Cases are shown in words, fetched in one query; empty for other fields.
    """
    if db_field.remote_field.model is not Case:
        return {}
    return {"form_class": CaseField, "queryset": Case.objects.in_words()}


def _version_names(versions: QuerySet[Any], key: str) -> dict[Any, Named]:
    """Return the names of versions by a key; of several with one key the last counts."""
    disease_names = {row.pk: row.names for row in Disease.objects.all()}
    rows = versions.values_list(
        key, "title", "case__code", "disease_id", "disease__pattern", "created_by__username"
    )
    return {
        pk: Named(
            [title, code, *disease_names[disease]], f"{as_key(pattern).full_label} {author or ''}"
        )
        for pk, title, code, disease, pattern, author in rows
    }
