"""The kinds of record in `knowledge/data`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from content.files import Entry, Fault, Read, read_yaml, write_yaml
from content.loader import ContentFaultsError, Ids, Kind, register, shown
from content.schema import Record
from knowledge.body_map.regions import ordered
from knowledge.loaders import Diseases, Findings
from knowledge.models import Reference
from knowledge.patterns import Pattern, Stage

from .models import Case, CaseFinding, CaseVersion
from .schema import RIVALS_NEEDED, CaseRecord, StageFindings

FOLDER = Path(__file__).parent / "data"


@register
class Cases(Kind):
    """Cases stand in a file each. A changed file becomes a new version, published at once."""

    name = "cases"
    folder = FOLDER
    record = CaseRecord
    links = {"disease": "diseases", "references": "references", "decides": "findings", "claims": "claims"}

    @property
    def unordered(self) -> tuple[str, ...]:
        return ("decides", "references")

    def read(self) -> Read[CaseRecord]:
        entries: list[Entry[CaseRecord]] = []
        faults: list[Fault] = []
        for path in sorted(self.folder.glob("*.yaml")):
            found, wrong = read_yaml(path, shown(path), CaseRecord)
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

    def stored(self) -> dict[str, Record]:
        versions = (
            CaseVersion.objects.filter(current_of__isnull=False)
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
                path = shown(self.folder / f"{record.code}.yaml")
                faults += [Fault(path, 1, message) for message in refused.messages]
        if faults:
            raise ContentFaultsError(faults)

    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        return {self.folder / f"{record.code}.yaml": write_yaml([record], single=True) for record in records}


def case_record(version: CaseVersion) -> CaseRecord:
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
            stage: StageFindings(
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
    return CaseRecord.model_validate(says)


def save_case(record: CaseRecord) -> CaseVersion:
    """A new published version of the case that a record describes."""
    case = _case(record.code)
    last = case.versions.order_by("-number").first()
    version = CaseVersion.objects.create(
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
    version.references.set(Reference.objects.filter(pk__in=record.references))
    CaseFinding.objects.bulk_create(
        CaseFinding(
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


def _case(code: str) -> Case:
    """The case with this code, made now if another file names it first."""
    return Case.objects.get_or_create(code=code)[0]


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
        found.append(entry.fault(f"against: {RIVALS_NEEDED}", "against"))
    if look_alike and look_alike.pattern == disease.pattern:
        found.append(entry.fault("look_alike: is of the same pattern", "look_alike", "disease"))
    return found
