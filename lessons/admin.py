"""The authors' desk for lessons, and for what the source says."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin

from cases.ranking_admin import RankedSearchMixin

from . import models
from .forms import LessonForm, PreviewForm


@admin.register(models.Lesson)
class LessonAdmin(RankedSearchMixin, SimpleHistoryAdmin):
    """A lesson with its preview beside it; every version is kept."""

    form = LessonForm
    list_display = ["title", "position", "pattern", "minutes", "reviewed_by"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
    change_form_template = "admin/lessons/lesson/change_form.html"
    fieldsets = [
        ("What it is", {"fields": ["title", "slug", ("position", "minutes"), "pattern", "summary", "reviewed_by"]}),
        ("What it says", {"fields": ["body", "questions"]}),
    ]

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", preview, name="lessons_lesson_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What the text in the form would look like, and all that is wrong with it; nothing is stored."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        form = PreviewForm(request.POST)
        lesson = models.Lesson(body=request.POST.get("body", ""))
        faults: list[str] = []
        if form.is_valid():
            lesson.questions = form.cleaned_data["questions"] or []
            try:
                lesson.clean()
            except ValidationError as fault:
                faults = fault.messages
        else:
            faults = [str(message) for messages in form.errors.values() for message in messages]
        parts = lesson.preview() if not faults or lesson.blocks else []
        return render(request, "admin/lessons/lesson/_preview.html", {"parts": parts, "faults": faults})


@admin.register(models.Claim)
class ClaimAdmin(RankedSearchMixin):
    list_display = ["id", "paraphrase", "verdict", "pattern", "safety_critical"]
    list_filter = ["verdict", "pattern", "safety_critical", "passage"]
    search_fields = ["id", "paraphrase", "correction", "topic"]
    autocomplete_fields = ["references", "same_as", "conflicts_with", "findings"]


@admin.register(models.Term)
class TermAdmin(RankedSearchMixin):
    list_display = ["term", "meaning"]
    search_fields = ["term", "meaning", "also"]
    autocomplete_fields = ["references"]


@admin.register(models.Passage)
class PassageAdmin(admin.ModelAdmin):
    list_display = ["id", "about", "first_line", "last_line"]


@admin.register(models.Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["file", "note"]
