"""Turn what is saved in the form of a model into a proposal that another person publishes.

This is for all that learners read except cases.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..field_values import said, values_in_words
from ..forms import ProposalForm, mark_as_read, row_field_names
from ..models import Proposal
from .activity_log import deeds, log_proposal, user_of
from .proposal_differences import overtaken_differences
from .publication import publish_proposal


class OvertakenError(Exception):
    """Another person's save between the check of a form and its being stored."""


class ProposedModelAdmin(admin.ModelAdmin):
    """The page of a model that learners read; saving its form stores a proposal."""

    form: type[forms.ModelForm] = ProposalForm
    change_form_template = "admin/proposing.html"
    # What the form asks for beside the fields of a row, as it is sent on publication.
    answers_on_publication: Mapping[str, Any] = {}

    def beside(self, request: HttpRequest, row: Any) -> SafeString:
        """Return HTML that helps to judge a row as proposed, which is not stored."""
        return SafeString()

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_proposed"
        return [
            path("proposed/<int:pk>/", self.admin_site.admin_view(self.proposed_view), name=name),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(
            "content.publish_proposal"
        )

    # ---- the form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the key of a stored row, and `reviewed_by` for everybody but reviewers."""
        fields = list(super().get_readonly_fields(request, obj))
        if not self.has_publish_permission(request):
            # it tells learners who reviewed the text
            fields += [field.name for field in self.opts.fields if field.name == "reviewed_by"]
        key = self.opts.pk
        if obj is not None and key and not key.auto_created:
            fields.append(key.name)  # other rows refer to it
        return fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put the reason last, and leave it out for people who may not write."""
        rows = [
            (name, {**row, "fields": [field for field in row["fields"] if field != "reason"]})
            for name, row in super().get_fieldsets(request, obj)
        ]
        may_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return [*rows, ("For whoever reviews it", {"fields": ["reason"]})] if may_write else rows

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "reads_history", False):
            return form
        proposal = self.proposal_of(request, obj)
        row = self.model._default_manager.get(pk=obj.pk) if obj is not None else None
        return type(form.__name__, (form,), {"proposal": proposal, "row_was": row})

    def proposal_of(self, request: HttpRequest, row: Any) -> Proposal | None:
        """Return the open proposal that a page shows; `row` is None for a new row."""
        if row is None:
            return getattr(request, "new_proposal", None)
        return Proposal.objects.open().of(row).first()

    def proposed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of a proposed new row again."""
        content_type = ContentType.objects.get_for_model(self.model)
        proposal = get_object_or_404(
            Proposal.objects.open(), content_type=content_type, key="", pk=pk
        )
        request.new_proposal = proposal  # type: ignore[attr-defined]
        return self.changeform_view(request, None, "", {"title": capfirst(str(proposal))})

    def edit_url(self, proposal: Proposal) -> str:
        """Return the address of the form in which a proposal is edited."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if proposal.key:
            return reverse(f"{name}_change", args=[quote(proposal.key)])
        return reverse(f"{name}_proposed", args=[proposal.pk])

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except OvertakenError:
            # The other person's save is stored by now, so that this time the form says so.
            response = super().changeform_view(request, *args, **kwargs)
        if request.method == "POST" and (getattr(response, "context_data", None) or {}).get(
            "errors"
        ):
            response.status_code = 422
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        row = context.get("original")
        proposal = self.proposal_of(request, row)
        context["proposal"] = proposal
        context["as_read"] = mark_as_read(
            row and self.model._default_manager.get(pk=row.pk), proposal
        )
        context["overtaken"] = overtaken_differences(proposal) if proposal else []
        context["alone"] = settings.ALLOW_SELF_APPROVAL and self.has_publish_permission(request)
        context["deeds"] = deeds(*filter(None, [row or proposal]))
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- saving is proposing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store a draft of a proposal instead of the row, as `request.proposed`.

        A new proposal that changes nothing is not stored, one that no longer changes anything is
        withdrawn. Raises OvertakenError if the row or the proposal has changed since the form was
        checked.
        """
        row = self.model._default_manager.select_for_update().get(pk=obj.pk) if change else None
        proposal = self._locked_proposal(request, row)
        if (mark_on_page := request.POST.get("as_read")) and mark_on_page != mark_as_read(
            row, proposal
        ):
            raise OvertakenError
        proposal = proposal or Proposal(
            content_type=ContentType.objects.get_for_model(self.model),
            key=str(obj.pk) if change else "",
            created_by=user_of(request),
        )
        _write(proposal, row, said(obj, row_field_names(form), form.cleaned_data))
        proposal.title, proposal.reason = str(obj)[:200], form.cleaned_data.get("reason", "")
        proposal.submitted_at = None
        request.proposed = proposal  # type: ignore[attr-defined]
        if not proposal.changes and not proposal.pk:
            return
        proposal.save()
        proposal.writers.add(user_of(request).pk)
        if not proposal.changes:
            proposal.withdraw()

    def _locked_proposal(self, request: HttpRequest, row: Any) -> Proposal | None:
        proposal = self.proposal_of(request, row)
        return Proposal.objects.select_for_update().get(pk=proposal.pk) if proposal else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store no links: they are part of the proposal."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self.log_change(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        proposal = request.proposed  # type: ignore[attr-defined]
        if not proposal.pk:
            return
        if proposal.withdrawn_at:
            words = "Withdrew the proposal: it said what learners read already."
            log_proposal(request, proposal, words)
            return
        fields = ", ".join(values_in_words(self.model, proposal.changes))
        log_proposal(request, proposal, f"Wrote a proposal: {fields}.")

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._response_to_saving(request)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._response_to_saving(request)

    def _response_to_saving(self, request: HttpRequest) -> HttpResponse:
        """Send the proposal to review, or publish it, if the button pressed says so."""
        proposal = request.proposed  # type: ignore[attr-defined]
        if not proposal.pk or proposal.withdrawn_at:
            messages.info(request, "It says what learners read already: nothing is proposed.")
            return redirect(request.get_full_path())
        if "_submit" not in request.POST and "_publish" not in request.POST:
            messages.success(
                request,
                "Kept as a draft. Learners do not see it. Send it to review once it is done.",
            )
            return redirect(self.edit_url(proposal))
        proposal.submit()
        log_proposal(request, proposal, "Sent to review.")
        if "_publish" in request.POST:
            if not settings.ALLOW_SELF_APPROVAL:
                raise PermissionDenied
            return self.publish_and_redirect(request, proposal)
        messages.success(
            request, "Sent to review. Learners see it once somebody else has published it."
        )
        popup = f"?{IS_POPUP_VAR}=1" if IS_POPUP_VAR in request.POST else ""
        return redirect(f"{proposal.get_absolute_url()}{popup}")

    # ---- publishing

    def publish(self, request: HttpRequest, proposal: Proposal) -> Any:
        """Publish a proposal and return the row; raises as `publish_proposal` does."""
        return publish_proposal(self, request, proposal)

    def publish_and_redirect(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        """Publish a proposal and redirect to it, with a message in either case."""
        try:
            row = self.publish(request, proposal)
        except ValidationError as fault:
            messages.error(request, "Not published. " + " ".join(fault.messages))
            return redirect(proposal)
        messages.success(request, "Published. Learners read it from now on.")
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, row)
        proposal.refresh_from_db()
        return redirect(proposal)

    def save_published(self, request: HttpRequest, row: Any, form: Any, change: bool) -> None:
        """Store a row and its links, as the admin does where nothing is proposed."""
        super().save_model(request, row, form, change)
        super().save_related(request, form, [], change)


def _write(proposal: Proposal, row: Any, values: Mapping[str, Any]) -> None:
    """Write values into a proposal: only those that differ from the row, if there is one."""
    changes = {**proposal.changes, **values}
    live = said(row, changes) if row is not None else {}
    proposal.changes = {
        name: value for name, value in changes.items() if row is None or live[name] != value
    }
    proposal.base = {name: live[name] for name in proposal.changes} if row is not None else {}
