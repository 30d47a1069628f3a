"""What is written into a proposal, and what a reviewer says of it."""

from typing import Any

from django import forms

from .field_values import said
from .models import Proposal
from .models.proposal import mark

OVERTAKEN = (
    "Somebody changed this after you opened it. What you typed is below and not saved yet: look at theirs in another "
    "tab, then save again to replace it."
)
NOT_READ = ("blocks", "text_html")  # made from what is read, at any time


class ProposalForm(forms.ModelForm):
    """What is proposed of a row, over what learners read; refused once if either has changed since it was opened."""

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
        if (seen := self.data.get("as_read")) and seen != mark_as_read(self.row_was, self.proposal):
            self.add_error(None, OVERTAKEN)
        return data


class ReturnForm(forms.Form):
    """What its author is to do before it is published."""

    comment = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "cols": 80}), label="What is to be done"
    )


def mark_as_read(row: Any, proposal: Proposal | None) -> str:
    """What tells whether a row and what is proposed of it still say what they said."""
    names = [field.name for field in (*row._meta.fields, *row._meta.many_to_many)] if row is not None else []
    live = said(row, [name for name in names if name not in NOT_READ]) if row is not None else {}
    if proposal is None:
        return mark(live)
    return mark(live, [proposal.pk, proposal.changes, proposal.reason, proposal.submitted_at, proposal.returned_at])
