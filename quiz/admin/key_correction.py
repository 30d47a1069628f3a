"""Let one reviewer propose to correct a key, and another confirm or refuse it.

All of it is logged.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.admin.pickers import PLAIN
from cases.models import CaseVersion
from content.admin.activity_log import button_paths, log, user_of
from content.admin.filters import StateFilter
from content.admin.read_only import DecisionAdmin
from knowledge.models import Disease
from knowledge.patterns import OUTSIDE, as_key

from ..forms import RefusalForm
from ..key_correction import correct, effects, left_unsaid, propose
from ..models import KeyCorrection

CONFIRM_PAGE = "admin/quiz/keycorrection/confirm.html"
CORRECTION_PAGE = "admin/quiz/keycorrection/correction.html"
CORRECTED = (
    "The key is corrected. The case is dealt no longer until its headline, arguments, diagnosis and"
    " look-alike are written for the new key: begin a new version."
)
STILL_WHOLE = (
    "The key is corrected. What the current version of the case says fits, so that nothing is to be"
    " rewritten."
)


class CorrectionStateFilter(StateFilter):
    states = {"open": "waits for a second person"}


@admin.register(KeyCorrection)
class KeyCorrectionAdmin(DecisionAdmin):
    """The page of a correction of a key, with its effect and buttons to decide on it."""

    list_display = [
        "version",
        "before",
        "disease",
        "state",
        "proposed_by",
        "corrected_by",
        "corrected_at",
    ]
    list_filter = [CorrectionStateFilter]
    list_select_related = ["version__case", "before", "disease", "proposed_by", "corrected_by"]
    search_fields = [
        "version__title",
        "version__case__code",
        "version__disease__name",
        "disease__name",
    ]
    autocomplete_fields = ["version", "disease"]
    fields = ["version", "disease", "reason"]
    objection_form = RefusalForm

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return [] if PLAIN in request.GET else super().get_autocomplete_fields(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "version":
            # each is named by the code of its case
            kwargs["queryset"] = CaseVersion.objects.select_related("case")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[Any]:
        return [
            *button_paths(
                self,
                confirm=self.confirm_page,
                refuse=self.refuse_page,
                withdraw=self.withdraw_page,
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what would change; sent a second time, propose the correction.

        Where one person may do both, it is done at once.
        """
        if request.method == "POST" and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                if "_confirmed" in request.POST:
                    return self._proposed(request, form.instance)
                return self._before_and_after(request, form)
        around = {"title": "Correct a key", "alone": settings.ALLOW_SELF_APPROVAL}
        return super().add_view(request, form_url, {**around, **(extra_context or {})})

    def page_rows(self) -> QuerySet[KeyCorrection]:
        return KeyCorrection.objects.for_list().select_related("corrected_by", "refused_by")

    def confirm_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a correction that somebody else proposed."""
        return self._done(request, self._decided(request, pk))

    def refuse_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave the key as it is, and store why for the person who proposed otherwise."""
        correction = self._decided(request, pk)
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return self.row_page(request, correction, form, status=422)
        try:
            correction.refuse(by=user_of(request), reason=form.cleaned_data["reason"])
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(correction)
        words = (
            f"Refused to correct the key from {correction.before} to {correction.disease}."
            f" {correction.refusal}"
        )
        log(request, correction.version, words)
        messages.success(request, "Refused. The key stays as it is.")
        return redirect(correction)

    def withdraw_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw a proposal of one's own."""
        correction = self._decided(request, pk)
        try:
            correction.withdraw(by=user_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(correction)
        words = (
            f"Withdrew the proposal to correct the key from {correction.before} to"
            f" {correction.disease}."
        )
        log(request, correction.version, words)
        messages.success(request, "Withdrawn. The key stays as it is.")
        return redirect(correction)

    def _decided(self, request: HttpRequest, pk: int) -> KeyCorrection:
        """Return a correction; raises PermissionDenied for anybody but reviewers."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        correction: KeyCorrection = self.row(pk)
        return correction

    def _proposed(self, request: HttpRequest, correction: KeyCorrection) -> HttpResponse:
        try:
            propose(correction, by=user_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect("admin:quiz_keycorrection_changelist")
        before, disease = correction.before, correction.disease
        log(
            request,
            correction.version,
            f"Proposed to correct the key from {before} to {disease}. {correction.reason}",
        )
        if settings.ALLOW_SELF_APPROVAL:
            return self._done(request, correction)
        messages.success(
            request, "Proposed. Nothing changes for learners until another reviewer confirms it."
        )
        return redirect(correction)

    def _done(self, request: HttpRequest, correction: KeyCorrection) -> HttpResponse:
        """Correct the key, and redirect to what is to be done next."""
        try:
            correct(correction, by=user_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(correction)
        words = f"Corrected the key from {correction.before} to {correction.disease}"
        if correction.proposed_by != user_of(request):
            # whom the entry of the proposal names, as long as they are here
            words += ", as another reviewer proposed"
        log(request, correction.version, f"{words}. {correction.reason}")
        current = CaseVersion.objects.select_related("case").get(
            current_of=correction.version.case_id
        )
        messages.success(request, STILL_WHOLE if current.is_explained else CORRECTED)
        return redirect(current)

    def _before_and_after(self, request: HttpRequest, form: Any) -> HttpResponse:
        form.instance.before = form.instance.version.disease
        effect = effect_of(form.instance.version, form.instance.disease)
        context = {**self._around(request, "What this correction changes"), **effect, "form": form}
        return render(request, CONFIRM_PAGE, {**context, "correction": form.instance})

    def row_page(
        self,
        request: HttpRequest,
        correction: KeyCorrection,
        form: RefusalForm,
        /,
        *,
        status: int = 200,
    ) -> HttpResponse:
        reviewer = self.has_add_permission(request)
        context = {
            **self._around(request, "A correction of a key"),
            **(effect_of(correction.version, correction.disease) if correction.is_open else {}),
            "correction": correction,
            "may_confirm": (
                reviewer and correction.is_open and correction.may_be_confirmed_by(user_of(request))
            ),
            "may_refuse": (
                reviewer and correction.is_open and correction.proposed_by != user_of(request)
            ),
            "may_withdraw": (
                reviewer and correction.is_open and correction.proposed_by == user_of(request)
            ),
            "form": form,
        }
        return render(request, CORRECTION_PAGE, context, status=status)

    def _around(self, request: HttpRequest, title: str) -> dict[str, Any]:
        alone = settings.ALLOW_SELF_APPROVAL
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "alone": alone,
        }


def effect_of(version: CaseVersion, disease: Disease) -> dict[str, Any]:
    """Return what a page shows of the effect of a correction.

    That is the effect on learners and on the case, and the model's reading. `leaves_draw`: the case
    leaves the draw until it is explained anew. `drops`, `restores`: how many answers count no more,
    or again, as something else could not be said in them.
    """
    was, will_be = (truth == OUTSIDE for truth in (version.pattern, disease.pattern))
    unsaid = left_unsaid(version) if was != will_be else 0
    learner_effects = effects(version, disease)
    goes_along = version.same_line().filter(current_of__isnull=False).exists()
    return {
        "effects": learner_effects,
        "changed": sum(one.changes_verdict for one in learner_effects),
        "reading": version.model_reading(as_key(disease.pattern)),
        "drops": unsaid if will_be else 0,
        "restores": unsaid if was else 0,
        "leaves_draw": goes_along and version.written_for_id != disease.pk,
    }
