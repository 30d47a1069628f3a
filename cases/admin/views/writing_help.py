"""Show what to think about in a case while it is being typed; nothing is stored."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from content.spelling import words
from knowledge.current_model import current_model
from knowledge.models import Disease
from knowledge.models.examination import Manoeuvre
from knowledge.patterns import Stage, as_key
from knowledge.traces.parameters import MOST_TRACES, Trace, as_traces, parse_traces

from ...authoring.checklist import REQUIREMENTS, CaseToPublish, empty_requirements
from ...authoring.checks import (
    MOST_READ,
    CodedFinding,
    Shelf,
    ShelvedCase,
    WrittenCase,
    writing_help,
)
from ...authoring.drafts import finding_words
from ...authoring.giveaways import names_of
from ...models import CaseVersion
from ..pages import page_context
from ..permissions import can_add, can_change

MOST_CODED = 200  # rows of findings that are read
FIELDS = {  # what is said of it: the title, and the part of the form that it is about
    **{stage.value: (stage.label, f"id_{stage}") for stage in Stage},
    "findings": ("Findings and evidence", "case_findings-group"),
    "missing": ("Still to do before review", ""),
    "disease": ("Similar cases", ""),
    "age": ("Age and sex over the bank", ""),
}


@require_POST
def help_page(request: HttpRequest) -> HttpResponse:
    """Show what can be said of the case in the form: a panel that follows the typing.

    Without JavaScript a button opens it in a tab.
    """
    if not (can_change(request) or can_add(request)):
        raise PermissionDenied
    own = request.POST.get("case", "")
    on = shelf(leave_out=own)
    help_by_field = {**writing_help(read(request.POST), on), "missing": missing(request.POST, on)}
    sections = [(*FIELDS[name], help_by_field[name]) for name in FIELDS if help_by_field.get(name)]
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "admin/cases/caseversion/_help.html", {"told": sections})
    context = {**page_context(request, "Writing help"), "told": sections}
    return render(request, "admin/cases/caseversion/help.html", context)


def read(data: QueryDict) -> WrittenCase:
    """Return the case that a form sends, without what makes no sense yet."""
    age = data.get("age", "")
    total = data.get("case_findings-TOTAL_FORMS", "")
    rows = [f"case_findings-{n}-" for n in range(min(_whole(total) or 0, MOST_CODED))]
    return WrittenCase(
        texts={stage: data.get(stage.value, "") for stage in Stage},
        coded=[
            CodedFinding(
                str(data[f"{row}finding"]),
                Stage(stage),
                f"{row}present" in data,
                f"{row}decides" in data,
            )
            for row in rows
            if data.get(f"{row}finding")
            and f"{row}DELETE" not in data
            and (stage := data.get(f"{row}stage")) in list(Stage)
        ],
        disease=data.get("disease", ""),
        age=_whole(age),
        sex=data.get("sex", ""),
        traces=_readable_traces(data.get("traces", "")),
    )


def missing(data: QueryDict, on: Shelf) -> list[str]:
    """Return what a review will ask for and is empty, but for stages and coding."""
    _, key = on.diseases.get(data.get("disease", ""), ("", None))
    texts = {item.field: data.get(item.field, "") for item in REQUIREMENTS}
    empty = empty_requirements(CaseToPublish(texts=texts, key=key))
    return [f"Give {'; '.join(item.content for item in empty)}."] if empty else []


def shelf(*, leave_out: str = "") -> Shelf:
    """Return what a case is compared with.

    These are findings, diseases, the model, and the cases that learners are dealt, without the case
    that has the code `leave_out`.
    """
    findings = finding_words()
    diseases = list(Disease.objects.all())
    versions = (
        CaseVersion.objects.in_draw()
        .exclude(case__code=leave_out)
        .select_related("disease")
        .prefetch_related("case_findings")
    )
    current = current_model()
    return Shelf(
        findings=findings,
        diseases={row.pk: (row.name, as_key(row.pattern)) for row in diseases},
        disease_names={
            name for row in diseases for name in names_of(row.pk, row.name, row.synonyms)
        },
        bank=[_bank_case(version) for version in versions],
        model=current.model if current else None,
        shown=set(Manoeuvre.findings.through.objects.values_list("finding", flat=True)),
        terms={word for says in findings.values() for name in says.called for word in words(name)},
    )


def _bank_case(version: CaseVersion) -> ShelvedCase:
    return ShelvedCase(
        version.title,
        version.disease_id,
        version.pattern,
        version.age,
        version.sex,
        findings={item.finding_id: item.present for item in version.case_findings.all()},
        words={stage: len(words(getattr(version, stage))) for stage in Stage},
    )


def _readable_traces(text: str) -> list[Trace]:
    """Return the traces of a text, a line each, without lines that cannot be read yet."""
    lines = [line for line in text[:MOST_READ].splitlines() if line.strip()]
    traces: list[Trace] = []
    for line in lines[:MOST_TRACES]:
        try:
            traces += as_traces(parse_traces(line))
        except (ValueError, RecursionError):
            continue
    return traces


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None
