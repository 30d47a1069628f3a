"""Import cases on a page, and export them by actions."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ...exchange.exporter import export_cases
from ...exchange.formats import EXPORTS, FORMATS
from ...exchange.importer import ImportStoppedError, import_cases
from ...models import CaseVersion
from ..import_forms import ImportForm, MappingForm, keep_upload, kept_upload, too_large
from ..pages import page_context
from ..permissions import can_add

FORM_OVERHEAD = 100_000  # bytes of a request beside the file in it
IMPORT_PAGE = "admin/cases/caseversion/import_cases.html"
Context = dict[str, Any]
logger = logging.getLogger(__name__)


@csrf_exempt
def import_page(request: HttpRequest) -> HttpResponse:
    """Look at a file, map its words, import it.

    A file that is too large is refused before it is read.
    """
    if not can_add(request):
        raise PermissionDenied
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.IMPORT_LIMIT_MB * 1_000_000 + FORM_OVERHEAD
    if int(length if length.isdigit() else 0) > limit:
        return _page(request, {"form": ImportForm.refused(too_large())}, 413)
    return csrf_protect(_answer)(request)  # checked only now: the check reads the whole request


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, {"form": ImportForm()})
    context, status = _mapped(request) if "token" in request.POST else _looked_at(request)
    return _page(request, context, status)


def _page(request: HttpRequest, context: Context, status: int = 200) -> HttpResponse:
    around = page_context(request, "Import cases")
    return render(request, IMPORT_PAGE, {**around, **context}, status=status)


def _looked_at(request: HttpRequest) -> tuple[Context, int]:
    """Return what would come in of a file that was just sent."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return {"form": form}, 422
    data = form.cleaned_data["file"].read()
    look = import_cases(data, kind=form.cleaned_data["kind"], dry_run=True)
    if not look.rows and not look.words.options and not look.words.diseases:
        form.add_error("file", [str(fault) for fault in look.faults])
        return {"form": form}, 422
    words = MappingForm(
        look.words, initial={"token": keep_upload(request.user.pk, data), "kind": look.kind}
    )
    return {"result": look, "mapping": words}, 200


def _mapped(request: HttpRequest) -> tuple[Context, int]:
    """Return what comes in, or would come in, with the words as they were mapped."""
    data = kept_upload(request.user.pk, request.POST)
    if data is None:
        return {"form": ImportForm.refused("The file is no longer here. Choose it again.")}, 422
    kind = str(request.POST.get("kind", ""))
    look = import_cases(data, kind=kind if kind in FORMATS else "", dry_run=True)
    form = MappingForm(look.words, request.POST)
    if not form.is_valid():
        return {"result": look, "mapping": form}, 422
    wishes = {"kind": look.kind, "mapping": form.mapping(), "strict": form.cleaned_data["strict"]}
    by = request.user if request.user.is_authenticated else None
    is_import = "_import" in request.POST
    try:
        result = import_cases(data, **wishes, dry_run=not is_import, by=by)
    except ImportStoppedError as stopped:
        logger.exception("An import stopped midway: %s drafts are not in.", stopped.left)
        form.add_error(None, str(stopped))
        return {"result": stopped.done, "mapping": form, "left": stopped.left}, 503
    if result.written:
        return {"result": result}, 200
    if is_import:
        form.add_error(
            "strict", "Nothing was imported, because there are faults. They are listed below."
        )
    return {"result": result, "mapping": form}, 422 if is_import else 200


def export_action(name: str) -> Callable[..., StreamingHttpResponse]:
    """Make an action that sends the chosen versions as a file of a format."""
    form = EXPORTS[name]

    def export(
        desk: Any, request: HttpRequest, queryset: QuerySet[CaseVersion]
    ) -> StreamingHttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{form.file_name}"'}
        return StreamingHttpResponse(
            export_cases(queryset, name), content_type=form.content_type, headers=headers
        )

    export.__name__ = f"export_{name}"
    return admin.action(export, description=f"Export as {form.name}")


EXPORT_ACTIONS = [export_action(name) for name in EXPORTS]
