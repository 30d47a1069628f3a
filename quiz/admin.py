"""The authors' desk for quizzes, and what learners report."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from . import models
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
