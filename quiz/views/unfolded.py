"""Parts of a case's page that are fetched once somebody opens them.

Each has a page of its own too, for a browser without scripts.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest

from ..feedback import feedback
from ..models import Answer
from .case_page import around_case


@require_safe
@never_cache
def body_map(request: LearnerRequest, pk: int) -> HttpResponse:
    """Draw on the body what the stages show on which a belief has been committed."""
    answer = get_object_or_404(Answer.objects.by(request.learner).for_page(), pk=pk)
    return _part(request, "body_map", answer)


@require_safe
@never_cache
def lesser_findings(request: LearnerRequest, pk: int) -> HttpResponse:
    """Draw what those findings moved that stand below the strongest."""
    told = Answer.objects.by(request.learner).finished().told().for_page()
    answer = get_object_or_404(told, pk=pk)
    supported = feedback(answer).supported
    if not supported:
        raise Http404
    return _part(request, "lesser_findings", answer, rows=supported.telling)


def _part(request: LearnerRequest, name: str, answer: Answer, **context: Any) -> HttpResponse:
    template = f"quiz/_{name}.html" if request.htmx else f"quiz/{name}.html"
    context |= {"answer": answer, **around_case(answer.attempt)}
    return render(request, template, context)
