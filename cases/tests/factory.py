"""Rows for tests: a call names only what matters to its test."""

from typing import Any

from cases.models import Case, CaseFinding, CaseVersion
from knowledge.patterns import Stage, as_key, rivals_of
from knowledge.tests.factory import make_disease, make_finding, make_reference


def make_version(
    pattern: str = "myogenic", *, published: bool = True, **fields: Any
) -> CaseVersion:
    """A version with all that publishing asks for: a finding at history, one that decides at the
    examination.

    `pattern`: the key; of "outside" all three arguments are given.
    """
    truth = as_key(pattern)
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
        **{f"against_{rival}": f"What speaks against {rival}." for rival in rivals_of(truth)},
        **fields,
    }
    values.setdefault("case", None)
    values["case"] = values["case"] or Case.objects.create()
    values.setdefault("disease", None)
    values["disease"] = values["disease"] or make_disease(pattern)
    if "look_alike" not in values:
        values["look_alike"] = make_disease(rivals_of(truth)[0])
    version = CaseVersion.objects.create(**values)
    version.references.add(make_reference())
    CaseFinding.objects.create(version=version, finding=make_finding(), stage=Stage.HISTORY)
    CaseFinding.objects.create(
        version=version, finding=make_finding(), stage=Stage.EXAMINATION, decides=True
    )
    if published:
        version.publish()
    return version
