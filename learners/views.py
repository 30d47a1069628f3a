"""Show, export, merge and delete what is kept of a learner."""

from dataclasses import asdict
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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .account_closure import account_data, close_account
from .account_sections import account_sections
from .forms import DeletionForm, MergeForm, SettingsForm
from .http import LearnerRequest
from .middleware import become_learner, forget_browser, guest_of, key_of, settings_of
from .models import Learner


@require_safe
@never_cache
def account(request: LearnerRequest) -> HttpResponse:
    guest = guest_of(request) if request.user.is_authenticated else None
    return render(
        request,
        "learners/account.html",
        {
            "form": DeletionForm(user=request.user),
            "amounts": guest and guest.amounts(),
            "sections": account_sections(request),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def personal_settings(request: LearnerRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = SettingsForm(sent, initial=asdict(settings_of(request)))
    if form.is_valid():
        become_learner(request).keep_settings(**form.cleaned_data)
        messages.success(request, "Kept. Every page follows them from now on.")
        return redirect("learners:personal_settings")
    return render(
        request,
        "learners/personal_settings.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
def remember_folds(request: LearnerRequest) -> HttpResponse:
    """Keep which folds a learner has opened and folded; of nobody else anything is kept."""
    if request.learner:
        request.learner.remember_folds(
            request.POST.getlist("opened"), request.POST.getlist("closed")
        )
    return HttpResponse(status=204)


@login_required
@never_cache
def merge(request: LearnerRequest) -> HttpResponse:
    """Ask whether to bring along what was done in this browser without an account."""
    guest, following = guest_of(request), _following(request)
    amounts = guest.amounts() if guest else []
    if guest is None or not amounts:
        return redirect(following)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            "form": form,
            "amounts": amounts,
            "next": following,
            "not_now": _without_the_guest(following),
        }
        return render(request, "learners/merge.html", context, status=422 if form.is_bound else 200)
    if form.cleaned_data["choice"] == "bring":
        own, _ = Learner.objects.get_or_create(user=request.user)  # type: ignore[misc]
        own.take_over(guest)
        messages.success(request, f"With your account now: {', '.join(amounts)}.")
        return redirect(following)
    forget_browser(request)
    messages.success(request, "Left behind. Nobody can open it any more.")
    return redirect(_without_the_guest(following))


@never_cache
def leave(request: LearnerRequest) -> HttpResponse:
    """Make this browser forget who worked in it, without an account; who has one signs out."""
    if request.user.is_authenticated:
        return redirect("account_logout")
    if request.method != "POST":
        return render(request, "learners/leave.html", {"amounts": _amounts_of(request)})
    forget_browser(request)
    request.has_signed_out = True
    messages.success(request, "This browser knows nothing of you now.")
    response = redirect("home")
    for name in request.COOKIES:  # choices too, such as which patients practice deals
        if name != settings.CSRF_COOKIE_NAME:
            response.delete_cookie(name, samesite="Lax")
    return response


@require_safe
@never_cache
def here(request: LearnerRequest) -> HttpResponse:
    """Return the current account's key and a CSRF token, for a page opened earlier."""
    return JsonResponse({"account": key_of(request), "token": get_token(request)})


@require_safe
@never_cache
def export(request: LearnerRequest) -> HttpResponse:
    data = request.learner.export() if request.learner else {}
    if request.user.is_authenticated:
        data = {**account_data(request.user), **data}
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="motor-unit.json"'
    return response


@require_POST
def delete(request: LearnerRequest) -> HttpResponse:
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


def _amounts_of(request: LearnerRequest) -> list[str]:
    return request.learner.amounts() if request.learner else []


def _following(request: LearnerRequest) -> str:
    """Return the address to go to after signing in, if it is on this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url.startswith("/") and url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def _without_the_guest(url: str) -> str:
    """Return the address, or the default if it shows one row of a learner's own.

    That row may be of the work that was left behind.
    """
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return url
    is_one_row = "pk" in match.kwargs and "admin" not in match.namespaces
    return resolve_url(settings.LOGIN_REDIRECT_URL) if is_one_row else url
