"""Pages of the desk that show rows without a form to change them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404


class ReadOnlyAdmin(admin.ModelAdmin):
    """The page of a model whose rows nobody changes or deletes at the desk."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DecisionAdmin(ReadOnlyAdmin):
    """The page of a model whose rows one person proposes and another decides on by buttons."""

    objection_form: type[forms.Form]  # the words with which a row is turned down

    def page_rows(self) -> QuerySet[Any]:
        """Return all rows, with what the page of one reads."""
        raise NotImplementedError

    def row_page(
        self, request: HttpRequest, row: Any, form: Any, /, *, status: int = 200
    ) -> HttpResponse:
        """Show a row with the form of an objection."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = self.visible_row(request, object_id)
        return self.row_page(request, row, self.objection_form())

    def visible_row(self, request: HttpRequest, pk: int | str) -> Any:
        """Return a row that the signed-in person may see.

        Raises PermissionDenied if they may see none, Http404 if there is no such row.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.row(pk)

    def row(self, pk: int | str) -> Any:
        """Return a row; raises Http404 if there is none. `pk` is text in the admin's own pages."""
        return get_object_or_404(self.page_rows(), pk=pk if str(pk).isdecimal() else 0)
