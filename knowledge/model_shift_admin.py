"""Tell an author which cases a change of the model's tables touches."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from content.admin.proposed_model import ProposedModelAdmin
from content.models import Proposal

from .current_model import CurrentModel, current_model
from .what_if import shift_in_words, without_frequencies

UNLISTED = "Until they are, it stands in the model as a disease that has no findings of its own."


class ModelShiftAdmin(ProposedModelAdmin):
    """The page of a table of the model; publishing or deleting says which cases shift."""

    def publish(self, request: HttpRequest, proposal: Proposal) -> Any:
        before = current_model()
        row = super().publish(request, proposal)
        self._tell(request, before)
        return row

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().changelist_view, *args, **kwargs)

    def _told(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as the view does; if it stored something, say what that did to the model."""
        before = current_model() if request.method == "POST" else None
        response: HttpResponse = view(request, *args, **kwargs)
        if before and response.status_code == 302:
            self._tell(request, before)
        return response

    def _tell(self, request: HttpRequest, before: CurrentModel | None) -> None:
        after = current_model() if before else None
        if before and after and after.model.tables != before.model.tables:
            messages.warning(request, shift_in_words(before.model, after.model))
            if names := [
                after.diseases[disease]
                for disease in without_frequencies(before.model, after.model)
            ]:
                messages.warning(
                    request, f"No frequencies are given yet for {'; '.join(names)}. {UNLISTED}"
                )
