"""The authors' desk for clinical knowledge and cases."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from content.admin.activity_log import user_of
from content.admin.proposals import ReviewersFieldsMixin
from knowledge.body_map.regions import body_text
from knowledge.current_model import knowledge
from knowledge.inference.explanation import BEDSIDE, read_case

from .bulk_admin import BulkMixin, NewestFilter, WithdrawMixin
from .drafting_admin import DraftingMixin
from .exchange_admin import ExchangeMixin
from .forms import CaseFindingFormSet, CaseVersionForm
from .help_admin import WritingHelpMixin
from .models import Case, CaseFinding, CaseVersion, State
from .ranking_admin import CasePickerMixin, RankedCasesMixin, RankedVersionsMixin

admin.site.site_header = admin.site.site_title = "Motor Unit: authors' desk"
admin.site.index_title = "What would you like to do?"
admin.site.enable_nav_sidebar = False  # the links of the header say where to go


@admin.register(Case)
class CaseAdmin(RankedCasesMixin, WithdrawMixin):
    list_display = ["code", "current", "withdrawn_at"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["current__case"]
    search_fields = ["code", "versions__title"]
    readonly_fields = ["code", "current", "withdrawn_at", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).in_words()  # type: ignore[attr-defined]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the list of versions is the list of cases

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a case is made by writing its first version

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # answers rest on it: withdraw it instead


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseVersion]) -> QuerySet[CaseVersion]:
        value = self.value()
        return queryset.in_state(value) if value in list(State) else queryset  # type: ignore[attr-defined]


PLAIN = "plain"  # in the address: lists without a search field, and rows enough, for a browser without JavaScript


class CaseFindingInline(admin.TabularInline):
    model = CaseFinding
    formset = CaseFindingFormSet
    autocomplete_fields = ["finding"]
    verbose_name = "finding"
    verbose_name_plural = "findings that the prose states, each at the stage that first states it"

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return [] if PLAIN in request.GET else super().get_autocomplete_fields(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseFinding]:
        return super().get_queryset(request).select_related("finding")  # each row is named by it

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 12 if PLAIN in request.GET else 1


class VersionColumns(admin.ModelAdmin):
    """Columns of a list of versions: which they are."""

    @admin.display(description="case, version", ordering="case__code")
    def code(self, version: CaseVersion) -> str:
        return f"{version.case.code}, {version.number}"

    @admin.display(description="pattern", ordering="disease__pattern")
    def pattern_name(self, version: CaseVersion) -> str:
        return version.pattern.value


@admin.register(CaseVersion)
class CaseVersionAdmin(
    RankedVersionsMixin,
    CasePickerMixin,
    VersionColumns,
    DraftingMixin,
    WritingHelpMixin,
    BulkMixin,
    ExchangeMixin,
    ReviewersFieldsMixin,
):
    """One page a version: write, preview, send to review; what is in review or published is read only."""

    form = CaseVersionForm
    inlines = [CaseFindingInline]
    list_display = ["title", "code", "pattern_name", "disease", "typicality", "state", "author"]
    list_filter = [
        *(StateFilter, NewestFilter, "disease__pattern", "typicality"),
        ("created_by", admin.RelatedOnlyFieldListFilter),
        ("disease", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["case", "disease", "created_by"]
    search_fields = ["title", "case__code", "disease__name", "created_by__username", "history", "examination"]
    autocomplete_fields = ["disease", "look_alike", "look_alike_case", "references"]
    readonly_fields = ["body_map", "claim_ids"]  # where the version cannot be changed
    change_form_template = "admin/cases/caseversion/change_form.html"
    view_on_site = False
    publish_right = "cases.publish_caseversion"
    fieldsets = [
        ("Who, and what it is", {"fields": ["title", "disease", "typicality", ("age", "sex")]}),
        ("What the learner reads, stage by stage", {"fields": ["history", "examination", "tests", "body"]}),
        (
            "What the feedback says",
            {
                "fields": [
                    *("headline", "against_fatigable", "against_neurogenic", "against_myogenic"),
                    *("diagnosis", "at_once", "model_note"),
                ]
            },
        ),
        ("The closest look-alike", {"fields": ["look_alike", "look_alike_text", "look_alike_case"]}),
        ("What it rests on", {"fields": ["claims", "references", "reviewed_by"]}),
    ]

    @admin.display(ordering="published_at")
    def state(self, version: CaseVersion) -> str:
        return version.state.label

    @admin.display(description="author", ordering="created_by__username")
    def author(self, version: CaseVersion) -> str:
        return str(version.created_by or "")

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return [] if PLAIN in request.GET else super().get_autocomplete_fields(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Write a case", **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        version = self.get_object(request, object_id) if request.method == "POST" else None
        if version and not version.is_draft and super().has_change_permission(request):
            return self._too_late(request, version)
        return super().change_view(request, object_id, form_url, {"title": "A case", **(extra_context or {})})

    def _too_late(self, request: HttpRequest, version: CaseVersion) -> HttpResponse:
        """What was typed into a version that changes no more is shown, to be copied."""
        fields = CaseVersionForm.base_fields.items()
        written = [(field.label or name.capitalize(), request.POST.get(name, "")) for name, field in fields]
        said = set(version.said().values())
        context = {
            **self.admin_site.each_context(request),
            "title": f"Not saved: this version is {version.state.label}",
            "opts": self.opts,
            "version": version,
            "texts": [(label, text) for label, text in written if len(text.split()) > 1 and text not in said],
        }
        return render(request, "admin/cases/caseversion/too_late.html", context, status=409)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Cases", **(extra_context or {})})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        corrects = [("What this version corrects", {"fields": ["change"]})] if obj and obj.number > 1 else []
        fieldsets = [*corrects, *super().get_fieldsets(request, obj)]
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        said = {"body": "body_map", "claims": "claim_ids"}
        return [(name, {"fields": [said.get(str(field), field) for field in row["fields"]]}) for name, row in fieldsets]

    @admin.display(description="body map")
    def body_map(self, version: CaseVersion) -> str:
        return body_text(version.body)

    @admin.display(description="claims")
    def claim_ids(self, version: CaseVersion) -> str:
        return " ".join(version.claims)

    def has_change_permission(self, request: HttpRequest, obj: CaseVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CaseVersion | None = None) -> bool:
        """Drafts go: any for whoever may delete, and for authors their own, in which nobody else has written."""
        if obj is None or not obj.is_draft:
            return False
        own = user_of(request).pk
        alone = obj.created_by_id == own and not obj.writers.exclude(pk=own).exists()
        return super().has_delete_permission(request, obj) or (alone and self.has_change_permission(request, obj))

    def delete_model(self, request: HttpRequest, obj: CaseVersion) -> None:
        """The case goes with its last version, unless a quiz lists it."""
        super().delete_model(request, obj)
        Case.objects.filter(pk=obj.case_id, versions=None, quizzes=None).delete()

    def get_urls(self) -> list[Any]:
        return [
            path("evidence/", self.admin_site.admin_view(self.evidence), name="cases_caseversion_evidence"),
            *super().get_urls(),
        ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        version = super().get_object(request, object_id, from_field)
        if version and version.is_draft and "missing" in request.GET and request.method == "GET":
            version.shown_as_missing = version.missing()
        return version

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        version, known = context.get("original"), knowledge()
        if version and known and version.case_findings.exists():
            context["reading"] = read_case(known.model, version.findings_by_stage(), version.pattern)
            context["reading_leading"] = known.diseases[context["reading"].leading]
        return super().render_change_form(request, context, *args, **kwargs)

    def evidence(self, request: HttpRequest) -> HttpResponse:
        """What the model makes of every published case, those to look at first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        versions = CaseVersion.objects.filter(current_of__isnull=False).select_related("case", "disease")
        known = knowledge()
        rows = [
            (version, read_case(known.model, version.findings_by_stage(), version.pattern))
            for version in versions.prefetch_related("case_findings")
            if known
        ]
        rows.sort(key=lambda row: (row[1].agrees, row[1].bedside))
        context = {
            **self.admin_site.each_context(request),
            "title": "What the model makes of the cases",
            "opts": self.opts,
            "rows": rows,
            "bedside": sum(reading.bedside >= BEDSIDE for _, reading in rows),
        }
        return render(request, "admin/cases/caseversion/evidence.html", context)
