from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case
from learners.http import LearnerRequest
from learners.middleware import become_learner

from ..forms import AssessmentForm
from ..models import Attempt
from ..practice.selection import short_of
from .case_page import show_next
from .rule import the_rule


@never_cache
def assessment(request: LearnerRequest) -> HttpResponse:
    """Explain a self-assessment; sent, begin one.

    If one is open, it goes on where it was left.
    """
    form = AssessmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        learner = become_learner(request)
        withheld = form.cleaned_data["feedback"] == "end"
        may_be_outside = form.cleaned_data["may_be_outside"]
        run = Attempt.objects.begin_assessment(
            learner, withheld=withheld, may_be_outside=may_be_outside
        )
        if (run.withheld, run.may_be_outside) != (withheld, may_be_outside):
            messages.info(
                request,
                "You had begun one already, perhaps in another tab, with other choices. It goes on"
                " with those.",
            )
        return redirect("quiz:next_assessed")
    runs = Attempt.objects.assessments(request.learner)
    context = {
        "form": form,
        **the_rule(),
        "open": runs.filter(ended_at=None).first(),
        "taken": runs.exclude(ended_at=None),
        "short": short_of(
            Counter(Case.objects.in_draw().values_list("current__disease__pattern", flat=True))
        ),
    }
    return render(request, "quiz/assessment.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def next_assessed(request: LearnerRequest) -> HttpResponse:
    attempt = Attempt.objects.open_assessment(request.learner)
    return show_next(request, attempt) if attempt else redirect("quiz:assessment")


@require_POST
def end_assessment(request: LearnerRequest) -> HttpResponse:
    attempt = get_object_or_404(Attempt.objects.assessments(request.learner), ended_at=None)
    attempt.end(timezone.now())
    return redirect(attempt)
