"""Show a case to whoever writes or reviews it, as a learner would see it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cases.admin.permissions import can_view
from cases.models import CaseVersion
from knowledge.patterns import NO_IDEA

from ..feedback import feedback
from ..forms import BeliefForm
from ..preview import PreviewAnswer


def preview(request: HttpRequest, pk: int, committed: int) -> HttpResponse:
    """Show a case as a learner sees it after this many beliefs.

    After three of them the feedback is shown, unless an unpublished version lacks something. Raises
    PermissionDenied for who may not view cases.
    """
    if not can_view(request):
        raise PermissionDenied
    version = get_object_or_404(
        CaseVersion.objects.select_related("case", "disease", "look_alike"), pk=pk
    )
    following = reverse("admin:cases_caseversion_preview", args=[pk, min(committed + 1, 3)])
    answer = PreviewAnswer(version, min(committed, 3), following)
    is_whole = version.published_at or not version.missing()
    context = {
        "version": version,
        "answer": answer,
        "form": BeliefForm(start=NO_IDEA),
        "feedback": feedback(answer) if answer.is_finished and is_whole else None,
    }
    return render(request, "admin/quiz/preview.html", context)
