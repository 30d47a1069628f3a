"""At the authors' desk: a change of what the model is built from says which cases it touches."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from .knowing import knowledge
from .model_shift import shift_in_words, without_frequencies

UNLISTED = "Until they are, it stands in the model as a disease that has no findings of its own."


class ModelShiftMixin(admin.ModelAdmin):
    """For pages of what the model is built from: whatever is saved or deleted, it is said which cases it touches."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._told(request, super().changelist_view, *args, **kwargs)

    def _told(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as the view does; where that saved something, say what it did once it is stored."""
        before = knowledge() if request.method == "POST" else None
        response: HttpResponse = view(request, *args, **kwargs)
        after = knowledge() if before and response.status_code == 302 else None
        if before and after and after.model.tables != before.model.tables:
            messages.warning(request, shift_in_words(before.model, after.model))
            if names := [after.diseases[disease] for disease in without_frequencies(before.model, after.model)]:
                messages.warning(request, f"No frequencies are given yet for {'; '.join(names)}. {UNLISTED}")
        return response
