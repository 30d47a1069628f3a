"""Name the words by which search fields and pickers find clinical knowledge."""

from typing import Any

from django.db.models import QuerySet

from content.admin.ranked_search import own_names
from content.matching import Named


def disease_names(diseases: QuerySet[Any]) -> dict[Any, Named]:
    """Return what finds diseases: their names, and those of their key findings."""
    return own_names(diseases.prefetch_related("key_positives"))


def related_names(rows: QuerySet[Any]) -> dict[Any, Named]:
    """Return what finds rows about a disease, a finding or both: any name of either."""
    fields = {field.name for field in rows.model._meta.fields}
    related = [name for name in ("disease", "finding") if name in fields]
    return {
        row.pk: Named([name for one in related for name in getattr(row, one).names])
        for row in rows.select_related(*related)
    }
