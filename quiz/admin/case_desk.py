"""Add the analysis of answers to the authors' desk for cases."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from cases.admin.extensions import CaseDeskExtension, DeskPage
from cases.models import CaseVersion

from ..key_correction import still_scored_by_the_old_key
from ..models import KeyCorrection
from ..views.preview import preview
from .analysis import FlagFilter, answers, facility, flags


def key_context(request: HttpRequest, version: CaseVersion) -> dict[str, Any]:
    """Return what a page of a version shows of its key.

    This is a proposed correction, and the answers that an old key still scores.
    """
    corrections = KeyCorrection.objects.open().filter(version__case=version.case_id)
    context: dict[str, Any] = {"proposed": corrections.for_list().first()}
    if old_key := still_scored_by_the_old_key(version):
        earlier, learners = old_key
        query = urlencode({"version": earlier.pk, "disease": version.disease_id})
        address = f"{reverse('admin:quiz_keycorrection_add')}?{query}"
        context["earlier"], context["answered"] = earlier, len(learners)
        context["rescore_url"] = address if request.user.has_perm("quiz.add_keycorrection") else ""
    return context


WHAT_ANSWERS_ADD = CaseDeskExtension(
    columns=[answers, facility, flags],
    filters=[FlagFilter],
    select_related=["line"],
    prefetch_related=["line__tallies"],
    context=key_context,
    pages=[DeskPage("<int:pk>/preview/<int:committed>/", preview, "preview")],
)
