"""Show what the evidence model makes of the cases."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from knowledge.current_model import current_model
from knowledge.inference.explanation import BEDSIDE, DECIDED, read_case

from ...models import CaseVersion
from ..pages import page_context
from ..permissions import can_view

EVIDENCE_PAGE = "admin/cases/caseversion/evidence.html"


def evidence_page(request: HttpRequest) -> HttpResponse:
    """List every published case with the model's reading, disagreement first."""
    if not can_view(request):
        raise PermissionDenied
    versions = CaseVersion.objects.filter(current_of__isnull=False).select_related(
        "case", "disease"
    )
    current = current_model()
    rows = [
        (version, read_case(current.model, version.findings_by_stage(), version.pattern))
        for version in versions.prefetch_related("case_findings")
        if current
    ]
    rows.sort(key=lambda row: (row[1].agrees, row[1].bedside))
    context = {
        **page_context(request, "What the model makes of the cases"),
        "rows": rows,
        "bedside": sum(reading.bedside >= BEDSIDE for _, reading in rows),
        "bedside_from": BEDSIDE,
        "decided_from": DECIDED,
    }
    return render(request, EVIDENCE_PAGE, context)
