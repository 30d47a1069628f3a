"""At the authors' desk: what cases and quizzes taught. To look at; nothing is changed here."""

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

from cases.admin import VersionColumns
from cases.models import CaseVersion
from cases.ranking_admin import RankedVersionsMixin
from knowledge.patterns import Pattern

from . import plots
from .models import Quiz
from .scoring.items import CHECK_THE_KEY, DISCRIMINATION_FROM, SHOWN_FROM, TELLS_LITTLE, ItemStatistics
from .statistics import RECENT, flagged, of_quiz, of_version, taught
from .statistics_exporting import FORMS, ROWS
from .tallies import CaseTaught, Tally

ADVICE = {
    CHECK_THE_KEY: "More learners chose a wrong pattern than the key, or those who know the rest better miss it more "
    "often. Read the case again as a learner: is the key right, and does a finding point elsewhere? If the key is "
    "wrong, correct the key: answers are scored again. If the text misleads, correct it in a new version. If neither "
    "helps, withdraw the case.",
    TELLS_LITTLE: "Nearly everybody finds it, so that it hardly tells learners apart. Keep it for beginners, or write "
    "a look-alike of it that is less typical.",
}


def _total(name: str, **which: Any) -> Any:
    """A sum over the line of a version as SQL, of some calls or of all."""
    tallies = Tally.objects.filter(line=OuterRef("line"), **which).order_by()
    return Cast(Coalesce(Subquery(tallies.values("line").annotate(total=Sum(name)).values("total")), 0), FloatField())


RIGHT = {"called": OuterRef("disease__pattern")}
EASINESS = (_total("n", **RIGHT) + 2) / (_total("n") + Value(3.0))


def _correlation() -> Any:
    """How right answers go with r as SQL; 0 where it is not shown."""
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


class TaughtColumns(VersionColumns):
    """The same, and what their answers say."""

    @admin.display(description="n", ordering=_total("n"))
    def answers(self, version: CaseVersion) -> str:
        if not _is_counted(version):
            return ""
        page = reverse("admin:quiz_casetaught_change", args=[version.pk])
        return format_html('<a href="{}">{}</a>', page, of_version(version).n)

    @admin.display(description="found, with 95 % interval", ordering=EASINESS)
    def facility(self, version: CaseVersion) -> str:
        if not _is_counted(version):
            return ""
        found = of_version(version).found
        return plots.in_short(found) if found.n >= SHOWN_FROM else plots.TOO_FEW

    @admin.display(description="discrimination, with 95 % interval", ordering=_correlation())
    def discriminates(self, version: CaseVersion) -> str:
        return plots.discrimination_in_words(of_version(version).discrimination) or plots.TOO_FEW

    @admin.display(description="to look at")
    def flags(self, version: CaseVersion) -> str:
        return ", ".join(of_version(version).flags)


@admin.register(CaseTaught)
class CaseTaughtAdmin(RankedVersionsMixin, TaughtColumns):
    """A row for each line of versions of a case, and a page that shows what it taught."""

    list_display = ["title", "code", "pattern_name", "answers", "facility", "discriminates", "flags"]
    list_filter = ["disease__pattern", "typicality", FlagFilter]
    list_per_page = 100
    search_fields = ["title", "case__code", "disease__name"]
    actions = None
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("cases.view_caseversion")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseTaught]:
        return CaseTaught.objects.counted().order_by("case_id", "number")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export)
        return [path("export/<slug:what>.<slug:form>", view, name="quiz_casetaught_export"), *super().get_urls()]

    def export(self, request: HttpRequest, what: str, form: str) -> StreamingHttpResponse:
        """Statistics of all cases, or anonymous answers, as a file that is written while it is sent."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if what not in ROWS or form not in FORMS:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="motor-unit-{what}.{form}"'}
        lines = FORMS[form].lines(ROWS[what]())
        return StreamingHttpResponse(lines, content_type=FORMS[form].content_type, headers=headers)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "What cases taught", **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a version taught."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        version = get_object_or_404(CaseTaught.objects.exclude(line=None), pk=object_id)
        found, told = of_version(version), taught(version)
        context = {
            "version": version,
            "lined": list(version.same_line().values_list("number", flat=True)),
            "found": found,
            "advice": [(flag, ADVICE[flag]) for flag in found.flags],
            "discrimination": plots.discrimination_with_interval(found.discrimination),
            "plots": [plots.options(found), plots.confidence(told), plots.thirds(told), plots.times(told)],
            "clouds": plots.clouds(told),
            "shown_from": SHOWN_FROM,
            "measured_from": DISCRIMINATION_FROM,
            "limit": RECENT,
        }
        return render(request, "admin/quiz/casetaught/taught.html", context)


def _drawn(case: Any, item: ItemStatistics) -> tuple[str, str, Pattern, ItemStatistics]:
    return case.code, case.current.title, case.current.pattern, item


class WholeTestMixin(admin.ModelAdmin):
    """For the page of quizzes: their statistics as tests that everybody takes whole."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.statistics)
        return [path("<int:pk>/statistics/", view, name="quiz_quiz_statistics"), *super().get_urls()]

    def statistics(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        quiz = get_object_or_404(Quiz, pk=pk)
        found = of_quiz(quiz)
        whole = found.whole
        context = {
            "quiz": quiz,
            "found": found,
            "whole": whole,
            "rows": [(case, plots.item_cells(item)) for case, item in found.cases],
            "plots": [plots.marks(whole), plots.found([_drawn(*one) for one in found.cases])],
            "equal": 100 / max(whole.cases, 1),
            "is_shown": whole.n >= SHOWN_FROM,
            "is_measured": whole.n >= DISCRIMINATION_FROM,
            "shown_from": SHOWN_FROM,
            "measured_from": DISCRIMINATION_FROM,
        }
        return render(request, "admin/quiz/quiz/statistics.html", context)
