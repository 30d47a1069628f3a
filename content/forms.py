"""Forms for the text of a proposal and for a reviewer's answer."""

from typing import Any

from django import forms

from .field_values import said
from .models import Proposal
from .models.proposal import mark

OVERTAKEN = (
    "Somebody changed this after you opened it. What you typed is below and not saved yet: look at"
    " theirs in another tab, then save again to replace it."
)
NOT_READ = ("rendered",)  # made from what is read, at any time


class ProposalForm(forms.ModelForm):
    """A form for a proposed change of a row that learners read, or for a new row.

    It refuses once to be saved if the row or the proposal has changed since it was opened.
    """

    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="What you change, and why",
        help_text="For whoever reviews it. Learners never see it.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 100}),
    )
    proposal: Proposal | None = None
    row_was: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.proposal:
            proposed = {**self.proposal.changes, "reason": self.proposal.reason}
            kwargs["initial"] = {**(kwargs.get("initial") or {}), **proposed}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (mark_on_page := self.data.get("as_read")) and mark_on_page != mark_as_read(
            self.row_was, self.proposal
        ):
            self.add_error(None, OVERTAKEN)
        return data


def row_field_names(form: Any) -> list[str]:
    """Return the fields of a model form, or of its class, that are fields of the row."""
    fields = form.fields if hasattr(form, "fields") else form.base_fields
    opts = form._meta.model._meta
    own = {field.name for field in (*opts.fields, *opts.many_to_many)}
    return [name for name in fields if name in own]


class ReturnForm(forms.Form):
    """A reviewer's comment on what the author has to do before publication."""

    comment = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        label="What is to be done",
    )


def mark_as_read(row: Any, proposal: Proposal | None) -> str:
    """Return a mark that differs once a row or its proposal has changed.

    `row` is None for a new row; `proposal` is None where nothing is proposed yet.
    """
    names = (
        [field.name for field in (*row._meta.fields, *row._meta.many_to_many)]
        if row is not None
        else []
    )
    live = said(row, [name for name in names if name not in NOT_READ]) if row is not None else {}
    if proposal is None:
        return mark(live)
    return mark(
        live,
        [
            proposal.pk,
            proposal.changes,
            proposal.reason,
            proposal.submitted_at,
            proposal.returned_at,
        ],
    )
