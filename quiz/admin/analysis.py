"""Show what cases and quizzes taught; nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, FloatField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf, Sqrt
from django.db.models.lookups import GreaterThanOrEqual
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html

from cases.admin.columns import code, pattern_name
from cases.admin.filters import PatternRuleFilter
from cases.admin.pickers import search_versions
from cases.models import CaseVersion
from content.admin.read_only import ReadOnlyAdmin
from knowledge.patterns import Key

from ..analysis import plots
from ..analysis.export import FORMS, ROWS
from ..analysis.item_statistics import (
    CHECK_THE_KEY,
    DISCRIMINATION_FROM,
    SHOWN_FROM,
    TELLS_LITTLE,
    ItemStatistics,
)
from ..analysis.queries import RECENT, flagged, of_quiz, of_version, taught
from ..models import Quiz
from ..models.response_tally import ItemAnalysis, ResponseTally

ADVICE = {
    CHECK_THE_KEY: (
        "More learners chose a wrong pattern than the key, or those who know the rest better miss"
        " it more often. Read the case again as a learner: is the key right, and does a finding"
        " point elsewhere? If the key is wrong, correct the key: answers are scored again. If the"
        " text misleads, correct it in a new version. If neither helps, withdraw the case."
    ),
    TELLS_LITTLE: (
        "Nearly everybody finds it, so that it hardly tells learners apart. Keep it for beginners,"
        " or write a look-alike of it that is less typical."
    ),
}


def _total(name: str, **which: Any) -> Any:
    """Return a sum over the line of a version as SQL, of some answers or of all."""
    tallies = ResponseTally.objects.filter(line=OuterRef("line"), **which).order_by()
    return Cast(
        Coalesce(Subquery(tallies.values("line").annotate(total=Sum(name)).values("total")), 0),
        FloatField(),
    )


RIGHT = {"called": OuterRef("disease__pattern")}
EASINESS = (_total("n", **RIGHT) + 2) / (_total("n") + Value(3.0))


def _correlation() -> Any:
    """Return the discrimination as SQL; 0 where it is not shown."""
    n, x, r = _total("n_rest"), _total("n_rest", **RIGHT), _total("rest")
    spread = NullIf(Sqrt((n * x - x * x) * (n * _total("rest_squared") - r * r)), 0.0)
    correlation = Coalesce((n * _total("rest", **RIGHT) - x * r) / spread, 0.0)
    return Case(When(GreaterThanOrEqual(n, DISCRIMINATION_FROM), then=correlation), default=0.0)


class FlagFilter(admin.SimpleListFilter):
    title = "flag"
    parameter_name = "flag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(flag, flag) for flag in ADVICE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        flag = self.value()
        return queryset.filter(line__in=flagged(flag)) if flag in ADVICE else queryset


def _is_counted(version: CaseVersion) -> bool:
    return version.line_id is not None and version.case.withdrawn_at is None


@admin.display(description="n", ordering=_total("n"))
def answers(version: CaseVersion) -> str:
    if not _is_counted(version):
        return ""
    page = reverse("admin:quiz_itemanalysis_change", args=[version.pk])
    return format_html('<a href="{}">{}</a>', page, of_version(version).n)


@admin.display(description="found, with 95 % interval", ordering=EASINESS)
def facility(version: CaseVersion) -> str:
    if not _is_counted(version):
        return ""
    proportion = of_version(version).found
    return plots.proportion_in_short(proportion) if proportion.n >= SHOWN_FROM else plots.TOO_FEW


@admin.display(description="discrimination, with 95 % interval", ordering=_correlation())
def discriminates(version: CaseVersion) -> str:
    return plots.discrimination_in_words(of_version(version).discrimination) or plots.TOO_FEW


@admin.display(description="to look at")
def flags(version: CaseVersion) -> str:
    return ", ".join(of_version(version).flags)


@admin.register(ItemAnalysis)
class ItemAnalysisAdmin(ReadOnlyAdmin):
    """The list of the lines of versions, and a page of what each taught."""

    list_display = ["title", code, pattern_name, answers, facility, discriminates, flags]
    list_filter = ["disease__pattern", "typicality", "decided_at", PatternRuleFilter, FlagFilter]
    list_per_page = 100
    search_fields = ["title", "case__code", "disease__name"]
    get_search_results = search_versions
    actions = None
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("cases.view_caseversion")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemAnalysis]:
        return ItemAnalysis.objects.counted().order_by("case_id", "number")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export)
        return [
            path("export/<slug:what>.<slug:form>", view, name="quiz_itemanalysis_export"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest, what: str, form: str) -> StreamingHttpResponse:
        """Send statistics of all cases, or anonymous answers, as a streamed file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if what not in ROWS or form not in FORMS:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="motor-unit-{what}.{form}"'}
        lines = FORMS[form].lines(ROWS[what]())
        return StreamingHttpResponse(lines, content_type=FORMS[form].content_type, headers=headers)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "What cases taught", **(extra_context or {})}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what a version taught."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        version = get_object_or_404(ItemAnalysis.objects.exclude(line=None), pk=object_id)
        statistics, detail = of_version(version), taught(version)
        context = {
            "version": version,
            "lined": list(version.same_line().values_list("number", flat=True)),
            "found": statistics,
            "reading": version.model_reading(),
            "advice": [(flag, ADVICE[flag]) for flag in statistics.flags],
            "discrimination": plots.discrimination_with_interval(statistics.discrimination),
            "plots": [
                plots.options(statistics),
                plots.confidence(detail),
                plots.thirds(detail),
                plots.times(detail),
            ],
            "clouds": plots.clouds(detail),
            "shown_from": SHOWN_FROM,
            "measured_from": DISCRIMINATION_FROM,
            "limit": RECENT,
        }
        return render(request, "admin/quiz/itemanalysis/taught.html", context)


def whole_test_context(quiz: Quiz) -> dict[str, Any]:
    """Return what a page shows of a quiz as a test that everybody takes whole."""
    statistics = of_quiz(quiz)
    whole = statistics.whole
    return {
        "quiz": quiz,
        "found": statistics,
        "whole": whole,
        "rows": [(case, plots.item_cells(item)) for case, item in statistics.cases],
        "plots": [
            plots.marks(whole),
            plots.facility_plot([_drawn(*one) for one in statistics.cases]),
        ],
        "equal": 100 / max(whole.cases, 1),
        "is_shown": whole.n >= SHOWN_FROM,
        "is_measured": whole.n >= DISCRIMINATION_FROM,
        "shown_from": SHOWN_FROM,
        "measured_from": DISCRIMINATION_FROM,
    }


def _drawn(case: Any, item: ItemStatistics) -> tuple[str, str, Key, ItemStatistics]:
    return case.code, case.current.title, case.current.pattern, item
