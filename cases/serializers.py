"""Convert versions of a case to plain records and back, for every format and file."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from knowledge.body_map.regions import ordered
from knowledge.models import Reference
from knowledge.patterns import Pattern, Stage, Typicality
from knowledge.traces.parameters import as_traces

from .models import Case, CaseFinding, CaseVersion
from .schema import OF_THE_KEY, CaseDraft, CaseFields, CaseRecord, LookAlike, StageFindings

CONVERTED = frozenset(
    {"code", "disease", "findings", "traces", "against", "look_alike", "references"}
)
"""Fields that model and schema spell differently."""
SAME = tuple(name for name in CaseDraft.model_fields if name not in CONVERTED | {"decides"})
"""Fields that a version and a record name alike."""
KEY_CORRECTED = (
    "Its key was corrected. What explained the old key is left out: write it for the new one."
)
Fields = TypeVar("Fields", bound=CaseFields)


def to_record(version: CaseVersion) -> CaseRecord:
    """Return a version as a content file says it.

    Raises ValidationError if it is incomplete.
    """
    return CaseRecord.model_validate(_plain(version, CaseRecord))


def to_draft(version: CaseVersion) -> CaseDraft:
    """Return all that a version says, whether it is complete or not.

    What was written for another key than the version has now is left out, and the note says so.
    """
    plain = _plain(version, CaseDraft)
    plain["stubs"] = {Stage(stage): text for stage, text in version.stubs.items()}
    plain["look_alike"] = LookAlike.model_construct(**plain["look_alike"])
    if not version.is_explained:
        plain |= {
            **dict.fromkeys((*OF_THE_KEY, "at_once"), ""),
            "against": {},
            "decided_at": "",
            "traces": [trace for trace in plain["traces"] if not trace.with_answer],
            "import_note": KEY_CORRECTED,
        }
        plain["look_alike"].text = ""
    # not validated: what an author may store may be longer than what comes in from a file
    return CaseDraft.model_construct(**plain)


def build_version(record: CaseFields, case: Case) -> CaseVersion:
    """Return a version of a case that says what a record says, not stored.

    Findings, references and the case of the look-alike are rows of their own: see `store_details`.
    """
    plain = record.model_dump(mode="json")
    if isinstance(record, CaseDraft):
        plain["generated_at"] = record.generated_at
    return CaseVersion(
        case=case,
        disease_id=record.disease,
        look_alike_id=record.look_alike.disease or None,
        look_alike_text=record.look_alike.text,
        traces=[trace.model_dump(mode="json", exclude_defaults=True) for trace in record.traces],
        **{f"against_{pattern}": text for pattern, text in record.against.items()},
        **{name: plain[name] for name in SAME if name in plain},
    )


def store_details(version: CaseVersion, record: CaseFields) -> None:
    """Store references and findings of a version that has just been stored."""
    if record.references:
        version.references.set(Reference.objects.filter(pk__in=record.references))
    signs = {
        stage: {
            **dict.fromkeys(coded.present, True),
            **dict.fromkeys(coded.absent, False),
        }
        for stage, coded in record.findings.items()
    }
    code_findings(version, signs, decides=record.decides)


def code_findings(
    version: CaseVersion,
    signs: Mapping[Stage, Mapping[str, bool]],
    *,
    decides: Collection[str] = (),
) -> None:
    """Store the findings that a version states.

    `signs`: by stage, the ids of findings and whether each is present.
    """
    CaseFinding.objects.bulk_create(
        CaseFinding(
            version=version,
            finding_id=finding,
            stage=stage,
            present=present,
            decides=finding in decides,
        )
        for stage, findings in signs.items()
        for finding, present in findings.items()
    )


def _plain(version: CaseVersion, fields: type[CaseFields]) -> dict[str, Any]:
    coded = list(version.case_findings.all())
    twin = version.look_alike_case
    return {
        **{name: getattr(version, name) for name in SAME if name in fields.model_fields},
        "code": version.case.code,
        "disease": version.disease_id,
        "typicality": Typicality(version.typicality),
        "decided_at": Stage(version.decided_at) if version.decided_at else "",
        "findings": {stage: _stage_findings(coded, stage) for stage in Stage},
        "decides": [item.finding_id for item in coded if item.decides],
        "body": ordered(version.body),
        "results": {name: version.results[name] for name in sorted(version.results)},
        "traces": as_traces(version.traces),
        "against": {
            pattern: text for pattern in Pattern if (text := version.argument_against(pattern))
        },
        "look_alike": {
            "disease": version.look_alike_id or "",
            "text": version.look_alike_text,
            "case": twin.code if twin else "",
        },
        "references": [reference.pk for reference in version.references.all()],
    }


def _stage_findings(coded: Collection[CaseFinding], stage: Stage) -> StageFindings:
    here = [item for item in coded if item.stage == stage]
    return StageFindings.model_construct(
        present=[item.finding_id for item in here if item.present],
        absent=[item.finding_id for item in here if not item.present],
    )
