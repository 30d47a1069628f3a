"""At the authors' desk: a change of what the model is built from says which cases it touches."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from content.admin.proposals import ProposalMixin
from content.models import Proposal

from .current_model import Knowledge, knowledge
from .what_if import shift_in_words, without_frequencies

UNLISTED = "Until they are, it stands in the model as a disease that has no findings of its own."


class ModelShiftMixin(ProposalMixin):
    """For pages of what the model is built from: what is published or deleted says which cases it touches."""

    def publish(self, request: HttpRequest, proposal: Proposal) -> Any:
        before = knowledge()
        row = super().publish(request, proposal)
        self._tell(request, before)
        return row

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().changelist_view, *args, **kwargs)

    def _told(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as the view does; where that saved something, say what it did once it is stored."""
        before = knowledge() if request.method == "POST" else None
        response: HttpResponse = view(request, *args, **kwargs)
        if before and response.status_code == 302:
            self._tell(request, before)
        return response

    def _tell(self, request: HttpRequest, before: Knowledge | None) -> None:
        after = knowledge() if before else None
        if before and after and after.model.tables != before.model.tables:
            messages.warning(request, shift_in_words(before.model, after.model))
            if names := [after.diseases[disease] for disease in without_frequencies(before.model, after.model)]:
                messages.warning(request, f"No frequencies are given yet for {'; '.join(names)}. {UNLISTED}")
