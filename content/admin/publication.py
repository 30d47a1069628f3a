"""Publish a proposal: fill the form of its model with it and save the row."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest

from ..field_values import as_sent, said
from ..forms import row_field_names
from ..models import Proposal
from .activity_log import copy_log, log_proposal, user_of
from .proposal_differences import overtaken_differences

if TYPE_CHECKING:
    from .proposed_model import ProposedModelAdmin


def filled_form(desk: "ProposedModelAdmin", request: HttpRequest, proposal: Proposal) -> Any:
    """Return the form of the row that a proposal would make.

    Its instance is not stored.
    """
    row = proposal.target
    form = desk.get_form(request, row, change=row is not None)
    form = type(form.__name__, (form,), {"proposal": None})
    live = said(row, row_field_names(form)) if row is not None else {}
    values = {**live, **proposal.changes}
    return form({**as_sent(form, values), **desk.answers_on_publication}, instance=row)


def publication_faults(
    desk: "ProposedModelAdmin", request: HttpRequest, proposal: Proposal
) -> list[str]:
    """Return why a proposal cannot be published as it stands; empty if it can."""
    if proposal.key and proposal.target is None:
        return ["What it changes is no longer here."]
    if overtaken_differences(proposal):
        return [
            "What learners read has changed meanwhile: open it, look at both, and send it again."
        ]
    form = filled_form(desk, request, proposal)
    labels = {name: field.label or name for name, field in form.fields.items()}
    return [
        f"{labels[name]}: {fault}" if name in labels else str(fault)
        for name, faults in form.errors.items()
        for fault in faults
    ]


def publish_proposal(desk: "ProposedModelAdmin", request: HttpRequest, proposal: Proposal) -> Any:
    """Store the row that a proposal makes, and return it.

    Raises PermissionDenied if the signed-in person publishes nothing of this model,
    ValidationError if the proposal has faults, does not wait, or may not be published by them.
    """
    if not desk.has_publish_permission(request) or not desk.has_change_permission(request):
        raise PermissionDenied
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if faults := publication_faults(desk, request, proposal):
            raise ValidationError(faults)
        form, change = filled_form(desk, request, proposal), bool(proposal.key)
        form.is_valid()
        row = desk.save_form(request, form, change)
        if change:
            _restore_unchanged(row, form, proposal)
        desk.save_published(request, row, form, change)
        proposal.mark_published(by=user_of(request), key=str(row.pk))
        if not change:
            copy_log(proposal, row)
        log_proposal(request, proposal, "Published.")
    return row


def _restore_unchanged(row: Any, form: Any, proposal: Proposal) -> None:
    """Undo what the form did to fields that the proposal does not change, such as trimming."""
    for name in {*row_field_names(form)} - {*proposal.changes}:
        field = row._meta.get_field(name)
        if field.concrete and not field.many_to_many:
            setattr(row, field.attname, getattr(form.row_was, field.attname))
