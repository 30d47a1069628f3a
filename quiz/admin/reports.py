"""Let reviewers and authors settle the problems that learners report."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from content.admin.activity_log import log

from .. import models


@admin.register(models.ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """The page of a reported problem, without the name of the learner.

    Reviewers settle it, and authors where it is about a case of theirs.
    """

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

    def has_change_permission(
        self, request: HttpRequest, obj: models.ProblemReport | None = None
    ) -> bool:
        if super().has_change_permission(request, obj):
            return True
        if obj is None or not self.has_view_permission(request, obj):
            return False
        return models.ProblemReport.objects.on_cases_of(request.user).filter(pk=obj.pk).exists()

    def save_model(
        self, request: HttpRequest, obj: models.ProblemReport, form: Any, change: bool
    ) -> None:
        if "_settle" in request.POST:
            obj.settled_at = obj.settled_at or timezone.now()
        elif "_reopen" in request.POST:
            obj.settled_at = None
        super().save_model(request, obj, form, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        messages_by_button = {"_settle": "Settled.", "_reopen": "Opened again."}
        return next(
            (words for name, words in messages_by_button.items() if name in request.POST),
            "Answered.",
        )

    def response_change(self, request: HttpRequest, obj: models.ProblemReport) -> HttpResponse:
        consequence = (
            "Whoever reported it reads your answer with their data."
            if obj.answer
            else "No answer was given."
        )
        self.message_user(
            request, f"{'Settled' if obj.settled_at else 'Open'}. {consequence}", messages.SUCCESS
        )
        return redirect("admin:quiz_problemreport_changelist")

    @admin.action(description="Mark as settled", permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[models.ProblemReport]) -> None:
        open_ones = list(queryset.filter(settled_at=None))
        queryset.settle()  # type: ignore[attr-defined]
        for report in open_ones:
            log(request, report, "Settled.")
        self.message_user(request, f"Settled: {len(open_ones)}.", messages.SUCCESS)
