"""The kinds of record in `cases/content`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from . import models, records
from .body import ordered
from .content_files import Entry, Fault, Read, read_yaml, write_yaml
from .loading import ContentFaultsError, Ids, Kind, ListKind, register, shown
from .patterns import Pattern, Stage
from .weighing.families import ONSET_FROM

FOLDER = Path(__file__).parent / "content"


@register
class References(ListKind):
    name = "references"
    folder = FOLDER
    file = "references.yaml"
    record = records.ReferenceRecord
    model = models.Reference


@register
class Findings(ListKind):
    name = "findings"
    folder = FOLDER
    file = "findings.yaml"
    record = records.FindingRecord
    model = models.Finding
    relations = ("implies", "excludes", "references")
    links = {"implies": "findings", "excludes": "findings", "references": "references"}


@register
class Diseases(ListKind):
    name = "diseases"
    folder = FOLDER
    file = "diseases.yaml"
    record = records.DiseaseRecord
    model = models.Disease
    relations = ("key_positives", "key_negatives", "references")
    links = {
        **{"key_positives": "findings", "key_negatives": "findings"},
        **{"references": "references", "claims": "claims"},
    }


@register
class Frequencies(ListKind):
    name = "frequencies"
    folder = FOLDER
    file = "frequencies.csv"
    record = records.FrequencyRecord
    model = models.Frequency
    links = {"disease": "diseases", "finding": "findings", "reference": "references"}

    def key(self, row: models.Frequency) -> str:
        return f"{row.disease_id} {row.finding_id}"

    def values(self, record: records.FrequencyRecord) -> dict[str, Any]:
        plain = record.model_dump(mode="json")
        disease, finding, reference = (plain.pop(name) for name in ("disease", "finding", "reference"))
        return {**plain, "disease_id": disease, "finding_id": finding, "reference_id": reference or None}

    def to_record(self, row: models.Frequency) -> records.FrequencyRecord:
        links = {"disease": row.disease_id, "finding": row.finding_id, "reference": row.reference_id or ""}
        plain = ("frequency", "basis", "hpoa_id", "hpoa_term", "hpoa_frequency")
        return records.FrequencyRecord.model_validate({**links, **{name: getattr(row, name) for name in plain}})


@register
class OnsetAges(ListKind):
    name = "onset ages"
    folder = FOLDER
    file = "onset_ages.csv"
    record = records.OnsetAgeRecord
    model = models.OnsetAge
    links = {"disease": "diseases", "reference": "references"}

    def values(self, record: records.OnsetAgeRecord) -> dict[str, Any]:
        plain = record.model_dump(mode="json")
        disease, reference = plain.pop("disease"), plain.pop("reference")
        return {**plain, "disease_id": disease, "reference_id": reference or None}

    def to_record(self, row: models.OnsetAge) -> records.OnsetAgeRecord:
        bands = {f"from_{years}": getattr(row, f"from_{years}") for years in ONSET_FROM}
        links = {"disease": row.disease_id, "reference": row.reference_id or ""}
        return records.OnsetAgeRecord.model_validate({**links, **bands, "basis": row.basis})


@register
class Confusions(ListKind):
    name = "confusions"
    folder = FOLDER
    file = "confusions.yaml"
    record = records.ConfusionRecord
    model = models.Confusion
    relations = ("references",)
    links = {"finding": "findings", "references": "references"}

    def values(self, record: records.ConfusionRecord) -> dict[str, Any]:
        plain = super().values(record)
        return {"id": record.id, "finding_id": plain.pop("finding"), **plain}

    def to_record(self, row: models.Confusion) -> records.ConfusionRecord:
        says = {name: getattr(row, name) for name in ("said", "was", "text")}
        references = [reference.pk for reference in row.references.all()]
        return records.ConfusionRecord.model_validate({**says, "finding": row.finding_id, "references": references})


@register
class Cases(Kind):
    """Cases stand in a file each. A changed file becomes a new version, published at once."""

    name = "cases"
    folder = FOLDER
    record = records.CaseRecord
    links = {"disease": "diseases", "references": "references", "decides": "findings", "claims": "claims"}

    @property
    def unordered(self) -> tuple[str, ...]:
        return ("decides", "references")

    def read(self) -> Read[records.CaseRecord]:
        entries: list[Entry[records.CaseRecord]] = []
        faults: list[Fault] = []
        for path in sorted((self.folder / "cases").glob("*.yaml")):
            found, wrong = read_yaml(path, shown(path), records.CaseRecord)
            entries += found
            faults += wrong
            faults += [
                entry.fault(f"code: the file is called {path.name}", "code")
                for entry in found
                if entry.record.code != path.stem
            ]
        return entries, faults

    def faults(self, entries: Sequence[Entry[Any]], ids: Ids) -> list[Fault]:
        found = super().faults(entries, ids)
        keys = {disease.record.id: disease.record for disease in Diseases().read()[0]}
        roles = {finding.record.id: finding.record.role for finding in Findings().read()[0]}
        for entry in entries:
            found += _key_faults(entry, keys)
            twin = entry.record.look_alike.case
            if twin and twin not in ids[self.name]:
                found.append(entry.fault(f"look_alike: there is no case {twin}", "look_alike", "case"))
            for stage, coded in entry.record.findings.items():
                for finding in (*coded.present, *coded.absent):
                    if finding not in roles:
                        found.append(entry.fault(f"there is no finding {finding}", "findings", stage.value))
                    elif roles[finding] == "confirmatory" and finding in coded.present:
                        message = f"{finding} is confirmatory: it belongs to the diagnosis"
                        found.append(entry.fault(message, "findings", stage.value))
        return found

    def stored(self) -> dict[str, records.Record]:
        versions = (
            models.CaseVersion.objects.filter(current_of__isnull=False)
            .select_related("case", "look_alike_case")
            .prefetch_related("case_findings", "references")
            .order_by("case__code")
        )
        return {version.case.code: case_record(version) for version in versions}

    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        faults = []
        for _, record in records:
            try:
                with transaction.atomic():
                    save_case(record)
            except ValidationError as refused:  # such as a file that has the key from before it was corrected here
                path = shown(self.folder / "cases" / f"{record.code}.yaml")
                faults += [Fault(path, 1, message) for message in refused.messages]
        if faults:
            raise ContentFaultsError(faults)

    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        return {self.folder / "cases" / f"{record.code}.yaml": write_yaml([record], single=True) for record in records}


def case_record(version: models.CaseVersion) -> records.CaseRecord:
    """What a case file says of a version."""
    coded = list(version.case_findings.all())
    says: dict[str, Any] = {
        "code": version.case.code,
        "title": version.title,
        "disease": version.disease_id,
        "typicality": version.typicality,
        "age": version.age,
        "sex": version.sex,
        "history": version.history,
        "examination": version.examination,
        "tests": version.tests,
        "findings": {
            stage: records.StageFindings(
                present=[item.finding_id for item in coded if item.stage == stage and item.present],
                absent=[item.finding_id for item in coded if item.stage == stage and not item.present],
            )
            for stage in Stage
        },
        "decides": [item.finding_id for item in coded if item.decides],
        "body": ordered(version.body),
        "headline": version.headline,
        "against": {pattern: text for pattern in Pattern if (text := version.argument_against(pattern))},
        "diagnosis": version.diagnosis,
        "at_once": version.at_once,
        "model_note": version.model_note,
        "look_alike": {
            "disease": version.look_alike_id,
            "text": version.look_alike_text,
            "case": version.look_alike_case.code if version.look_alike_case else "",
        },
        "claims": version.claims,
        "references": [reference.pk for reference in version.references.all()],
        "reviewed_by": version.reviewed_by,
    }
    return records.CaseRecord.model_validate(says)


def save_case(record: records.CaseRecord) -> models.CaseVersion:
    """A new published version of the case that a record describes."""
    case = _case(record.code)
    last = case.versions.order_by("-number").first()
    version = models.CaseVersion.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        disease_id=record.disease,
        look_alike_id=record.look_alike.disease,
        look_alike_text=record.look_alike.text,
        look_alike_case=_case(record.look_alike.case) if record.look_alike.case else None,
        body=record.model_dump(mode="json")["body"],
        **{f"against_{pattern}": text for pattern, text in record.against.items()},
        **record.model_dump(
            mode="json",
            include={
                *("title", "typicality", "age", "sex", "history", "examination", "tests"),
                *("headline", "diagnosis", "at_once", "model_note", "claims", "reviewed_by"),
            },
        ),
    )
    version.references.set(models.Reference.objects.filter(pk__in=record.references))
    models.CaseFinding.objects.bulk_create(
        models.CaseFinding(
            version=version, finding_id=finding, stage=stage, present=present, decides=finding in record.decides
        )
        for stage, coded in record.findings.items()
        for present, listed in ((True, coded.present), (False, coded.absent))
        for finding in listed
    )
    if earlier := version.corrected():
        version.change = version.least_change(earlier)
    version.publish()
    return version


def _case(code: str) -> models.Case:
    """The case with this code, made now if another file names it first."""
    return models.Case.objects.get_or_create(code=code)[0]


def _key_faults(entry: Entry[Any], keys: dict[str, Any]) -> list[Fault]:
    """What does not agree with the pattern of the case's disease."""
    record = entry.record
    disease, look_alike = keys.get(record.disease), keys.get(record.look_alike.disease)
    found = []
    if look_alike is None:
        found.append(
            entry.fault(f"look_alike: there is no disease {record.look_alike.disease}", "look_alike", "disease")
        )
    if disease is None:
        return found
    if set(record.against) != set(disease.pattern.rivals):
        found.append(entry.fault(f"against: {records.RIVALS_NEEDED}", "against"))
    if look_alike and look_alike.pattern == disease.pattern:
        found.append(entry.fault("look_alike: is of the same pattern", "look_alike", "disease"))
    return found
