from pathlib import Path
from typing import Any

from content.loader import ListRecordType, register_type

from .inference.families import ONSET_FROM
from .models import (
    Confusion,
    Disease,
    Finding,
    Frequency,
    Investigation,
    Manoeuvre,
    OnsetAge,
    Reference,
)
from .schema import (
    ConfusionRecord,
    DiseaseRecord,
    FindingRecord,
    FrequencyRecord,
    InvestigationRecord,
    ManoeuvreRecord,
    OnsetAgeRecord,
    ReferenceRecord,
)

FOLDER = Path(__file__).parent / "data"


@register_type
class References(ListRecordType):
    name = "references"
    folder = FOLDER
    file = "references.yaml"
    record = ReferenceRecord
    model = Reference


@register_type
class Findings(ListRecordType):
    name = "findings"
    folder = FOLDER
    file = "findings.yaml"
    record = FindingRecord
    model = Finding
    relations = ("implies", "excludes", "references")
    links = {"implies": "findings", "excludes": "findings", "references": "references"}


@register_type
class Manoeuvres(ListRecordType):
    name = "manoeuvres"
    folder = FOLDER
    file = "manoeuvres.yaml"
    record = ManoeuvreRecord
    model = Manoeuvre
    relations = ("findings", "references")
    links = {"findings": "findings", "references": "references"}


@register_type
class Investigations(ListRecordType):
    name = "investigations"
    folder = FOLDER
    file = "investigations.yaml"
    record = InvestigationRecord
    model = Investigation
    relations = ("findings", "references")
    links = {"findings": "findings", "references": "references"}


@register_type
class Diseases(ListRecordType):
    name = "diseases"
    folder = FOLDER
    file = "diseases.yaml"
    record = DiseaseRecord
    model = Disease
    newer = frozenset({"cause"})
    relations = ("checks", "key_positives", "key_negatives", "references")
    links = {
        "checks": "manoeuvres",
        "key_positives": "findings",
        "key_negatives": "findings",
        "references": "references",
        "claims": "claims",
    }


@register_type
class Frequencies(ListRecordType):
    name = "frequencies"
    folder = FOLDER
    file = "frequencies.csv"
    record = FrequencyRecord
    model = Frequency
    links = {"disease": "diseases", "finding": "findings", "reference": "references"}

    def key(self, row: Frequency) -> str:
        return f"{row.disease_id} {row.finding_id}"

    def values(self, record: FrequencyRecord) -> dict[str, Any]:
        plain = record.model_dump(mode="json")
        disease, finding, reference = (
            plain.pop(name) for name in ("disease", "finding", "reference")
        )
        return {
            **plain,
            "disease_id": disease,
            "finding_id": finding,
            "reference_id": reference or None,
        }

    def to_record(self, row: Frequency) -> FrequencyRecord:
        links = {
            "disease": row.disease_id,
            "finding": row.finding_id,
            "reference": row.reference_id or "",
        }
        plain = ("frequency", "basis", "hpoa_id", "hpoa_term", "hpoa_frequency")
        return FrequencyRecord.model_validate(
            {**links, **{name: getattr(row, name) for name in plain}}
        )


@register_type
class OnsetAges(ListRecordType):
    name = "onset ages"
    folder = FOLDER
    file = "onset_ages.csv"
    record = OnsetAgeRecord
    model = OnsetAge
    links = {"disease": "diseases", "reference": "references"}

    def values(self, record: OnsetAgeRecord) -> dict[str, Any]:
        plain = record.model_dump(mode="json")
        disease, reference = plain.pop("disease"), plain.pop("reference")
        return {**plain, "disease_id": disease, "reference_id": reference or None}

    def to_record(self, row: OnsetAge) -> OnsetAgeRecord:
        bands = {f"from_{years}": getattr(row, f"from_{years}") for years in ONSET_FROM}
        links = {"disease": row.disease_id, "reference": row.reference_id or ""}
        return OnsetAgeRecord.model_validate({**links, **bands, "basis": row.basis})


@register_type
class Confusions(ListRecordType):
    name = "confusions"
    folder = FOLDER
    file = "confusions.yaml"
    record = ConfusionRecord
    model = Confusion
    relations = ("references",)
    links = {"finding": "findings", "references": "references"}

    def values(self, record: ConfusionRecord) -> dict[str, Any]:
        plain = super().values(record)
        return {"id": record.id, "finding_id": plain.pop("finding"), **plain}

    def to_record(self, row: Confusion) -> ConfusionRecord:
        says = {name: getattr(row, name) for name in ("said", "was", "text")}
        references = [reference.pk for reference in row.references.all()]
        return ConfusionRecord.model_validate(
            {**says, "finding": row.finding_id, "references": references}
        )
