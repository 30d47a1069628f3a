"""Begin drafts from a patient that the model draws, or from a similar case."""

from collections.abc import Sequence
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from knowledge.inference.differential import look_alikes
from knowledge.inference.explanation import thought_of
from knowledge.inference.model import Model
from knowledge.models import Disease, Finding
from knowledge.patterns import FindingRole, Stage

from ..models import Case, CaseVersion
from ..serializers import code_findings
from .checks import FindingWords
from .look_alike import Turn, look, turns
from .patient_draft import draft

TITLE = 120  # characters


def finding_words() -> dict[str, FindingWords]:
    return {
        row.pk: FindingWords(
            row.name,
            row.stage,
            row.hpo_label,
            row.elicit,
            not FindingRole(row.role).can_be_stated,
            synonyms=row.synonyms,
        )
        for row in Finding.objects.all()
    }


@transaction.atomic
def generate(model: Model, disease: Disease, typicality: str, seed: int, by: User) -> CaseVersion:
    """Create a draft of a drawn patient of a disease.

    It is marked as generated, and its stubs are for a person to rewrite. The same seed draws the
    same patient.
    """
    patient = draft(model, finding_words(), disease.pk, typicality, Random(seed))  # type: ignore[arg-type]
    stubs = {stage.value: text for stage, text in patient.stubs.items()}
    nearest = next(iter(look_alikes(disease.pk, model=model)), None)
    version = CaseVersion.objects.create(
        case=Case.objects.begin(),
        title=f"Drafted, seed {seed}: {disease.name}"[:TITLE],
        disease=disease,
        typicality=typicality,
        age=patient.age,
        sex=patient.sex,
        look_alike_id=nearest[0] if nearest else None,
        created_by=by,
        generated_at=timezone.now(),
        stubs=stubs,
        **stubs,
    )
    signs: dict[Stage, dict[str, bool]] = {stage: {} for stage in Stage}
    for item in patient.coded:
        signs[item.stage][item.finding] = item.present
    deciding = [item.finding for item in patient.coded if item.decides]
    code_findings(version, signs, decides=deciding)
    return version


def proposals(model: Model, version: CaseVersion, rival: Disease) -> list[Turn]:
    """Return how a case stands to a rival, as it is and with findings turned.

    First as it is coded now, then with one finding turned, then with two.
    """
    by_stage = version.findings_by_stage()
    findings = {
        f: sign for stage in Stage for f, sign in by_stage[stage].items() if f in model.tables.roles
    }
    outside = thought_of(version.pattern)
    return [
        look(model, findings, {}, rival.pk, outside=outside),
        *turns(model, findings, rival.pk, outside=outside),
    ]


def turn_in_words(turn: Turn) -> str:
    """Say what a turn changes.

    An example is "Drooping eyelid: absent; Dry mouth: present (new)".
    """
    names = dict(Finding.objects.filter(pk__in=turn.findings).values_list("pk", "name"))
    parts = [
        f"{names[finding]}:"
        f" {'present' if sign else 'absent'}{' (new)' if finding in turn.added else ''}"
        for finding, sign in turn.findings.items()
    ]
    return "; ".join(parts) or "As it is coded now"


@transaction.atomic
def make_look_alike(
    version: CaseVersion, rival: Disease, turn_options: Sequence[Turn], by: User
) -> CaseVersion:
    """Create a case of a rival disease with the words and coding of a version.

    A comment says which findings could be turned. The feedback on the old truth is not copied.
    """
    copy = CaseVersion.objects.create(
        case=Case.objects.begin(),
        title=f"Look-alike of {version.case}: {rival.name}"[:TITLE],
        disease=rival,
        look_alike=version.disease,
        look_alike_case=version.case,
        created_by=by,
        **{
            name: getattr(version, name)
            for name in ("typicality", "age", "sex", *Stage, "body", "stubs")
        },
        generated_at=version.generated_at,
    )
    code_findings(copy, version.findings_by_stage())
    text = f"No one or two findings move the evidence to {rival}: write what speaks for it."
    if turn_options:
        changes = " Or: ".join(f"{turn_in_words(turn)}." for turn in turn_options)
        text = f"To move the evidence most to {rival}, change in words and coding: {changes}"
    copy.comments.create(author=by, text=text)
    return copy
