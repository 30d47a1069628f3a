"""The authors' desk for quizzes, and what learners report."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import models
from .correcting import correct, effects
from .statistics_admin import WholeTestMixin


class QuizCaseInline(admin.TabularInline):
    model = models.QuizCase
    autocomplete_fields = ["case"]
    extra = 1


@admin.register(models.Quiz)
class QuizAdmin(WholeTestMixin):
    list_display = ["title", "slug", "arrangement", "reflect", "published_at"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [QuizCaseInline]


@admin.register(models.ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """What learners say is wrong with a case; who said it is not shown."""

    list_display = ["version", "text", "reported_at", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["version__case"]
    search_fields = ["text", "version__title", "version__case__code"]
    fields = ["version", "text", "reported_at", "settled_at"]
    readonly_fields = ["version", "text", "reported_at"]
    actions = ["settle"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Mark as settled", permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[models.ProblemReport]) -> None:
        n = queryset.filter(settled_at=None).update(settled_at=timezone.now())
        self.message_user(request, f"Settled: {n}.")


@admin.register(models.KeyCorrection)
class KeyCorrectionAdmin(admin.ModelAdmin):
    """The key of a published version is corrected here, once it was seen what that changes."""

    list_display = ["version", "before", "disease", "corrected_by", "corrected_at"]
    list_select_related = ["version__case", "before", "disease", "corrected_by"]
    search_fields = ["version__title", "version__case__code"]
    autocomplete_fields = ["version", "disease"]
    fields = ["version", "disease", "reason"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Sent once it shows what would change; confirmed, it is done."""
        if request.method == "POST" and "_confirmed" not in request.POST and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self._before_and_after(request, form)
        return super().add_view(request, form_url, {"title": "Correct a key", **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: models.KeyCorrection, form: Any, change: bool) -> None:
        obj.corrected_by = request.user  # type: ignore[assignment]
        correct(obj)

    def _before_and_after(self, request: HttpRequest, form: Any) -> HttpResponse:
        found = effects(form.cleaned_data["version"], form.cleaned_data["disease"])
        context = {
            **self.admin_site.each_context(request),
            "title": "What this correction changes",
            "opts": self.opts,
            "form": form,
            "correction": form.instance,
            "effects": found,
            "changed": sum(one.changes_verdict for one in found),
        }
        return render(request, "admin/quiz/keycorrection/confirm.html", context)
