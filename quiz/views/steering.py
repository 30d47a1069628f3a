"""Let learners choose by what practice deals, and deal it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest
from learners.middleware import name_browser

from ..candidates import candidates
from ..forms import CaseChoiceForm
from ..modes.practice import chosen_case, current_practice
from ..practice.steering import CaseChoice, chosen_cases, looser_choices
from .case_page import show_answer


@require_safe
@never_cache
def steered(request: LearnerRequest) -> HttpResponse:
    """Show what can be chosen, and how many cases fit."""
    choice = CaseChoice.read(request.GET.dict())
    bank = candidates(request.learner)
    found = chosen_cases(choice, bank)
    form = CaseChoiceForm(initial=choice.query)
    looser = {} if found.pool else looser_choices(choice, bank)
    context = {
        "form": form,
        "choice": choice,
        "found": found,
        "looser": [
            (form[name].label, n, f"?{urlencode(choice.without(name).query)}")
            for name, n in looser.items()
        ],
        "next_url": _address("quiz:steered_case", choice),
    }
    template = "quiz/_chosen.html" if request.htmx else "quiz/steered.html"
    return render(request, template, context)


@require_safe
@never_cache
def steered_case(request: LearnerRequest) -> HttpResponse:
    """Show the next case of a choice; where there is none, the choice, which says why."""
    choice = CaseChoice.read(request.GET.dict())
    attempt = current_practice(request.learner, name_browser(request))
    if attempt.pk and (waiting := attempt.waiting_choice(urlencode(choice.query))):
        return redirect(waiting)
    pool = chosen_cases(choice, candidates(request.learner)).pool
    answer = chosen_case(attempt, request.learner, choice, pool)
    return show_answer(request, answer) if answer else redirect(_address("quiz:steered", choice))


def _address(name: str, choice: CaseChoice) -> str:
    query = urlencode(choice.query)
    return f"{reverse(name)}?{query}" if query else reverse(name)
