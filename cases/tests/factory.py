"""Rows for tests: a call names only what matters to its test."""

from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType

from cases.fields_said import said
from cases.models import Case, CaseFinding, CaseVersion, Disease, Finding, Proposal, Reference
from cases.patterns import Pattern, Stage

_number = count(1)


def make_reference(**fields: Any) -> Reference:
    n = next(_number)
    values = {"id": f"writer-{n}", "authors": "Writer A", "title": f"Paper {n}", "journal": "Journal", "year": "2020"}
    return Reference.objects.create(**{**values, "type": "review", "verified": True, **fields})


def make_finding(**fields: Any) -> Finding:
    n = next(_number)
    values = {"id": f"finding_{n}", "name": f"Finding {n}", "group": "exam", "role": "bedside", "elicit": "Look."}
    return Finding.objects.create(**{**values, **fields})


def make_disease(pattern: str = "myogenic", **fields: Any) -> Disease:
    n = next(_number)
    values = {"id": f"disease_{n}", "name": f"Disease {n}", "lesion_site": "somewhere", "script": "A patient."}
    return Disease.objects.create(**{**values, "pattern": pattern, **fields})


def make_version(pattern: str = "myogenic", *, published: bool = True, **fields: Any) -> CaseVersion:
    """A version with all that publishing asks for: a finding at history, one that decides at the examination."""
    truth = Pattern(pattern)
    values: dict[str, Any] = {
        "title": "A secret title",
        "age": 40,
        "sex": "female",
        "history": "She cannot climb stairs.",
        "examination": "Hip flexion is 4/5.",
        "tests": "CK 2,400 U/L (normal below 200).",
        "headline": "What was true.",
        "diagnosis": "A diagnosis with its result.",
        "look_alike_text": "What would tell it apart.",
        **{f"against_{rival}": f"What speaks against {rival}." for rival in truth.rivals},
        **fields,
    }
    values.setdefault("case", None)
    values["case"] = values["case"] or Case.objects.create()
    values.setdefault("disease", None)
    values["disease"] = values["disease"] or make_disease(pattern)
    if "look_alike" not in values:
        values["look_alike"] = make_disease(truth.rivals[0])
    version = CaseVersion.objects.create(**values)
    version.references.add(make_reference())
    CaseFinding.objects.create(version=version, finding=make_finding(), stage=Stage.HISTORY)
    CaseFinding.objects.create(version=version, finding=make_finding(), stage=Stage.EXAMINATION, decides=True)
    if published:
        version.publish()
    return version


def make_text_proposal(row: Any, *, by: Any, reason: str = "", waiting: bool = True, **changes: Any) -> Proposal:
    """What somebody proposes of a lesson, claim, term or reference: fields as `said` gives them."""
    kind = ContentType.objects.get_for_model(row)
    values = {"content_type": kind, "key": str(row.pk), "title": str(row), "changes": changes, "reason": reason}
    proposal = Proposal.objects.create(**values, base=said(row, changes), created_by=by)
    proposal.writers.add(by)
    if waiting:
        proposal.submit()
    return proposal
