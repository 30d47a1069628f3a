"""Build the evidence model over the tables of the database, and keep it."""

from collections.abc import Mapping
from dataclasses import dataclass

from .editions import KeptOfTables
from .inference.model import Model
from .inference.tables import Tables
from .models import Confusion, Disease, Finding, Frequency, OnsetAge
from .patterns import Pattern


@dataclass(frozen=True, slots=True)
class CurrentModel:
    """An evidence model over the present tables, with the names of its ids.

    `diseases` and `findings` map ids to names; `confusions` maps (said, was) to what is to be
    learned from that confusion.
    """

    model: Model
    diseases: Mapping[str, str]
    findings: Mapping[str, str]
    confusions: Mapping[tuple[str, str], Confusion]


def current_model() -> CurrentModel | None:
    """Return the model over the tables as they are now.

    None while a pattern has no disease.
    """
    return _model.get()


def build() -> CurrentModel | None:
    """Build the model over all rows, in eight queries.

    None while a pattern has no disease.
    """
    diseases = list(Disease.objects.only("id", "pattern", "prevalence", "name"))
    if not {disease.pattern for disease in diseases} >= set(Pattern):
        return None
    findings = list(
        Finding.objects.only("id", "name", "role").prefetch_related("implies", "excludes")
    )
    frequencies = Frequency.objects.values_list("disease_id", "finding_id", "frequency")
    tables = Tables.from_rows(
        [{"id": row.pk, "pattern": row.pattern, "prevalence": row.prevalence} for row in diseases],
        [
            {
                "id": finding.pk,
                "role": finding.role,
                "implies": [other.pk for other in finding.implies.all()],
                "excludes": [other.pk for other in finding.excludes.all()],
            }
            for finding in findings
        ],
        [dict(zip(("disease", "finding", "frequency"), row, strict=True)) for row in frequencies],
        [{**row, "disease": row["disease_id"]} for row in OnsetAge.objects.values()],
    )
    return CurrentModel(
        Model(tables),
        {disease.pk: disease.name for disease in diseases},
        {finding.pk: finding.name for finding in findings},
        {(row.said, row.was): row for row in Confusion.objects.select_related("finding")},
    )


_model = KeptOfTables(build)
