"""Begin drafts from the model, and look-alikes of a case."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from content.admin.activity_log import log_addition, user_of
from knowledge.current_model import CurrentModel, current_model
from knowledge.inference.explanation import model_share
from knowledge.inference.model import UnknownFinding
from knowledge.models import Disease
from knowledge.patterns import KEYS, OUTSIDE, Pattern

from ...authoring.drafts import generate, make_look_alike, proposals, turn_in_words
from ...authoring.look_alike import Turn
from ...models import CaseVersion
from ..forms import ModelDraftForm, RivalForm
from ..pages import form_page, page_context
from ..permissions import can_add

LOOK_ALIKE_PAGE = "admin/cases/caseversion/look_alike.html"
DRAFT_INTRO = (
    "The model draws a patient from the frequencies and sets them out as a draft with a line for"
    " each finding. It is published only when a person has written each stage anew and another has"
    " approved it."
)


def draft_page(request: HttpRequest) -> HttpResponse:
    """Ask for disease, typicality and seed, and store the patient drawn as a draft."""
    current = _model_for(request)
    form = ModelDraftForm(request.POST or None, initial={"seed": secrets.randbelow(1_000_000)})
    if current is None:
        messages.error(request, "The model needs a disease of each pattern first.")
        return redirect("admin:cases_caseversion_changelist")
    if not form.is_valid():
        return _draft_form(request, form)
    try:
        version = generate(current.model, **form.cleaned_data, by=user_of(request))
    except UnknownFinding as fault:  # the disease is younger than the model
        form.add_error("disease", str(fault))
        return _draft_form(request, form)
    log_addition(request, version, f"Drafted by the model, seed {form.cleaned_data['seed']}.")
    messages.success(request, "A draft of a possible patient. Write each stage in your own words.")
    return redirect(version)


def look_alike_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would move the evidence to a rival, then make the draft."""
    current = _model_for(request)
    version = get_object_or_404(CaseVersion.objects.select_related("case", "disease"), pk=pk)
    form = RivalForm(request.POST or request.GET or None, version)
    context: dict[str, Any] = {"form": form, "version": version}
    if current and form.is_valid():
        rival = form.cleaned_data["rival"]
        try:
            turns = proposals(current.model, version, rival)
        except UnknownFinding as fault:  # the disease is younger than the model
            form.add_error("rival", str(fault))
        else:
            if request.method == "POST":
                return _made(request, version, rival, turns[1:])
            keys = KEYS if OUTSIDE in (version.pattern, rival.pattern) else tuple(Pattern)
            proposal = [
                (
                    turn_in_words(turn),
                    [
                        model_share(percent)
                        for percent in (100 * turn.chance, *(turn.belief[key] for key in keys))
                    ],
                )
                for turn in turns
            ]
            context |= {"rival": rival, "proposal": proposal, "keys": keys}
    context = {**page_context(request, "Make a look-alike"), **context}
    return render(request, LOOK_ALIKE_PAGE, context, status=422 if form.errors else 200)


def _draft_form(request: HttpRequest, form: ModelDraftForm) -> HttpResponse:
    return form_page(request, form, "Draft from the model", "Draw and draft", intro=DRAFT_INTRO)


def _made(
    request: HttpRequest, version: CaseVersion, rival: Disease, turns: list[Turn]
) -> HttpResponse:
    copy = make_look_alike(version, rival, turns, user_of(request))
    log_addition(request, copy, f"Begun as a look-alike of case {version.case}.")
    messages.success(request, "A new case. What to change stands among the comments.")
    return redirect(copy)


def _model_for(request: HttpRequest) -> CurrentModel | None:
    """Return the model; raises PermissionDenied for people who may not begin a case."""
    if not can_add(request):
        raise PermissionDenied
    return current_model()
