"""What a learner has here: to see, to take out, to delete."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .account_closure import account_data, close_account
from .account_sections import sections
from .forms import DeletionForm, MergeForm
from .middleware import forget_browser, guest_of, key_of
from .models import Learner


@require_safe
@never_cache
def account(request: Any) -> HttpResponse:
    guest = guest_of(request) if request.user.is_authenticated else None
    return render(
        request,
        "learners/account.html",
        {
            "form": DeletionForm(user=request.user),
            "amounts": guest and guest.amounts(),
            "sections": sections(request),
        },
    )


@login_required
@never_cache
def merge(request: Any) -> HttpResponse:
    """Ask whether what was done in this browser without an account is to come along; nothing is taken unasked."""
    guest, following = guest_of(request), _following(request)
    amounts = guest.amounts() if guest else []
    if guest is None or not amounts:
        return redirect(following)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "amounts": amounts, "next": following, "not_now": _without_the_guest(following)}
        return render(request, "learners/merge.html", context, status=422 if form.is_bound else 200)
    if form.cleaned_data["choice"] == "bring":
        Learner.objects.get_or_create(user=request.user)[0].take_over(guest)
        messages.success(request, f"With your account now: {', '.join(amounts)}.")
        return redirect(following)
    forget_browser(request)
    messages.success(request, "Left behind. Nobody can open it any more.")
    return redirect(_without_the_guest(following))


@require_safe
@never_cache
def here(request: Any) -> HttpResponse:
    """Who is here now, by an opaque key, and a token for their forms: for a page that was opened before."""
    return JsonResponse({"account": key_of(request), "token": get_token(request)})


@require_safe
@never_cache
def export(request: Any) -> HttpResponse:
    """Everything that is kept of a learner, as a JSON file."""
    data = request.learner.export() if request.learner else {}
    if request.user.is_authenticated:
        data = {**account_data(request.user), **data}
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="motor-unit.json"'
    return response


@require_POST
def delete(request: Any) -> HttpResponse:
    """All of a learner's work, and the account if there is one, gone for good."""
    form = DeletionForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "learners/account.html", {"form": form}, status=422)
    user, learner = request.user, request.learner
    if user.is_authenticated:
        person = User.objects.get(pk=user.pk)
        logout(request)
        close_account(person)
    elif learner:
        learner.delete()
    messages.success(request, "All that was kept of you has been deleted.")
    forget_browser(request)
    request.has_signed_out = True
    return redirect("home")


def _following(request: Any) -> str:
    """Where whoever signed in wanted to go, if that is here."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url.startswith("/") and url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def _without_the_guest(url: str) -> str:
    """The same, unless it shows a row of a learner's own: that may be what does not come along."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return url
    is_one_row = "pk" in match.kwargs and "admin" not in match.namespaces
    return resolve_url(settings.LOGIN_REDIRECT_URL) if is_one_row else url
