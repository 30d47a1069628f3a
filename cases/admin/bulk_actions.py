"""Act on many cases at once, after a page that says what will happen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.admin.activity_log import log, user_of

from ..models import Case, CaseVersion

CONFIRM_PAGE = "admin/cases/confirm.html"
WITHDRAW = (
    "Learners are no longer dealt these cases, and their answers count nowhere: progress and"
    " verdicts may change. Nothing is deleted; the cases can be brought back."
)
BRING_BACK = (
    "Learners are dealt these cases again, and answers that were given to them count again. A case"
    " whose key was corrected is dealt once its explanation is rewritten."
)
SUBMIT = "A reviewer reads these and publishes or returns them. They do not change until then."


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan for one object.

    `refusal`: why nothing will be done to it; empty if something will. `rests`: what rests on it,
    in words.
    """

    object: Model
    refusal: str = ""
    rests: str = ""


def confirmed(
    desk: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    plan: Sequence[Planned],
    *,
    action: str,
    title: str,
    says: str,
    do: Callable[[Any], None],
) -> HttpResponse | None:
    """Ask for confirmation; once it is given, act on all objects or on none.

    The page lists what will be done and what will not. Returns None once it is done.
    """
    ready = [planned for planned in plan if not planned.refusal]
    objects = [planned.object for planned in ready]
    if "confirmed" not in request.POST or not objects:
        refused = [planned for planned in plan if planned.refusal]
        around = {**desk.admin_site.each_context(request), "title": title, "opts": desk.opts}
        selected = queryset.values_list("pk", flat=True)  # all of them, where all pages were chosen
        context = {
            **around,
            "chosen": ready,
            "refused": refused,
            "action": action,
            "selected": selected,
            "says": says,
        }
        return render(request, CONFIRM_PAGE, context)
    with transaction.atomic():
        for row in objects:
            do(row)
    desk.message_user(request, f"{title}: done for {len(objects)}.", messages.SUCCESS)
    return None


@admin.action(description="Send to review", permissions=["change"])
def submit(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[CaseVersion]
) -> HttpResponse | None:
    def do(version: CaseVersion) -> None:
        version.submit(by=user_of(request))
        log(request, version, "Sent to review.")

    plan = [
        Planned(version, _why_not_submitted(version))
        for version in queryset.select_related("case", "disease")
    ]
    return confirmed(
        desk,
        request,
        queryset,
        plan,
        action="submit",
        title="Send to review",
        says=SUBMIT,
        do=do,
    )


@admin.action(
    description="Withdraw: learners are no longer dealt the case, its answers count nowhere",
    permissions=["withdraw"],
)
def withdraw(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Withdraw cases, chosen from a list of cases or of their versions."""

    def do(case: Case) -> None:
        Case.objects.filter(pk=case.pk).withdraw()
        log(request, case, "Withdrawn.")

    plan = [
        Planned(case, "" if case.withdrawn_at is None else "withdrawn already", resting_on(case))
        for case in with_what_rests(cases_of(queryset))
    ]
    return confirmed(
        desk,
        request,
        queryset,
        plan,
        action="withdraw",
        title="Withdraw cases",
        says=WITHDRAW,
        do=do,
    )


@admin.action(description="Bring back into the draw", permissions=["withdraw"])
def bring_back(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    def do(case: Case) -> None:
        Case.objects.filter(pk=case.pk).bring_back()
        log(request, case, "Brought back.")

    plan = [
        Planned(case, "is not withdrawn" if case.withdrawn_at is None else "")
        for case in cases_of(queryset)
    ]
    return confirmed(
        desk,
        request,
        queryset,
        plan,
        action="bring_back",
        title="Bring cases back",
        says=BRING_BACK,
        do=do,
    )


def cases_of(queryset: QuerySet[Any]) -> QuerySet[Case]:
    """Return the cases of a queryset of cases or of versions."""
    if queryset.model is CaseVersion:
        return Case.objects.filter(pk__in=queryset.order_by().values("case")).select_related(
            "current__case"
        )
    return queryset.select_related("current__case")


def with_what_rests(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add to each case its quizzes and `n_learners`, who have answered it; 2 queries."""
    learner_count = Count("versions__answers__attempt__learner", distinct=True)
    return cases.annotate(n_learners=learner_count).prefetch_related("quizzes")


def resting_on(case: Any) -> str:
    """Say which quizzes and how many learners rest on a case of `with_what_rests`."""
    titles = [quiz.title for quiz in case.quizzes.all()]
    in_quizzes = (
        [f"in the quiz{'zes' if len(titles) > 1 else ''} {', '.join(titles)}"] if titles else []
    )
    n = case.n_learners
    by_learners = [f"answered by {n} learner{'' if n == 1 else 's'}"] if n else []
    return "; ".join([*in_quizzes, *by_learners])


def _why_not_submitted(version: CaseVersion) -> str:
    if not version.is_draft:
        return f"is {version.state.label}"
    return " ".join(fault for faults in version.missing().values() for fault in faults)
