"""What a learner has here: to see, to take out, to delete."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .forms import DeletionForm
from .middleware import COOKIE


@require_safe
@never_cache
def account(request: Any) -> HttpResponse:
    return render(request, "learners/account.html", {"form": DeletionForm()})


@require_safe
@never_cache
def export(request: Any) -> HttpResponse:
    """Everything that is kept of a learner, as a JSON file."""
    data = request.learner.export() if request.learner else {}
    if request.user.is_authenticated:
        data = {"email": request.user.email, "joined_at": request.user.date_joined.isoformat(), **data}
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="motor-unit.json"'
    return response


@require_POST
def delete(request: Any) -> HttpResponse:
    """All of a learner's work, and the account if there is one, gone for good."""
    form = DeletionForm(request.POST)
    if not form.is_valid():
        return render(request, "learners/account.html", {"form": form}, status=422)
    user, learner = request.user, request.learner
    if learner:
        learner.delete()
    if user.is_authenticated:
        logout(request)
        user.delete()
    messages.success(request, "All that was kept of you has been deleted.")
    response = redirect("lessons:home")
    response.delete_cookie(COOKIE)
    return response
