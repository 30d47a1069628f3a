"""At the authors' desk: drafts from the model, and look-alikes of a case."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from content.admin.activity_log import user_of
from knowledge.current_model import Knowledge, knowledge
from knowledge.inference.explanation import model_share
from knowledge.inference.model import UnknownFinding
from knowledge.models import Disease

from .forms import ModelDraftForm, RivalForm
from .generating import generate, in_words, make_look_alike, proposals
from .likening import Turn
from .models import CaseVersion
from .review_admin import ReviewMixin

LOOK_ALIKE_PAGE = "admin/cases/caseversion/look_alike.html"
DRAFT_INTRO = (
    "The model draws a patient from the frequencies and sets them out as a draft with a line for each finding. "
    "It is published only when a person has written each stage anew and another has approved it."
)


class DraftingMixin(ReviewMixin):
    """For the list of versions, a draft from the model; for a version, its look-alike."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("draft/", view(self.draft_page), name="cases_caseversion_draft"),
            path("<int:pk>/look-alike/", view(self.look_alike_page), name="cases_caseversion_look_alike"),
            *super().get_urls(),
        ]

    def draft_page(self, request: HttpRequest) -> HttpResponse:
        """Choose disease, typicality and seed; what is drawn is stored as a draft."""
        known = self._known(request)
        form = ModelDraftForm(request.POST or None, initial={"seed": secrets.randbelow(1_000_000)})
        if known is None:
            messages.error(request, "The model needs a disease of each pattern first.")
            return redirect("admin:cases_caseversion_changelist")
        if not form.is_valid():
            return self.form_page(request, form, "Draft from the model", "Draw and draft", intro=DRAFT_INTRO)
        try:
            version = generate(known.model, **form.cleaned_data, by=user_of(request))
        except UnknownFinding as fault:  # the disease is younger than the model
            form.add_error("disease", str(fault))
            return self.form_page(request, form, "Draft from the model", "Draw and draft", intro=DRAFT_INTRO)
        self.log_addition(request, version, f"Drafted by the model, seed {form.cleaned_data['seed']}.")
        messages.success(request, "A draft of a possible patient. Write each stage in your own words.")
        return redirect(version)

    def look_alike_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """See what would move the evidence to a rival, then make the draft."""
        known = self._known(request)
        version = get_object_or_404(CaseVersion.objects.select_related("case", "disease"), pk=pk)
        form = RivalForm(request.POST or request.GET or None, version)
        context: dict[str, Any] = {"form": form, "version": version}
        if known and form.is_valid():
            rival = form.cleaned_data["rival"]
            try:
                told = proposals(known.model, version, rival)
            except UnknownFinding as fault:  # the disease is younger than the model
                form.add_error("rival", str(fault))
            else:
                if request.method == "POST":
                    return self._made(request, version, rival, told[1:])
                proposal = [(in_words(turn), turn, model_share(100 * turn.chance)) for turn in told]
                context |= {"rival": rival, "proposal": proposal}
        around = {**self.admin_site.each_context(request), "title": "Make a look-alike", "opts": self.opts}
        status = 422 if form.errors else 200
        return render(request, LOOK_ALIKE_PAGE, {**around, **context}, status=status)

    def _made(self, request: HttpRequest, version: CaseVersion, rival: Disease, told: list[Turn]) -> HttpResponse:
        copy = make_look_alike(version, rival, told, user_of(request))
        self.log_addition(request, copy, f"Begun as a look-alike of case {version.case}.")
        messages.success(request, "A new case. What to change stands among the comments.")
        return redirect(copy)

    def _known(self, request: HttpRequest) -> Knowledge | None:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return knowledge()
