"""Show proposals to reviewers, who publish them or return them to their authors."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..forms import ReturnForm, mark_as_read
from ..models import Proposal
from .activity_log import button_paths, deeds, log_proposal, user_of
from .filters import StateFilter
from .proposal_differences import overtaken_differences, proposal_differences
from .proposed_model import ProposedModelAdmin
from .publication import filled_form, publication_faults
from .read_only import DecisionAdmin

PROPOSAL_PAGE = "admin/content/proposal/proposal.html"


class ProposalStateFilter(StateFilter):
    states = {
        "waiting": "waits for a second person",
        "open": "not published yet",
        "published": "published",
    }


@admin.register(Proposal)
class ProposalAdmin(DecisionAdmin):
    """The page of a proposal, with what it changes and buttons to decide on it."""

    list_display = ["__str__", "state", "created_by", "created_at", "published_by", "published_at"]
    list_filter = [ProposalStateFilter, ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["content_type", "created_by", "published_by"]
    search_fields = ["title", "key", "reason"]
    objection_form = ReturnForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        return [
            *button_paths(
                self,
                publish=self.publish_page,
                **{"return": self.return_page},
                withdraw=self.withdraw_page,
                submit=self.submit_page,
            ),
            *super().get_urls(),
        ]

    def page_rows(self) -> QuerySet[Proposal]:
        return Proposal.objects.for_list().select_related("returned_by", "published_by")

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish a proposal, unless it changed since the page was opened."""
        proposal: Proposal = self.visible_row(request, pk)
        desk = self._desk(proposal)
        if not desk.has_publish_permission(request):
            raise PermissionDenied
        if not proposal.is_open:
            messages.info(request, f"Nothing was done: it is {proposal.state} already.")
            return redirect(proposal)
        if request.POST.get("as_read") != mark_as_read(None, proposal):
            messages.error(
                request, "Not published: it has changed since you opened it. Read it again."
            )
            return redirect(proposal)
        return desk.publish_and_redirect(request, proposal)

    def return_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return a proposal to its author, with what is to be done."""
        proposal: Proposal = self.visible_row(request, pk)
        if not self._desk(proposal).has_publish_permission(request):
            raise PermissionDenied
        form = ReturnForm(request.POST)
        if form.is_valid():
            try:
                proposal.return_to_author(by=user_of(request), comment=form.cleaned_data["comment"])
            except ValidationError as fault:
                form.add_error(None, fault)
        if form.errors:
            return self.row_page(request, proposal, form, status=422)
        log_proposal(request, proposal, f"Returned to its author. {proposal.comment}")
        messages.success(request, "Returned. It is a draft again.")
        return redirect(proposal)

    def withdraw_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw a proposal of one's own, or as a reviewer an abandoned draft."""
        proposal: Proposal = self.visible_row(request, pk)
        desk = self._desk(proposal)
        if not _may_withdraw(
            proposal, user_of(request), reviewer=desk.has_publish_permission(request)
        ):
            raise PermissionDenied
        try:
            proposal.withdraw()
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(proposal)
        log_proposal(request, proposal, "Withdrew the proposal.")
        messages.success(
            request, "Withdrawn. Learners read on what they read. It stays here to be read."
        )
        return redirect(proposal)

    def submit_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send a draft to review as it stands."""
        proposal: Proposal = self.visible_row(request, pk)
        desk = self._desk(proposal)
        if not (desk.has_change_permission(request) and proposal.is_own(user_of(request))):
            raise PermissionDenied
        if proposal.is_open and not proposal.submitted_at:
            proposal.submit()
            log_proposal(request, proposal, "Sent to review.")
            messages.success(
                request, "Sent to review. Learners see it once somebody else has published it."
            )
        return redirect(proposal)

    def _desk(self, proposal: Proposal) -> ProposedModelAdmin:
        desk = self.admin_site._registry[proposal.content_type.model_class()]  # type: ignore[index]
        assert isinstance(desk, ProposedModelAdmin)
        return desk

    def row_page(
        self, request: HttpRequest, proposal: Proposal, form: ReturnForm, /, *, status: int = 200
    ) -> HttpResponse:
        desk = self._desk(proposal)
        is_open, target = proposal.is_open, proposal.target
        is_editable = is_open and not (proposal.key and target is None)  # its row may be deleted
        live_url = target.get_absolute_url() if hasattr(target, "get_absolute_url") else ""
        context = {
            **self.admin_site.each_context(request),
            **_decisions(desk, request, proposal, is_editable=is_editable),
            "title": capfirst(str(proposal)),
            "opts": self.opts,
            "is_popup": IS_POPUP_VAR in request.GET,
            "proposal": proposal,
            "live_url": live_url,
            "differences": proposal_differences(proposal),
            "overtaken": overtaken_differences(proposal) if is_open else [],
            "why_not": publication_faults(desk, request, proposal) if is_open else [],
            "beside": _beside(desk, request, proposal) if is_editable else "",
            "as_read": mark_as_read(None, proposal),
            "form": form,
            "deeds": deeds(proposal),
        }
        return render(request, PROPOSAL_PAGE, context, status=status)


def _decisions(
    desk: ProposedModelAdmin, request: HttpRequest, proposal: Proposal, *, is_editable: bool
) -> dict[str, Any]:
    """Return what the signed-in person may do with a proposal, for its page."""
    user = user_of(request)
    reviewer, own = desk.has_publish_permission(request), proposal.is_own(user)
    writes = (
        desk.has_change_permission(request) if proposal.key else desk.has_add_permission(request)
    )
    return {
        "reviewer": reviewer,
        "own": own,
        "edit_url": desk.edit_url(proposal) if writes and is_editable else "",
        "may_publish": reviewer and proposal.is_waiting and proposal.may_be_published_by(user),
        "may_return": reviewer and proposal.is_waiting and not own,
        "may_withdraw": proposal.is_open and _may_withdraw(proposal, user, reviewer=reviewer),
        "may_submit": writes and own and proposal.is_open and not proposal.submitted_at,
    }


def _beside(desk: ProposedModelAdmin, request: HttpRequest, proposal: Proposal) -> SafeString:
    """Return what the desk shows beside an open proposal; see `ProposedModelAdmin.beside`."""
    form = filled_form(desk, request, proposal)
    form.is_valid()  # fills its instance
    return desk.beside(request, form.instance)


def _may_withdraw(proposal: Proposal, user: AbstractBaseUser, *, reviewer: bool) -> bool:
    """Return whether this person may withdraw an open proposal.

    Its writers may; a reviewer may if it is a draft.
    """
    # A reviewer returns a waiting one instead, and has to say what is to be done.
    return proposal.is_own(user) or (reviewer and not proposal.is_waiting)
