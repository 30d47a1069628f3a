"""Lead through a first case that counts nowhere; its address holds how far one has come."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.http import push_url

from knowledge.patterns import NO_IDEA, Belief, Stage
from learners.http import LearnerRequest
from learners.middleware import become_learner

from .. import guided_case
from ..feedback import outcome_in_words
from ..forms import BeliefForm
from ..models import FirstCase
from ..scoring.belief_score import q_score
from ..scoring.mastery import RULE


@never_cache
def first_case(request: LearnerRequest) -> HttpResponse:
    path = guided_case.path_from(request.GET.get("path", ""))
    if request.method != "POST" or len(path) == len(Stage):
        is_earning = request.htmx and "earn" in request.GET
        return _earning(request, path) if is_earning else _show(request, path)
    form = BeliefForm(request.POST, start=_last(path))
    is_asked = "earn" in request.POST
    # from the examination on the page itself offers to leave the point where it is
    must_ask = form.is_valid() and form.is_untouched and not path
    if is_asked or not form.is_valid() or must_ask:
        return _show(request, path, form, is_asked=is_asked, status=422 if form.errors else 200)
    path = (*path, form.belief)
    if len(path) == len(Stage):
        FirstCase.objects.record(become_learner(request))
    if request.htmx:
        return push_url(_show(request, path, has_moved=True), _address(path))
    return redirect(_address(path))


def _earning(request: LearnerRequest, path: tuple[Belief, ...]) -> HttpResponse:
    """Show what the belief in the fields would earn; nothing new while they hold none."""
    form = BeliefForm(request.GET, start=_last(path))
    if not form.is_valid():
        return HttpResponse(status=204)
    return render(request, "quiz/_earnings.html", {"earnings": guided_case.earnings(form.belief)})


def _show(
    request: LearnerRequest,
    path: tuple[Belief, ...],
    form: BeliefForm | None = None,
    *,
    has_moved: bool = False,
    is_asked: bool = False,
    status: int = 200,
) -> HttpResponse:
    form = form or BeliefForm(start=_last(path))
    stages = list(Stage)[: len(path) + 1]
    context = {
        "path": path,
        "form": form,
        "stage": stages[-1],
        "stages": stages,
        "shown": [(stage, guided_case.TEXTS[stage]) for stage in stages],
        "earnings": guided_case.earnings(form.shown),
        "is_asked": is_asked,
        "committed": stages[-2].label if path else "",
        "commit_url": _address(path),
        "is_over": len(path) == len(Stage),
        "focus": has_moved,
    }
    if context["is_over"]:
        truth, last = guided_case.TRUTH, path[-1]
        context |= {
            "truth": truth,
            "disease": guided_case.DISEASE,
            "points": q_score(last, truth),
            "outcome": outcome_in_words(dict(zip(Stage, path, strict=True)), truth),
            "decided": guided_case.DECIDED,
            "fewest_cases": RULE.fewest_cases,
            "label": f"Your beliefs at the three stages; the last is {last[truth]} % on the truth",
        }
    template = "quiz/_first_case.html" if request.htmx else "quiz/first_case.html"
    return render(request, template, context, status=status)


def _last(path: tuple[Belief, ...]) -> Belief:
    return path[-1] if path else NO_IDEA


def _address(path: tuple[Belief, ...]) -> str:
    query = f"?{urlencode({'path': guided_case.spelt_path(path)})}" if path else ""
    return reverse("quiz:first_case") + query
