"""Drafts that do not begin with an empty page: a patient drawn by the model, or a look-alike of a case."""

from collections.abc import Sequence
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from knowledge.inference.differential import look_alikes
from knowledge.inference.model import Model
from knowledge.models import Disease, Finding
from knowledge.patterns import Stage

from .drafting import draft
from .likening import Turn, look, turns
from .models import Case, CaseFinding, CaseVersion
from .writing_help import FindingWords

TITLE = 120  # characters


def finding_words() -> dict[str, FindingWords]:
    """All findings, as the help for writing knows them."""
    return {
        row.pk: FindingWords(
            *(row.name, row.stage, row.hpo_label, row.elicit, row.role == "confirmatory"), synonyms=row.synonyms
        )
        for row in Finding.objects.all()
    }


@transaction.atomic
def generate(model: Model, disease: Disease, typicality: str, seed: int, by: User) -> CaseVersion:
    """A draft of a drawn patient of a disease. It says that it was generated, and what a person still has to write."""
    drafted = draft(model, finding_words(), disease.pk, typicality, Random(seed))  # type: ignore[arg-type]
    stubs = {stage.value: text for stage, text in drafted.stubs.items()}
    nearest = next(iter(look_alikes(disease.pk, model=model)), None)
    version = CaseVersion.objects.create(
        case=Case.objects.begin(),
        title=f"Drafted, seed {seed}: {disease.name}"[:TITLE],
        disease=disease,
        typicality=typicality,
        age=drafted.age,
        sex=drafted.sex,
        look_alike_id=nearest[0] if nearest else None,
        created_by=by,
        generated_at=timezone.now(),
        stubs=stubs,
        **stubs,
    )
    CaseFinding.objects.bulk_create(
        CaseFinding(
            version=version, finding_id=item.finding, stage=item.stage, present=item.present, decides=item.decides
        )
        for item in drafted.coded
    )
    return version


def proposals(model: Model, version: CaseVersion, rival: Disease) -> list[Turn]:
    """How a case stands to a rival disease now, then with one finding turned, then with two."""
    by_stage = version.findings_by_stage()
    findings = {f: sign for stage in Stage for f, sign in by_stage[stage].items() if f in model.tables.roles}
    return [look(model, findings, {}, rival.pk), *turns(model, findings, rival.pk)]


def in_words(turn: Turn) -> str:
    """What a turn changes, such as "Drooping eyelid: absent; Dry mouth: present (new)"."""
    names = dict(Finding.objects.filter(pk__in=turn.findings).values_list("pk", "name"))
    told = [
        f"{names[finding]}: {'present' if sign else 'absent'}{' (new)' if finding in turn.added else ''}"
        for finding, sign in turn.findings.items()
    ]
    return "; ".join(told) or "As it is coded now"


@transaction.atomic
def make_look_alike(version: CaseVersion, rival: Disease, told: Sequence[Turn], by: User) -> CaseVersion:
    """A new case with the words and coding of a version, of a rival disease; a comment says what could be turned.

    What the feedback says of the old truth is not taken along.
    """
    copy = CaseVersion.objects.create(
        case=Case.objects.begin(),
        title=f"Look-alike of {version.case}: {rival.name}"[:TITLE],
        disease=rival,
        look_alike=version.disease,
        look_alike_case=version.case,
        created_by=by,
        **{name: getattr(version, name) for name in ("typicality", "age", "sex", *Stage, "body", "stubs")},
        generated_at=version.generated_at,
    )
    CaseFinding.objects.bulk_create(
        CaseFinding(version=copy, finding=item.finding, stage=item.stage, present=item.present)
        for item in version.case_findings.select_related("finding")
    )
    text = f"No one or two findings move the evidence to {rival}: write what speaks for it."
    if told:
        changes = " Or: ".join(f"{in_words(turn)}." for turn in told)
        text = f"To move the evidence most to {rival}, change in words and coding: {changes}"
    copy.comments.create(author=by, text=text)
    return copy
