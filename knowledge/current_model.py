"""Build the evidence model over the tables of the database, and keep it."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from .inference.model import Model
from .inference.tables import Tables
from .models import Confusion, Disease, Finding, Frequency, KnowledgeRevision, OnsetAge
from .patterns import Pattern

TRUSTED_FOR = 30.0  # seconds until a process looks again whether another one has changed the tables


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


class _Kept:
    """The model that this process has built, its edition, and when it last looked."""

    model: CurrentModel | None = None
    edition: uuid.UUID | None = None
    looked_at = float("-inf")


def current_model() -> CurrentModel | None:
    """Return the model over the tables as they are now.

    None while a pattern has no disease. Another process's edit is known within 30 s.
    """
    if time.monotonic() - _Kept.looked_at > TRUSTED_FOR:
        edition = KnowledgeRevision.objects.values_list("stamp", flat=True).first()
        if edition is None or edition != _Kept.edition:
            _Kept.model, _Kept.edition = build(), edition
        _Kept.looked_at = time.monotonic()
    return _Kept.model


def forget_model() -> None:
    """Make the next call of `current_model` look at the tables again."""
    _Kept.looked_at = float("-inf")


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
