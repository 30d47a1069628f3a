from django.core.exceptions import BadRequest
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest
from learners.middleware import become_learner, name_browser

from ..drill_result import drill_result
from ..forms import DrillForm
from ..models import Drill
from ..practice.look_alikes import pair_of


@never_cache
def look_alikes(request: LearnerRequest) -> HttpResponse:
    """Show two look-alikes side by side; sent, store what the learner says.

    `?pair=neurogenic-myogenic` asks for two of these patterns.
    """
    if request.method == "POST":
        return _drilled(request)
    between = pair_of(request.GET.get("pair", ""))
    drill = Drill.objects.drawn(request.learner, name_browser(request), between)
    context = {
        "drill": drill,
        "between": between,
        "form": DrillForm(drill=drill) if drill else None,
    }
    return render(request, "quiz/look_alikes.html", context)


@require_safe
@never_cache
def look_alike(request: LearnerRequest, pk: int) -> HttpResponse:
    related = ("first__case", "first__disease", "second__case", "second__disease", "finding")
    drill = get_object_or_404(Drill.objects.by(request.learner).select_related(*related), pk=pk)
    return render(request, "quiz/look_alike.html", {"drill": drill, "result": drill_result(drill)})


def _drilled(request: LearnerRequest) -> HttpResponse:
    try:
        drill = Drill.objects.dealt(request.POST.get("pair", ""))
    except (BadSignature, KeyError) as fault:
        raise BadRequest("This page is out of date.") from fault
    form = DrillForm(request.POST, drill=drill)
    if not form.is_valid():
        context = {
            "drill": drill,
            "between": pair_of(request.GET.get("pair", "")),
            "form": form,
        }
        return render(request, "quiz/look_alikes.html", context, status=422)
    choices = form.cleaned_data
    drill.learner = become_learner(request)
    drill.marked = choices.get("marked")
    drill.first_call, drill.second_call = choices["first_call"], choices["second_call"]
    drill.finding_id, drill.reason = choices["finding"], choices["reason"]
    drill.save()
    return redirect(drill)
