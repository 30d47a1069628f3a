"""Let authors propose lessons, claims and terms at the desk."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin

from content.admin.proposed_model import ProposedModelAdmin
from content.admin.ranked_search import ranked_search
from knowledge.admin import LISTS_AS_LINES

from . import models
from .citations import uncited
from .forms import LessonForm, PreviewForm
from .traceability import resting_on_claim


@admin.register(models.Lesson)
class LessonAdmin(ProposedModelAdmin, SimpleHistoryAdmin):
    """The page of a lesson, with a preview below it; published versions are kept."""

    form = LessonForm
    list_display = ["title", "position", "pattern", "minutes", "reviewed_by"]
    search_fields = ["title", "body"]
    get_search_results = ranked_search()
    prepopulated_fields = {"slug": ["title"]}
    change_form_template = "admin/lessons/lesson/change_form.html"
    fieldsets = [
        (
            "What it is",
            {
                "fields": [
                    "title",
                    "slug",
                    ("position", "minutes"),
                    "pattern",
                    "summary",
                    "objectives",
                    "take_home",
                    "reviewed_by",
                ]
            },
        ),
        ("What it says", {"fields": ["body", "questions"]}),
    ]

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", preview, name="lessons_lesson_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Render the lesson in the form, with all its faults; nothing is stored."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        form = PreviewForm(request.POST)
        lesson = models.Lesson(body=request.POST.get("body", ""))
        if form.is_valid():
            lesson.questions = form.cleaned_data["questions"] or []
            return HttpResponse(_preview(lesson))
        return HttpResponse(
            _preview(lesson, [str(fault) for faults in form.errors.values() for fault in faults])
        )

    def beside(self, request: HttpRequest, row: models.Lesson) -> SafeString:
        """Render the whole lesson as readers would see it, with what has no source."""
        title = SafeString(
            '<section class="preview" aria-labelledby="as-read"><h2 id="as-read">As readers see'
            " it</h2>"
        )
        return title + _preview(row) + SafeString("</section>")

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show an earlier version in the form, without what is proposed now."""
        request.reads_history = True  # type: ignore[attr-defined]
        return super().history_form_view(request, *args, **kwargs)


def _preview(lesson: models.Lesson, faults: Sequence[str] = ()) -> SafeString:
    """Render a lesson that is not stored, with all its faults.

    `faults`: of the form, if it could not be read; then only they are shown.
    """
    parts: list[Any] = []
    if not faults:
        try:
            lesson.clean()
        except ValidationError as fault:
            faults = fault.messages
        with suppress(ValidationError):  # told by `faults`
            parts = lesson.preview()
    context = {"parts": parts, "faults": faults, "uncited": uncited(lesson.body)}
    return render_to_string("admin/lessons/lesson/_preview.html", context)


@admin.register(models.Claim)
class ClaimAdmin(ProposedModelAdmin):
    """The page of a claim of the source: its verdict, and what rests on it."""

    change_form_template = "admin/lessons/claim/change_form.html"
    list_display = ["id", "paraphrase", "verdict", "pattern", "safety_critical"]
    list_filter = ["verdict", "pattern", "safety_critical", "passage"]
    search_fields = ["id", "paraphrase", "correction", "topic"]
    get_search_results = ranked_search()
    autocomplete_fields = ["references", "same_as", "conflicts_with", "findings"]

    def beside(self, request: HttpRequest, row: models.Claim) -> SafeString:
        dependents = [
            (kind, [(one, one.get_absolute_url()) for one in rows])
            for kind, rows in resting_on_claim(row).items()
            if rows
        ]
        return render_to_string("admin/lessons/claim/_rests.html", {"resting": dependents})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        row = context.get("original")
        context["beside"] = self.beside(request, row) if row else ""
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(models.Term)
class TermAdmin(ProposedModelAdmin):
    formfield_overrides = LISTS_AS_LINES
    list_display = ["term", "meaning"]
    search_fields = ["term", "meaning", "also"]
    get_search_results = ranked_search()
    autocomplete_fields = ["references"]


@admin.register(models.Passage)
class PassageAdmin(admin.ModelAdmin):
    list_display = ["id", "about", "first_line", "last_line"]


@admin.register(models.Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["file", "note"]
