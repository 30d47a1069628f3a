"""The evidence model over the tables as they stand in the database, built once and kept."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from .inference.model import Model
from .inference.tables import Tables
from .models import Confusion, Disease, Edition, Finding, Frequency, OnsetAge
from .patterns import Pattern

TRUSTED_FOR = 30.0  # seconds until a process looks again whether another one has changed the tables


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The model, what its ids are called, and what to learn from each confusion (said, was)."""

    model: Model
    diseases: Mapping[str, str]
    findings: Mapping[str, str]
    confusions: Mapping[tuple[str, str], Confusion]


class _Kept:
    """What this process has built, from which edition, and when it last looked."""

    knowledge: Knowledge | None = None
    edition: uuid.UUID | None = None
    looked_at = float("-inf")


def knowledge() -> Knowledge | None:
    """What the tables say now; None while a pattern has no disease. Another process's edit is known within 30 s."""
    if time.monotonic() - _Kept.looked_at > TRUSTED_FOR:
        edition = Edition.objects.values_list("stamp", flat=True).first()
        if edition is None or edition != _Kept.edition:
            _Kept.knowledge, _Kept.edition = build(), edition
        _Kept.looked_at = time.monotonic()
    return _Kept.knowledge


def forget() -> None:
    """Look at the tables again at the next question."""
    _Kept.looked_at = float("-inf")


def build() -> Knowledge | None:
    """The model over all rows, in eight queries; None while a pattern has no disease."""
    diseases = list(Disease.objects.only("id", "pattern", "name"))
    if {disease.pattern for disease in diseases} != set(Pattern):
        return None
    findings = list(Finding.objects.only("id", "name", "role").prefetch_related("implies", "excludes"))
    frequencies = Frequency.objects.values_list("disease_id", "finding_id", "frequency")
    tables = Tables.from_rows(
        [{"id": disease.pk, "pattern": disease.pattern} for disease in diseases],
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
    return Knowledge(
        Model(tables),
        {disease.pk: disease.name for disease in diseases},
        {finding.pk: finding.name for finding in findings},
        {(row.said, row.was): row for row in Confusion.objects.select_related("finding")},
    )
