"""What search fields and pickers of clinical knowledge find, by its fit."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from content.admin.ranked_search import RankedSearchMixin
from content.matching import Named


class RankedDiseasesMixin(RankedSearchMixin):
    """Diseases are found by the names of their key findings too."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        return super().shelf(queryset.prefetch_related("key_positives"))


class RankedFrequenciesMixin(RankedSearchMixin):
    """What is said of a finding in a disease, or of a disease, by any name of either."""

    def shelf(self, queryset: QuerySet[Any]) -> Mapping[Any, Named]:
        related = [name for name in ("disease", "finding") if name in {field.name for field in self.opts.fields}]
        rows = queryset.select_related(*related)
        return {row.pk: Named([name for one in related for name in getattr(row, one).names]) for row in rows}
