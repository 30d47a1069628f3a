from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.http import LearnerRequest, keep_choice
from learners.middleware import name_browser

from ..days import end_of_day
from ..models import Attempt, Miss
from ..modes.practice import announced_case, current_practice
from .case_page import show_answer, show_next

OUTSIDE_COOKIE = "outside"  # whether practice deals patients with none of the three from the start


@require_safe
@never_cache
def practice(request: LearnerRequest) -> HttpResponse:
    return show_next(request, _current(request))


@require_safe
@never_cache
def look_again(request: LearnerRequest) -> HttpResponse:
    """Say how many returns are due today, and nothing of what they are."""
    misses = Miss.objects.open(request.learner)
    end = end_of_day(timezone.now())
    later = (miss.due_at for miss in misses if miss.due_at and not miss.is_due(end))
    context = {
        "due": sum(miss.is_due(end) for miss in misses),
        "next_at": min(later, default=None),
    }
    return render(request, "quiz/look_again.html", context)


@require_safe
@never_cache
def next_return(request: LearnerRequest) -> HttpResponse:
    """Show another case of a pair that is due today, or that none is left."""
    attempt = _current(request)
    waiting = attempt.waiting_return() if attempt.pk else None
    if waiting:
        return redirect(waiting)
    due = Miss.objects.due_today(request.learner, timezone.now())
    answer = announced_case(attempt, request.learner, due[0]) if due else None
    return show_answer(request, answer) if answer else redirect("quiz:look_again")


def _current(request: LearnerRequest) -> Attempt:
    return current_practice(
        request.learner,
        name_browser(request),
        wishes_outside=request.COOKIES.get(OUTSIDE_COOKIE) == "on",
    )


@require_POST
def wish_outside(request: LearnerRequest) -> HttpResponse:
    """Deal patients with none of the three from the start in this browser, or not, and keep it."""
    response = redirect("quiz:practice")
    keep_choice(response, OUTSIDE_COOKIE, "on" if request.POST.get("wish") else "")
    return response
