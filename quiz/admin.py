"""The authors' desk for quizzes, what learners report, and what answers add to the desk of cases."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from cases.admin import CaseVersionAdmin
from cases.models import CaseVersion
from cases.ranking_admin import CasePickerMixin
from content.admin.activity_log import log
from knowledge.patterns import NO_IDEA

from . import models
from .correcting import still_scored_by_the_old_key
from .corrections_admin import KeyCorrectionAdmin
from .feedback import feedback
from .forms import BeliefForm, QuizForm
from .preview import PreviewAnswer
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

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview)
        return [
            path("<int:pk>/preview/<int:committed>/", view, name="cases_caseversion_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int, committed: int) -> HttpResponse:
        """What a learner sees once they have committed this many beliefs; after three, the feedback."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(CaseVersion.objects.select_related("case", "disease", "look_alike"), pk=pk)
        following = reverse("admin:cases_caseversion_preview", args=[pk, min(committed + 1, 3)])
        answer = PreviewAnswer(version, min(committed, 3), following)
        is_whole = version.published_at or not version.missing()
        context = {
            "version": version,
            "answer": answer,
            "form": BeliefForm(start=NO_IDEA),
            "feedback": feedback(answer) if answer.is_finished and is_whole else None,
        }
        return render(request, "admin/quiz/preview.html", context)


class QuizCaseInline(CasePickerMixin, admin.TabularInline):
    model = models.QuizCase
    autocomplete_fields = ["case"]
    fields = ["case", "position", "dealt"]
    readonly_fields = ["dealt"]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.QuizCase]:
        return super().get_queryset(request).select_related("case__current")

    @admin.display(description="do learners meet it?")
    def dealt(self, row: models.QuizCase) -> str:
        if row.case_id is None:
            return "–"
        why = row.case.why_not_dealt
        return f"no: {why}" if why else "yes"


@admin.register(models.Quiz)
class QuizAdmin(WholeTestMixin):
    """A quiz goes to learners by a reviewer; until then it is its author's, who changes nobody else's."""

    form = QuizForm
    list_display = ["title", "cases_in_it", "arrangement", "reflect", "author", "published_at"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "introduction", "arrangement", "reflect", "published_at"]
    inlines = [QuizCaseInline]

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
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return super().get_prepopulated_fields(request, obj) if may_write else {}

    def save_model(self, request: HttpRequest, obj: models.Quiz, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Says which of the cases chosen learners will not meet."""
        super().save_related(request, form, formsets, change)
        if left_out := form.instance.not_dealt():
            named = "; ".join(f"{case.versions.last() or case}: {why}" for case, why in left_out)
            self.message_user(request, f"Learners do not meet {len(left_out)} of its cases. {named}.", messages.WARNING)


@admin.register(models.ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """What learners say is wrong with a case; who said it is not shown. Reviewers settle it, or who wrote the case."""

    change_form_template = "admin/quiz/problemreport/change_form.html"
    list_display = ["version", "text", "reported_at", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["version__case"]
    search_fields = ["text", "version__title", "version__case__code", "version__disease__name"]
    fields = ["case", "text", "reported_at", "settled_at", "answer"]
    readonly_fields = ["case", "text", "reported_at", "settled_at"]
    actions = ["settle"]

    @admin.display(description="case")
    def case(self, report: models.ProblemReport) -> str:
        return format_html('<a href="{}">{}</a>', report.version.get_absolute_url(), report.version)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.ProblemReport | None = None) -> bool:
        if super().has_change_permission(request, obj):
            return True
        seen = obj is not None and self.has_view_permission(request, obj)
        return seen and models.ProblemReport.objects.on_cases_of(request.user).filter(pk=obj.pk).exists()  # type: ignore[union-attr]

    def save_model(self, request: HttpRequest, obj: models.ProblemReport, form: Any, change: bool) -> None:
        if "_settle" in request.POST:
            obj.settled_at = obj.settled_at or timezone.now()
        elif "_reopen" in request.POST:
            obj.settled_at = None
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        said = {"_settle": "Settled.", "_reopen": "Opened again."}
        return next((words for name, words in said.items() if name in request.POST), "Answered.")

    def response_change(self, request: HttpRequest, obj: models.ProblemReport) -> HttpResponse:
        told = "Whoever reported it reads your answer with their data." if obj.answer else "No answer was given."
        self.message_user(request, f"{'Settled' if obj.settled_at else 'Open'}. {told}", messages.SUCCESS)
        return redirect("admin:quiz_problemreport_changelist")

    @admin.action(description="Mark as settled", permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[models.ProblemReport]) -> None:
        open_ones = list(queryset.filter(settled_at=None))
        queryset.settle()  # type: ignore[attr-defined]
        for report in open_ones:
            log(request, report, "Settled.")
        self.message_user(request, f"Settled: {len(open_ones)}.", messages.SUCCESS)
