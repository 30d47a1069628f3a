"""At the authors' desk: what cases and quizzes taught. To look at; nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, FloatField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf, Sqrt
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from cases.patterns import Pattern

from . import plots
from .models import Quiz
from .scoring.items import CHECK_THE_KEY, DISCRIMINATION_FROM, SHOWN_FROM, TELLS_LITTLE, ItemStatistics
from .scoring.tallied import CaseStatistics
from .statistics import RECENT, of_quiz, summed, taught
from .statistics_exporting import FORMS, ROWS
from .tallies import CaseTaught

ADVICE = {
    CHECK_THE_KEY: "More learners chose a wrong pattern than the key, or those who know the rest better miss it more "
    "often. Read the case again as a learner: is the key right, and does a finding point elsewhere? Correct it in a "
    "new version, or withdraw it.",
    TELLS_LITTLE: "Nearly everybody finds it, so that it hardly tells learners apart. Keep it for beginners, or write "
    "a look-alike of it that is less typical.",
}


@admin.register(CaseTaught)
class CaseTaughtAdmin(admin.ModelAdmin):
    """A row for each published version of a case, and a page that shows what it taught."""

    list_display = ["title", "code", "number", "pattern_name", "answers", "facility", "discriminates", "flags"]
    list_filter = ["disease__pattern", "typicality"]
    list_select_related = ["case", "disease"]
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
        """With what the list can be sorted by; answers to a withdrawn case count nowhere."""
        listed = super().get_queryset(request).filter(published_at__isnull=False, case__withdrawn_at=None)
        return listed.annotate(**_sorting()).prefetch_related("tallies")

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

    @admin.display(description="case", ordering="case__code")
    def code(self, version: CaseTaught) -> str:
        return version.case.code

    @admin.display(description="pattern", ordering="disease__pattern")
    def pattern_name(self, version: CaseTaught) -> str:
        return version.pattern.label

    @admin.display(description="n", ordering="n_answers")
    def answers(self, version: CaseTaught) -> int:
        return _of(version).n

    @admin.display(description="found, with 95 % interval", ordering="easiness")
    def facility(self, version: CaseTaught) -> str:
        found = _of(version).found
        return plots.in_words(found) if found.n >= SHOWN_FROM else plots.TOO_FEW

    @admin.display(description="discrimination, with 95 % interval", ordering="correlation")
    def discriminates(self, version: CaseTaught) -> str:
        return plots.discrimination_in_words(_of(version).discrimination) or plots.TOO_FEW

    @admin.display(description="to look at")
    def flags(self, version: CaseTaught) -> str:
        return ", ".join(_of(version).flags)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a version taught."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        listed = CaseTaught.objects.select_related("case", "disease").prefetch_related("tallies")
        version = get_object_or_404(listed.exclude(published_at=None), pk=object_id)
        found, told = _of(version), taught(version)
        context = {
            "version": version,
            "found": found,
            "advice": [(flag, ADVICE[flag]) for flag in found.flags],
            "discrimination": plots.discrimination_in_words(found.discrimination),
            "plots": [plots.options(found), plots.confidence(told), plots.thirds(told), plots.times(told)],
            "clouds": plots.clouds(told),
            "shown_from": SHOWN_FROM,
            "limit": RECENT,
        }
        return render(request, "admin/quiz/casetaught/taught.html", context)


def _of(version: CaseTaught) -> CaseStatistics:
    return summed(version.pattern, version.tallies.all())


def _drawn(case: Any, item: ItemStatistics) -> tuple[str, str, Pattern, ItemStatistics]:
    return case.code, case.current.title, case.current.pattern, item


def _sorting() -> dict[str, Any]:
    """Number of answers, easiness and correlation as SQL, for the order of the list; 0 where none is shown."""

    def total(name: str, **which: Any) -> Any:
        return Cast(Coalesce(Sum(f"tallies__{name}", filter=Q(**which) if which else None), 0), FloatField())

    right = {"tallies__called": F("disease__pattern")}
    n, x, r = total("n_rest"), total("n_rest", **right), total("rest")
    spread = NullIf(Sqrt((n * x - x * x) * (n * total("rest_squared") - r * r)), 0.0)
    correlation = Coalesce((n * total("rest", **right) - x * r) / spread, 0.0)
    return {
        "n_answers": total("n"),
        "easiness": (total("n", **right) + 2) / (total("n") + Value(3.0)),
        "n_rest": n,
        "correlation": Case(When(n_rest__gte=DISCRIMINATION_FROM, then=correlation), default=0.0),
    }


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
