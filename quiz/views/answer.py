"""Show a case stage by stage, and take beliefs, marks and reports on it."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from knowledge.patterns import KEYS, Pattern, Stage
from learners.http import LearnerRequest
from learners.middleware import become_learner, who

from ..forms import BeliefForm, ReflectionForm, ReportForm
from ..models import Answer, RunEndedError
from ..modes import mode_of
from ..tickets import store_answer, unseal_answer
from .case_page import around_case, show_answer


@require_POST
def begin(request: LearnerRequest) -> HttpResponse:
    """Take the first belief on a case that was dealt.

    Its learner, its run and its answer are stored now.
    """
    try:
        answer = unseal_answer(request.POST.get("case", ""))
        form = BeliefForm(
            request.POST, start=answer.last_belief, may_be_outside=answer.may_be_outside
        )
        if not form.is_valid() or form.is_untouched:
            return show_answer(request, answer, form, status=422 if form.errors else 200)
        answer = store_answer(answer, become_learner(request))
    except (BadSignature, ObjectDoesNotExist) as fault:
        raise BadRequest("This page is out of date.") from fault
    except RunEndedError as ended:
        return _ended(request, ended)
    return _commit(request, answer, Stage.HISTORY, form)


@require_safe
@never_cache
def answer(request: LearnerRequest, pk: int) -> HttpResponse:
    return show_answer(
        request, get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk)
    )


@require_POST
def commit_belief(request: LearnerRequest, pk: int, position: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk)
    stage = list(Stage)[position - 1]
    form = BeliefForm(request.POST, start=answer.last_belief, may_be_outside=answer.may_be_outside)
    if stage in answer.beliefs and not form.is_valid():
        messages.info(request, _not_taken(answer, stage))
        return _there(request, answer)
    if answer.wants_reflection and stage is answer.stage:
        messages.info(
            request, "Your last belief was not taken yet. First say what fits and what does not."
        )
        return show_answer(request, answer, form, status=422)
    if not form.is_valid() or (form.is_untouched and stage is answer.stage):
        return show_answer(request, answer, form, status=422 if form.errors else 200)
    return _commit(request, answer, stage, form)


@require_POST
def reflect(request: LearnerRequest, pk: int) -> HttpResponse:
    """Store what fits and what does not, said once before the last belief."""
    answer = get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk)
    form = ReflectionForm(request.POST, answer=answer)
    if answer.wants_reflection:
        if not form.is_valid():
            return show_answer(request, answer, reflection=form, status=422)
        answer.reflect(form.patterns, form.said)
    elif hasattr(answer, "reflection") and not (
        form.is_valid() and form.said == answer.reflection.said
    ):
        messages.info(
            request,
            "This case has its marks already, perhaps from another tab. The first ones count.",
        )
    return show_answer(request, answer) if request.htmx else redirect(answer)


@never_cache
def report_problem(request: LearnerRequest, pk: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.by(request.learner).finished().for_page(), pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.learner, form.instance.version = request.learner, answer.version
        form.save()
        messages.success(request, "Thank you. Your report has reached the authors.")
        return redirect(answer)
    status = 422 if form.is_bound else 200
    context = {"answer": answer, "form": form, **around_case(answer.attempt)}
    return render(request, "quiz/report_problem.html", context, status=status)


def _commit(
    request: LearnerRequest, answer: Answer, stage: Stage, form: BeliefForm
) -> HttpResponse:
    try:
        answer.commit(form.belief, stage=stage, at=timezone.now())
    except RunEndedError as ended:
        return _ended(request, ended)
    if answer.beliefs.get(stage) != form.belief:
        messages.info(request, _not_taken(answer, stage))
    attempt = answer.attempt
    if answer.is_finished and not attempt.ended_at and mode_of(attempt).is_over(attempt):
        attempt.end(timezone.now())
    return _there(request, answer)


def _there(request: LearnerRequest, answer: Answer) -> HttpResponse:
    if not request.htmx:
        return redirect(answer)
    here, response = answer.get_absolute_url(), show_answer(request, answer)
    # Of a case's stages one stands in the history, so that Back leaves the case instead of showing
    # the same again.
    return response if request.htmx.current_url_abs_path == here else push_url(response, here)


def _not_taken(answer: Answer, stage: Stage) -> str:
    """Say why a belief was not taken.

    An earlier one stands, which is named, or its stage has not come.
    """
    if stage not in answer.beliefs:
        return f"This case has not come to the {stage} yet, so this belief was not taken."
    shares = ", ".join(
        f"{key.site} {answer.beliefs[stage][key]}\N{NO-BREAK SPACE}%"
        for key in (KEYS if answer.may_be_outside else Pattern)
    )
    return (
        f"This belief was not taken: you committed one at the {stage} before, perhaps in another"
        f" tab ({shares}). The first one counts."
    )


def _ended(request: LearnerRequest, ended: RunEndedError) -> HttpResponse:
    messages.info(
        request,
        "This quiz or self-assessment is no longer open, so this belief was not taken. Nothing was"
        " changed.",
    )
    return HttpResponseClientRedirect(ended.url) if request.htmx else redirect(ended.url)
