"""The authors' desk for quizzes, what learners report, and what answers add to the desk of cases."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cases.admin import CaseVersionAdmin
from cases.models import CaseVersion
from cases.ranking_admin import CasePickerMixin

from . import models
from .correcting import still_scored_by_the_old_key
from .corrections_admin import KeyCorrectionAdmin
from .statistics_admin import FlagFilter, TaughtColumns, WholeTestMixin

admin.site.unregister(CaseVersion)
admin.site.register(models.KeyCorrection, KeyCorrectionAdmin)


@admin.register(CaseVersion)
class CaseDesk(TaughtColumns, CaseVersionAdmin):
    """The desk of cases, with what each taught beside its state, and answers that an old key still scores."""

    list_display = [*CaseVersionAdmin.list_display, "answers", "facility", "flags"]
    list_filter = [*CaseVersionAdmin.list_filter, FlagFilter]
    list_select_related = [*CaseVersionAdmin.list_select_related, "line"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseVersion]:
        return super().get_queryset(request).prefetch_related("line__tallies")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        version = context.get("original")
        if version and (found := still_scored_by_the_old_key(version)):
            earlier, learners = found
            address = reverse("admin:quiz_keycorrection_add")
            chosen = urlencode({"version": earlier.pk, "disease": version.disease_id})
            may = request.user.has_perm("quiz.add_keycorrection")
            context["earlier"], context["answered"] = earlier, len(learners)
            context["rescore_url"] = f"{address}?{chosen}" if may else ""
        if version:
            waiting = models.KeyCorrection.objects.open().filter(version__case=version.case_id)
            context["proposed"] = waiting.for_list().first()
        return super().render_change_form(request, context, *args, **kwargs)


class QuizCaseInline(CasePickerMixin, admin.TabularInline):
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
