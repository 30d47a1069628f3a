"""At the authors' desk: what learners read beside cases changes once another than who wrote it publishes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..differences import FieldDifference, differences, near
from ..field_values import as_sent, in_words, said
from ..forms import ProposalForm, ReturnForm, mark_as_read
from ..models import Proposal
from .activity_log import button_paths, deeds, log, user_of

PROPOSAL_PAGE = "admin/content/proposal/proposal.html"


class OvertakenError(Exception):
    """Somebody else saved between the check of a form and its being stored."""


class ReviewersFieldsMixin(admin.ModelAdmin):
    """Who reviewed something is a statement to learners: reviewers alone make it."""

    publish_right = "content.publish_proposal"

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(self.publish_right)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        has_one = any(field.name == "reviewed_by" for field in self.opts.fields)
        if has_one and not self.has_publish_permission(request):
            return [*fields, "reviewed_by"]
        return fields


class ProposalMixin(ReviewersFieldsMixin):
    """For pages of what learners read: what is saved is a proposal, which a second person publishes."""

    form: type[forms.ModelForm] = ProposalForm
    change_form_template = "admin/proposing.html"
    unsaid: Mapping[str, Any] = {}  # what its form asks for beside the fields of a row, as it is once published

    def beside(self, request: HttpRequest, row: Any) -> SafeString:
        """What helps to judge a row as it is proposed; it is not stored."""
        return SafeString()

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_proposed"
        return [
            path("proposed/<int:pk>/", self.admin_site.admin_view(self.proposed_view), name=name),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What others point to keeps its key."""
        key = self.opts.pk
        fixed = [key.name] if obj is not None and key and not key.auto_created else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the reason last, for whoever may write one."""
        rows = [
            (name, {**row, "fields": [field for field in row["fields"] if field != "reason"]})
            for name, row in super().get_fieldsets(request, obj)
        ]
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*rows, ("For whoever reviews it", {"fields": ["reason"]})] if may_write else rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "reads_history", False):
            return form
        proposal = self.proposal_of(request, obj)
        row = self.model._default_manager.get(pk=obj.pk) if obj is not None else None
        return type(form.__name__, (form,), {"proposal": proposal, "row_was": row})

    def proposal_of(self, request: HttpRequest, row: Any) -> Proposal | None:
        """The open proposal that a page shows."""
        if row is None:
            return getattr(request, "new_proposal", None)
        return Proposal.objects.open().of(row).first()

    def proposed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go on with something new that was not published yet."""
        kind = ContentType.objects.get_for_model(self.model)
        proposal = get_object_or_404(Proposal.objects.open(), content_type=kind, key="", pk=pk)
        request.new_proposal = proposal  # type: ignore[attr-defined]
        return self.changeform_view(request, None, "", {"title": capfirst(str(proposal))})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except OvertakenError:  # whoever was quicker has stored theirs: this time the form says so
            response = super().changeform_view(request, *args, **kwargs)
        if request.method == "POST" and (getattr(response, "context_data", None) or {}).get("errors"):
            response.status_code = 422
        return response

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        proposal = self.proposal_of(request, row)
        context["proposal"] = proposal
        context["as_read"] = mark_as_read(row and self.model._default_manager.get(pk=row.pk), proposal)
        context["overtaken"] = self.overtaken(proposal) if proposal else []
        context["alone"] = settings.ALLOW_SELF_APPROVAL and self.has_publish_permission(request)
        context["deeds"] = deeds(*filter(None, [row or proposal]))
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- saving is proposing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep it as a proposal; send that to review where this was asked, publish it where one person may do both."""
        row = self.model._default_manager.select_for_update().get(pk=obj.pk) if change else None
        proposal = Proposal.objects.open().of(row).first() if row is not None else self.proposal_of(request, None)
        if proposal:
            proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if (seen := request.POST.get("as_read")) and seen != mark_as_read(row, proposal):
            raise OvertakenError
        proposal = proposal or Proposal(
            content_type=ContentType.objects.get_for_model(self.model), key=str(obj.pk) if change else ""
        )
        kept = {} if proposal.pk else {"created_by": user_of(request)}
        names = self._names(form)
        values = said(obj, names, form.cleaned_data)
        live = said(row, {*names, *proposal.changes}) if row is not None else {}
        changes = {**proposal.changes, **values}
        proposal.changes = {name: value for name, value in changes.items() if row is None or live[name] != value}
        proposal.base = {name: live[name] for name in proposal.changes} if row is not None else {}
        proposal.title, proposal.reason = str(obj)[:200], form.cleaned_data.get("reason", "")
        proposal.submitted_at = None
        for name, value in kept.items():
            setattr(proposal, name, value)
        request.proposed = proposal  # type: ignore[attr-defined]
        if not proposal.changes and not proposal.pk:
            return  # it says what learners read
        proposal.save()
        proposal.writers.add(user_of(request).pk)
        if not proposal.changes:
            proposal.withdraw()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Links are part of what is proposed."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self.log_change(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        proposal = request.proposed  # type: ignore[attr-defined]
        if not proposal.pk:
            return
        if proposal.withdrawn_at:
            _log(request, proposal, "Withdrew the proposal: it said what learners read already.")
            return
        fields = ", ".join(in_words(self.model, proposal.changes))
        _log(request, proposal, f"Wrote a proposal: {fields}.")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._handed_on(request)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._handed_on(request)

    def _handed_on(self, request: HttpRequest) -> HttpResponse:
        proposal = request.proposed  # type: ignore[attr-defined]
        here = redirect(request.get_full_path())
        if not proposal.pk or proposal.withdrawn_at:
            messages.info(request, "It says what learners read already: nothing is proposed.")
            return here
        if "_submit" not in request.POST and "_publish" not in request.POST:
            messages.success(request, "Kept as a draft. Learners do not see it. Send it to review once it is done.")
            return redirect(self.edit_url(proposal))
        proposal.submit()
        _log(request, proposal, "Sent to review.")
        if "_publish" in request.POST:
            if not settings.ALLOW_SELF_APPROVAL:
                raise PermissionDenied
            return published_or_told(self, request, proposal)
        messages.success(request, "Sent to review. Learners see it once somebody else has published it.")
        popup = f"?{IS_POPUP_VAR}=1" if IS_POPUP_VAR in request.POST else ""
        return redirect(f"{proposal.get_absolute_url()}{popup}")

    # ---- what a proposal comes to

    def edit_url(self, proposal: Proposal) -> str:
        """Where somebody goes on with it."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if proposal.key:
            return reverse(f"{name}_change", args=[quote(proposal.key)])
        return reverse(f"{name}_proposed", args=[proposal.pk])

    def before(self, proposal: Proposal) -> dict[str, Any]:
        """What learners read in the fields that a proposal changes; of something new, nothing."""
        row = proposal.target
        return said(row, proposal.changes) if row is not None else {}

    def overtaken(self, proposal: Proposal) -> list[FieldDifference]:
        """What changed meanwhile in the same fields of what learners read, such as by loading files."""
        live = self.before(proposal)
        names = proposal.overtaken(live)
        was, now = ({name: values[name] for name in names if name in values} for values in (proposal.base, live))
        return self.apart(was, now)

    def apart(self, old: dict[str, Any], new: dict[str, Any]) -> list[FieldDifference]:
        """What differs between two sets of values, in words, with the words around it."""
        found = differences(in_words(self.model, old), in_words(self.model, new))
        return [FieldDifference(one.name, near(one.parts)) for one in found]

    def filled(self, request: HttpRequest, proposal: Proposal) -> Any:
        """The form that says what learners read with the proposal over it; its instance is not stored."""
        row = proposal.target
        form = self.get_form(request, row, change=row is not None)
        form = type(form.__name__, (form,), {"proposal": None})
        names = self._names(form)
        values = {**(said(row, names) if row is not None else {}), **proposal.changes}
        return form({**as_sent(form, values), **self.unsaid}, instance=row)

    def why_not(self, request: HttpRequest, proposal: Proposal) -> list[str]:
        """Why it cannot be published as it stands; empty if it can."""
        if proposal.key and proposal.target is None:
            return ["What it changes is no longer here."]
        if self.overtaken(proposal):
            return ["What learners read has changed meanwhile: open it, look at both, and send it again."]
        form = self.filled(request, proposal)
        named = {name: field.label or name for name, field in form.fields.items()}
        return [
            f"{named[name]}: {fault}" if name in named else str(fault)
            for name, faults in form.errors.items()
            for fault in faults
        ]

    def publish(self, request: HttpRequest, proposal: Proposal) -> Any:
        """Let learners read it; the row that they read. Raises ValidationError where it may not be, or is at fault."""
        if not self.has_publish_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
            if why_not := self.why_not(request, proposal):
                raise ValidationError(why_not)
            form, change = self.filled(request, proposal), bool(proposal.key)
            form.is_valid()
            row = self.save_form(request, form, change)
            if change:  # what the form trimmed and nobody changed stays as it is
                for name in {*self._names(form)} - {*proposal.changes}:
                    field = self.opts.get_field(name)
                    if field.concrete and not field.many_to_many:
                        setattr(row, field.attname, getattr(form.row_was, field.attname))
            super().save_model(request, row, form, change)
            super().save_related(request, form, [], change)
            proposal.mark_published(by=user_of(request), key=str(row.pk))
            if not change:
                _copy_log(proposal, row)
            _log(request, proposal, "Published.")
        return row

    def _names(self, form: Any) -> list[str]:
        """The fields of the row among those of a form."""
        fields = form.fields if hasattr(form, "fields") else form.base_fields
        own = {field.name for field in (*self.opts.fields, *self.opts.many_to_many)}
        return [name for name in fields if name in own]


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "waits for a second person"), ("open", "not published yet"), ("published", "published")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "published":
            return queryset.exclude(published_at=None)
        if self.value() in ("waiting", "open"):
            return getattr(queryset, str(self.value()))()
        return queryset


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    """What others wrote and learners do not read yet: a reviewer sees what it changes, publishes it or returns it."""

    list_display = ["__str__", "state", "created_by", "created_at", "published_by", "published_at"]
    list_filter = [StateFilter, ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["content_type", "created_by", "published_by"]
    search_fields = ["title", "key", "reason"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
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

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a proposal changes, where it stands, and what may be done with it."""
        return self._page(request, self._found(request, object_id), ReturnForm())

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let learners read it, as it was when the page was opened."""
        proposal = self._found(request, pk)
        desk = self._desk(proposal)
        if not desk.has_publish_permission(request):
            raise PermissionDenied
        if not proposal.is_open:
            messages.info(request, f"Nothing was done: it is {proposal.state} already.")
            return redirect(proposal)
        if request.POST.get("as_read") != mark_as_read(None, proposal):
            messages.error(request, "Not published: it has changed since you opened it. Read it again.")
            return redirect(proposal)
        return published_or_told(desk, request, proposal)

    def return_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give it back to its author, with what is to be done."""
        proposal = self._found(request, pk)
        if not self._desk(proposal).has_publish_permission(request):
            raise PermissionDenied
        form = ReturnForm(request.POST)
        if form.is_valid():
            try:
                proposal.return_to_author(by=user_of(request), comment=form.cleaned_data["comment"])
            except ValidationError as fault:
                form.add_error(None, fault)
        if form.errors:
            return self._page(request, proposal, form, status=422)
        _log(request, proposal, f"Returned to its author. {proposal.comment}")
        messages.success(request, "Returned. It is a draft again.")
        return redirect(proposal)

    def withdraw_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put away what one wrote oneself; a reviewer puts away what nobody works on."""
        proposal = self._found(request, pk)
        desk = self._desk(proposal)
        if not _may_withdraw(proposal, user_of(request), reviewer=desk.has_publish_permission(request)):
            raise PermissionDenied
        try:
            proposal.withdraw()
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(proposal)
        _log(request, proposal, "Withdrew the proposal.")
        messages.success(request, "Withdrawn. Learners read on what they read. It stays here to be read.")
        return redirect(proposal)

    def submit_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send a draft to review as it stands."""
        proposal = self._found(request, pk)
        desk = self._desk(proposal)
        if not (desk.has_change_permission(request) and proposal.is_own(user_of(request))):
            raise PermissionDenied
        if proposal.is_open and not proposal.submitted_at:
            proposal.submit()
            _log(request, proposal, "Sent to review.")
            messages.success(request, "Sent to review. Learners see it once somebody else has published it.")
        return redirect(proposal)

    def _found(self, request: HttpRequest, pk: Any) -> Proposal:
        if not self.has_view_permission(request):
            raise PermissionDenied
        listed = Proposal.objects.for_list().select_related("returned_by", "published_by")
        return get_object_or_404(listed, pk=pk if str(pk).isdecimal() else 0)

    def _desk(self, proposal: Proposal) -> ProposalMixin:
        desk = self.admin_site._registry[proposal.content_type.model_class()]  # type: ignore[index]
        assert isinstance(desk, ProposalMixin)
        return desk

    def _page(self, request: HttpRequest, proposal: Proposal, form: ReturnForm, *, status: int = 200) -> HttpResponse:
        desk, user = self._desk(proposal), user_of(request)
        reviewer, own = desk.has_publish_permission(request), proposal.is_own(user)
        writes = desk.has_change_permission(request) if proposal.key else desk.has_add_permission(request)
        gone = bool(proposal.key) and proposal.target is None
        beside = SafeString()
        if proposal.is_open and not gone:
            filled = desk.filled(request, proposal)
            filled.is_valid()
            beside = desk.beside(request, filled.instance)
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(proposal)),
            "opts": self.opts,
            "is_popup": IS_POPUP_VAR in request.GET,
            "proposal": proposal,
            "live_url": address() if (address := getattr(proposal.target, "get_absolute_url", None)) else "",
            "differences": desk.apart(desk.before(proposal) if proposal.is_open else proposal.base, proposal.changes),
            "overtaken": desk.overtaken(proposal) if proposal.is_open else [],
            "why_not": desk.why_not(request, proposal) if proposal.is_open else [],
            "beside": beside,
            "edit_url": desk.edit_url(proposal) if writes and proposal.is_open and not gone else "",
            "as_read": mark_as_read(None, proposal),
            "may_publish": reviewer and proposal.is_waiting and proposal.may_be_published_by(user),
            "may_return": reviewer and proposal.is_waiting and not own,
            "may_withdraw": proposal.is_open and _may_withdraw(proposal, user, reviewer=reviewer),
            "may_submit": writes and own and proposal.is_open and not proposal.submitted_at,
            "reviewer": reviewer,
            "own": own,
            "form": form,
            "deeds": deeds(proposal),
        }
        return render(request, PROPOSAL_PAGE, context, status=status)


def published_or_told(desk: ProposalMixin, request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Publish a proposal and lead to it, or say why it was not."""
    try:
        row = desk.publish(request, proposal)
    except ValidationError as fault:
        messages.error(request, "Not published. " + " ".join(fault.messages))
        return redirect(proposal)
    messages.success(request, "Published. Learners read it from now on.")
    if IS_POPUP_VAR in request.POST:
        return super(ProposalMixin, desk).response_add(request, row)
    proposal.refresh_from_db()
    return redirect(proposal)


def _may_withdraw(proposal: Proposal, user: AbstractBaseUser, *, reviewer: bool) -> bool:
    """Who wrote it, and a reviewer where it is a draft: what waits is returned, with what is to be done."""
    return proposal.is_own(user) or (reviewer and not proposal.is_waiting)


def _log(request: HttpRequest, proposal: Proposal, message: str) -> None:
    """Note a deed in the log of a proposal, and of what it changes."""
    for row in filter(None, (proposal, proposal.target)):
        log(request, row, message)


def _copy_log(proposal: Proposal, row: Any) -> None:
    """What was done to something before it was published stands in its own log too."""
    kind = ContentType.objects.get_for_model(row)
    copies = list(deeds(proposal).order_by("pk"))
    for n, entry in enumerate(copies):
        entry.pk, entry.content_type, entry.object_id, entry.object_repr = None, kind, str(row.pk), str(row)[:200]
        entry.action_flag = CHANGE if n else ADDITION
        entry._state.adding = True
    LogEntry.objects.bulk_create(copies)
