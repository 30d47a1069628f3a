"""Show the list of all versions of cases, and one page for each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from content.admin.activity_log import user_of
from content.admin.ranked_search import ranked_search
from knowledge.body_map.regions import body_text
from knowledge.examination import results_text
from knowledge.patterns import Stage
from knowledge.traces.parameters import traces_text

from ..models import Case, CaseFinding, CaseVersion
from .bulk_actions import bring_back, submit, withdraw
from .change_form import change_form_context
from .columns import author, code, pattern_name, state
from .extensions import extensions
from .filters import NewestFilter, PatternRuleFilter, VersionStateFilter
from .forms import CaseFindingFormSet, CaseVersionForm
from .permissions import can_change, can_publish, can_withdraw
from .pickers import PLAIN, case_choices, case_names, search_versions
from .urls import case_urls
from .views.import_export import EXPORT_ACTIONS
from .views.review import handed_on, too_late


@admin.register(Case)
class CaseAdmin(admin.ModelAdmin):
    list_display = ["code", "current", "withdrawn_at"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["current__case"]
    search_fields = ["code", "versions__title"]
    get_search_results = ranked_search(case_names)
    readonly_fields = ["code", "current", "withdrawn_at", "created_at"]
    actions = [withdraw, bring_back]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).in_words()  # type: ignore[attr-defined]

    def in_picker(self, case: Case) -> str:
        return case.in_words

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the list of versions is the list of cases

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a case is made by writing its first version

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # answers rest on it: withdraw it instead

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return can_withdraw(request)


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


@admin.register(CaseVersion)
class CaseVersionAdmin(admin.ModelAdmin):
    """The page of a version: to write, preview and send to review.

    A version in review or published is read-only. The desk's own pages for versions are listed in
    `urls.py`; what other apps add to it in `extensions.py`.
    """

    form = CaseVersionForm
    inlines = [CaseFindingInline]
    list_display = ["title", code, pattern_name, "disease", "typicality", state, author]
    list_filter = [
        VersionStateFilter,
        NewestFilter,
        "disease__pattern",
        "typicality",
        PatternRuleFilter,
        ("created_by", admin.RelatedOnlyFieldListFilter),
        ("disease", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["case", "disease", "created_by"]
    search_fields = [
        "title",
        "case__code",
        "disease__name",
        "created_by__username",
        "history",
        "examination",
    ]
    get_search_results = search_versions
    autocomplete_fields = ["disease", "look_alike", "look_alike_case", "references"]
    readonly_fields = [
        "body_map",
        "own_results",
        "trace_lines",
        "claim_ids",
    ]  # where the version cannot be changed
    actions = [submit, withdraw, bring_back, *EXPORT_ACTIONS]
    change_form_template = "admin/cases/caseversion/change_form.html"
    change_list_template = "admin/cases/caseversion/change_list.html"
    view_on_site = False
    fieldsets = [
        ("Who, and what it is", {"fields": ["title", "disease", "typicality", ("age", "sex")]}),
        (
            "What the learner reads, stage by stage",
            {"fields": [*Stage, "body"]},
        ),
        (
            "What it rests on at the bedside and in the laboratory",
            {
                "fields": ["decided_at", "results", "traces"],
                "description": "Learners do not see these yet.",
            },
        ),
        (
            "What the feedback says",
            {
                "fields": [
                    "headline",
                    "against_fatigable",
                    "against_neurogenic",
                    "against_myogenic",
                    "diagnosis",
                    "at_once",
                    "model_note",
                    "exception",
                ]
            },
        ),
        (
            "The closest look-alike",
            {"fields": ["look_alike", "look_alike_text", "look_alike_case"]},
        ),
        ("What it rests on", {"fields": ["claims", "references", "reviewed_by"]}),
    ]

    def get_urls(self) -> list[Any]:
        return [*case_urls(self.admin_site.admin_view), *super().get_urls()]

    # ---- the list

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = [column for extension in extensions() for column in extension.columns]
        return [*super().get_list_display(request), *columns]

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = [item for extension in extensions() for item in extension.filters]
        return [*super().get_list_filter(request), *filters]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        relations = [name for extension in extensions() for name in extension.select_related]
        return [*self.list_select_related, *relations]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseVersion]:
        relations = [name for extension in extensions() for name in extension.prefetch_related]
        return super().get_queryset(request).prefetch_related(*relations)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Cases", **(extra_context or {})})

    def in_picker(self, version: CaseVersion) -> str:
        return f"{version}, {version.disease}"

    # ---- who may do what

    def has_change_permission(self, request: HttpRequest, obj: CaseVersion | None = None) -> bool:
        return can_change(request) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CaseVersion | None = None) -> bool:
        """Return whether this person may delete a version; False if `obj` is None.

        Only drafts can be deleted: any by people with the permission to delete, and one's own by
        its author if nobody else has written in it.
        """
        if obj is None or not obj.is_draft:
            return False
        own = user_of(request).pk
        alone = obj.created_by_id == own and not obj.writers.exclude(pk=own).exists()
        return super().has_delete_permission(request, obj) or (
            alone and self.has_change_permission(request, obj)
        )

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return can_withdraw(request)

    # ---- the form of a version

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().add_view(
            request, form_url, {"title": "Write a case", **(extra_context or {})}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        version = self.get_object(request, object_id) if request.method == "POST" else None
        if version and not version.is_draft and can_change(request):
            return too_late(request, version)
        return super().change_view(
            request, object_id, form_url, {"title": "A case", **(extra_context or {})}
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        version = super().get_object(request, object_id, from_field)
        if version and version.is_draft and "missing" in request.GET and request.method == "GET":
            version.shown_as_missing = version.missing()
        return version

    def get_fieldsets(self, request: HttpRequest, obj: CaseVersion | None = None) -> Any:
        """Add what a correction changes and what an import left out, before all else.

        On a read-only page, body map, results, traces and claims are shown in words.
        """
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and obj.import_note:
            fieldsets.insert(
                0, ("What the import could not take over", {"fields": ["import_note"]})
            )
        if obj and obj.number > 1:
            fieldsets.insert(0, ("What this version corrects", {"fields": ["change"]}))
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        read_only_names = {
            "body": "body_map",
            "results": "own_results",
            "traces": "trace_lines",
            "claims": "claim_ids",
        }
        return [
            (
                name,
                {**row, "fields": [read_only_names.get(str(f), f) for f in row["fields"]]},
            )
            for name, row in fieldsets
        ]

    @admin.display(description="body map")
    def body_map(self, version: CaseVersion) -> str:
        return body_text(version.body)

    @admin.display(description="results in its own words")
    def own_results(self, version: CaseVersion) -> str:
        return results_text(version.results)

    @admin.display(description="traces")
    def trace_lines(self, version: CaseVersion) -> str:
        return traces_text(version.traces)

    @admin.display(description="claims")
    def claim_ids(self, version: CaseVersion) -> str:
        return " ".join(version.claims)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add `reviewed_by` for everybody but reviewers."""
        # It tells learners who reviewed the case.
        fields = super().get_readonly_fields(request, obj)
        return fields if can_publish(request) else [*fields, "reviewed_by"]

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return [] if PLAIN in request.GET else super().get_autocomplete_fields(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, **case_choices(db_field)}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context |= change_form_context(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- saving and deleting

    def save_model(self, request: HttpRequest, obj: CaseVersion, form: Any, change: bool) -> None:
        if not change:
            obj.case = Case.objects.begin()
            obj.created_by = user_of(request)
        super().save_model(request, obj, form, change)
        obj.writers.add(user_of(request))

    def response_add(
        self, request: HttpRequest, obj: CaseVersion, post_url_continue: Any = None
    ) -> HttpResponse:
        return handed_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: CaseVersion) -> HttpResponse:
        return handed_on(request, obj) or super().response_change(request, obj)

    def delete_model(self, request: HttpRequest, obj: CaseVersion) -> None:
        """Delete a version, and with the last one its case, unless a quiz lists that."""
        super().delete_model(request, obj)
        Case.objects.filter(pk=obj.case_id, versions=None, quizzes=None).delete()
