from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.http import LearnerRequest, keep_choice
from learners.middleware import name_browser

from ..modes.practice import current_practice
from .case_page import show_next

OUTSIDE_COOKIE = "outside"  # whether practice deals patients with none of the three from the start


@require_safe
@never_cache
def practice(request: LearnerRequest) -> HttpResponse:
    attempt = current_practice(
        request.learner,
        name_browser(request),
        wishes_outside=request.COOKIES.get(OUTSIDE_COOKIE) == "on",
    )
    return show_next(request, attempt)


@require_POST
def wish_outside(request: LearnerRequest) -> HttpResponse:
    """Deal patients with none of the three from the start in this browser, or not, and keep it."""
    response = redirect("quiz:practice")
    keep_choice(response, OUTSIDE_COOKIE, "on" if request.POST.get("wish") else "")
    return response
