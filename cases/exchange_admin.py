"""At the authors' desk: a page that brings cases in, and actions that take them out."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from .exchange.shape import FORMATS
from .exchange_forms import ImportForm, MappingForm, keep, kept, too_large
from .exporting import FORMS, export
from .importing import ImportStoppedError, import_cases
from .models import CaseVersion

FORM_OVERHEAD = 100_000  # bytes of a request beside the file in it
TEMPLATE = "admin/cases/caseversion/import_cases.html"
Context = dict[str, Any]
logger = logging.getLogger(__name__)


class ExchangeMixin(admin.ModelAdmin):
    """For the page of versions: import, export, and the note of the import where a draft has one."""

    change_list_template = "admin/cases/caseversion/change_list.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        noted = (
            [("What the import could not take over", {"fields": ["import_note"]})] if obj and obj.import_note else []
        )
        return [*noted, *fieldsets]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(csrf_exempt(self.import_page))
        return [path("import/", view, name="cases_caseversion_import"), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        exports = {
            f"export_{name}": (_exporter(name), f"export_{name}", f"Export as {form.name}")
            for name, form in FORMS.items()
        }
        return {**super().get_actions(request), **exports}

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Look at a file, map its words, import it. What is too large is refused before it is read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        length = request.META.get("CONTENT_LENGTH") or "0"
        if int(length if length.isdigit() else 0) > settings.IMPORT_LIMIT_MB * 1_000_000 + FORM_OVERHEAD:
            return self._page(request, {"form": ImportForm.refused(too_large())}, 413)
        # Checked only now: the check reads the whole request.
        return csrf_protect(partial(_answer, self))(request)

    def _page(self, request: HttpRequest, context: Context, status: int = 200) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "title": "Import cases", "opts": self.opts}
        return render(request, TEMPLATE, {**around, **context}, status=status)


def _answer(desk: ExchangeMixin, request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return desk._page(request, {"form": ImportForm()})
    context, status = _mapped(request) if "token" in request.POST else _looked_at(request)
    return desk._page(request, context, status)


def _looked_at(request: HttpRequest) -> tuple[Context, int]:
    """What would come in of a file that was just sent."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return {"form": form}, 422
    data = form.cleaned_data["file"].read()
    look = import_cases(data, kind=form.cleaned_data["kind"], dry_run=True)
    if not look.rows and not look.words.options and not look.words.diseases:
        form.add_error("file", [str(fault) for fault in look.faults])
        return {"form": form}, 422
    words = MappingForm(look.words, initial={"token": keep(request.user.pk, data), "kind": look.kind})
    return {"result": look, "mapping": words}, 200


def _mapped(request: HttpRequest) -> tuple[Context, int]:
    """What comes in, or would come in, of a file that was looked at, as its words were mapped."""
    data = kept(request.user.pk, request.POST)
    if data is None:
        return {"form": ImportForm.refused("The file is no longer here. Choose it again.")}, 422
    kind = str(request.POST.get("kind", ""))
    look = import_cases(data, kind=kind if kind in FORMATS else "", dry_run=True)
    form = MappingForm(look.words, request.POST)
    if not form.is_valid():
        return {"result": look, "mapping": form}, 422
    wishes = {"kind": look.kind, "mapping": form.mapping(), "strict": form.cleaned_data["strict"]}
    by = request.user if request.user.is_authenticated else None
    wanted = "_import" in request.POST
    try:
        result = import_cases(data, **wishes, dry_run=not wanted, by=by)
    except ImportStoppedError as stopped:
        logger.exception("An import stopped midway: %s drafts are not in.", stopped.left)
        form.add_error(None, str(stopped))
        return {"result": stopped.done, "mapping": form, "left": stopped.left}, 503
    if result.written:
        return {"result": result}, 200
    if wanted:
        form.add_error("strict", "Nothing was imported, because there are faults. They are listed below.")
    return {"result": result, "mapping": form}, 422 if wanted else 200


def _exporter(form: str) -> Callable[..., StreamingHttpResponse]:
    def send(desk: Any, request: HttpRequest, queryset: QuerySet[CaseVersion]) -> StreamingHttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{FORMS[form].file_name}"'}
        return StreamingHttpResponse(export(queryset, form), content_type=FORMS[form].content_type, headers=headers)

    return send
