from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from content.files import Entry, Fault, Read, read_yaml, write_yaml
from content.loader import ContentFaultsError, Ids, RecordType, register_type, shown
from content.schema import Record
from knowledge.loaders import Diseases, Findings
from knowledge.patterns import OUTSIDE, rivals_of

from .models import Case, CaseVersion
from .schema import ALL_NEEDED, RIVALS_NEEDED, CaseRecord
from .serializers import build_version, store_details, to_record

FOLDER = Path(__file__).parent / "data"


@register_type
class Cases(RecordType):
    """A type of record with a file for each case.

    A changed file becomes a new version, published at once.
    """

    name = "cases"
    folder = FOLDER
    record = CaseRecord
    links = {
        "disease": "diseases",
        "references": "references",
        "decides": "findings",
        "claims": "claims",
    }

    @property
    def unordered(self) -> tuple[str, ...]:
        return ("decides", "references")

    def read(self) -> Read[CaseRecord]:
        entries: list[Entry[CaseRecord]] = []
        faults: list[Fault] = []
        for path in sorted(self.folder.glob("*.yaml")):
            file_entries, file_faults = read_yaml(path, shown(path), CaseRecord)
            entries += file_entries
            faults += file_faults
            faults += [
                entry.fault(f"code: the file is called {path.name}", "code")
                for entry in file_entries
                if entry.record.code != path.stem
            ]
        return entries, faults

    def faults(self, entries: Sequence[Entry[Any]], ids: Ids) -> list[Fault]:
        faults = super().faults(entries, ids)
        keys = {disease.record.id: disease.record for disease in Diseases().read()[0]}
        roles = {finding.record.id: finding.record.role for finding in Findings().read()[0]}
        examinations = ids["manoeuvres"] | ids["investigations"]
        for entry in entries:
            faults += _key_faults(entry, keys)
            twin = entry.record.look_alike.case
            if twin and twin not in ids[self.name]:
                faults.append(
                    entry.fault(f"look_alike: there is no case {twin}", "look_alike", "case")
                )
            faults += [
                entry.fault(f"results: there is no manoeuvre or test {name}", "results", name)
                for name in entry.record.results
                if name not in examinations
            ]
            for stage, coded in entry.record.findings.items():
                for finding in (*coded.present, *coded.absent):
                    if finding not in roles:
                        faults.append(
                            entry.fault(f"there is no finding {finding}", "findings", stage.value)
                        )
                    elif not roles[finding].can_be_stated and finding in coded.present:
                        message = f"{finding} is confirmatory: it belongs to the diagnosis"
                        faults.append(entry.fault(message, "findings", stage.value))
        return faults

    def stored(self) -> dict[str, Record]:
        versions = (
            CaseVersion.objects.filter(current_of__isnull=False)
            .select_related("case", "look_alike_case")
            .prefetch_related("case_findings", "references")
            .order_by("case__code")
        )
        return {version.case.code: to_record(version) for version in versions}

    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        faults = []
        for _, record in records:
            try:
                with transaction.atomic():
                    publish_record(record)
            except (
                ValidationError
            ) as refused:  # such as a file that has the key from before it was corrected here
                path = shown(self.folder / f"{record.code}.yaml")
                faults += [Fault(path, 1, message) for message in refused.messages]
        if faults:
            raise ContentFaultsError(faults)

    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        return {
            self.folder / f"{record.code}.yaml": write_yaml([record], single=True)
            for record in records
        }


def publish_record(record: CaseRecord) -> CaseVersion:
    case = _case(record.code)
    last = case.versions.order_by("-number").first()
    version = build_version(record, case)
    version.number = last.number + 1 if last else 1
    version.look_alike_case = _case(record.look_alike.case) if record.look_alike.case else None
    version.save()
    store_details(version, record)
    if earlier := version.corrected():
        version.change = version.least_change(earlier)
    version.publish()
    return version


def _case(code: str) -> Case:
    """Return the case with this code, made now if another file names it first."""
    return Case.objects.get_or_create(code=code)[0]


def _key_faults(entry: Entry[Any], keys: dict[str, Any]) -> list[Fault]:
    record = entry.record
    disease, look_alike = keys.get(record.disease), keys.get(record.look_alike.disease)
    faults = []
    if look_alike is None:
        faults.append(
            entry.fault(
                f"look_alike: there is no disease {record.look_alike.disease}",
                "look_alike",
                "disease",
            )
        )
    if disease is None:
        return faults
    if set(record.against) != set(rivals_of(disease.pattern)):
        needed = ALL_NEEDED if disease.pattern is OUTSIDE else RIVALS_NEEDED
        faults.append(entry.fault(f"against: {needed}", "against"))
    if look_alike and look_alike.pattern == disease.pattern:
        same = "none of the three" if disease.pattern is OUTSIDE else "the same pattern"
        faults.append(entry.fault(f"look_alike: is of {same} too", "look_alike", "disease"))
    return faults
