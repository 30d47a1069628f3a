"""Let authors make quizzes, and reviewers publish them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from cases.admin.pickers import case_choices

from .. import models
from ..forms import QuizForm
from .analysis import whole_test_context


class QuizCaseInline(admin.TabularInline):
    model = models.QuizCase
    autocomplete_fields = ["case"]
    fields = ["case", "position", "dealt"]
    readonly_fields = ["dealt"]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.QuizCase]:
        return super().get_queryset(request).select_related("case__current")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, **case_choices(db_field)}
        )

    @admin.display(description="do learners meet it?")
    def dealt(self, row: models.QuizCase) -> str:
        if row.case_id is None:
            return "–"
        why = row.case.why_not_dealt
        return f"no: {why}" if why else "yes"


@admin.register(models.Quiz)
class QuizAdmin(admin.ModelAdmin):
    """The page of a quiz.

    Until a reviewer publishes it, its author may change it, but no quiz of anybody else.
    """

    form = QuizForm
    list_display = ["title", "cases_in_it", "arrangement", "reflect", "author", "published_at"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "introduction", "arrangement", "reflect", "published_at"]
    inlines = [QuizCaseInline]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.statistics)
        return [
            path("<int:pk>/statistics/", view, name="quiz_quiz_statistics"),
            *super().get_urls(),
        ]

    def statistics(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a quiz measured, as a test that everybody takes whole."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        quiz = get_object_or_404(models.Quiz, pk=pk)
        return render(request, "admin/quiz/quiz/statistics.html", whole_test_context(quiz))

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Quiz]:
        return super().get_queryset(request).for_desk()  # type: ignore[attr-defined]

    @admin.display(description="cases")
    def cases_in_it(self, quiz: Any) -> str:
        if quiz.n_dealt == quiz.n_listed:
            return str(quiz.n_listed)
        return f"{quiz.n_listed}; learners meet {quiz.n_dealt} of them"

    @admin.display(description="author", ordering="created_by__username")
    def author(self, quiz: models.Quiz) -> str:
        return str(quiz.created_by or "")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("quiz.publish_quiz")

    def has_change_permission(self, request: HttpRequest, obj: models.Quiz | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        own = obj is None or (obj.created_by_id == request.user.pk and obj.published_at is None)
        return own or self.has_publish_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Quiz | None = None) -> Any:
        return () if self.has_publish_permission(request) else ("published_at",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Quiz | None = None) -> Any:
        may_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return super().get_prepopulated_fields(request, obj) if may_write else {}

    def save_model(self, request: HttpRequest, obj: models.Quiz, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the cases of a quiz, and say which of them learners will not meet."""
        super().save_related(request, form, formsets, change)
        if left_out := form.instance.not_dealt():
            reasons = "; ".join(f"{case.versions.last() or case}: {why}" for case, why in left_out)
            self.message_user(
                request,
                f"Learners do not meet {len(left_out)} of its cases. {reasons}.",
                messages.WARNING,
            )
