"""Take a version from draft to published, with comments of author and reviewer."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.admin.activity_log import log, log_addition, user_of
from content.differences import differences

from ...models import Case, CaseVersion
from ..forms import CaseVersionForm, CommentForm, DifferenceForm, NewVersionForm
from ..pages import form_page, page_context
from ..permissions import can_add, can_comment, can_publish, can_take_back, can_view

DIFFERENCE_PAGE = "admin/cases/caseversion/difference.html"
TOO_LATE_PAGE = "admin/cases/caseversion/too_late.html"


@require_POST
def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a version in review, unless it changed since the page was opened."""
    if not can_publish(request):
        raise PermissionDenied
    with transaction.atomic():
        version = get_object_or_404(CaseVersion.objects.select_for_update(), pk=pk)
        if version.published_at:
            messages.info(
                request, f"{version.published_by or 'Somebody'} has published it already."
            )
            return redirect(version)
        if (
            version.submitted_at is None
            or request.POST.get("submitted_at") != version.submitted_at.isoformat()
        ):
            messages.error(
                request,
                "Not published: this version has changed since you opened it. Read it again.",
            )
            return redirect(version)
        try:
            version.approve(by=user_of(request))
        except ValidationError as fault:
            messages.error(request, "Not published. " + " ".join(fault.messages))
            return redirect(version)
        log(request, version, "Published.")
    messages.success(request, published_words(version))
    return redirect(version)


@require_POST
def return_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a version in review to its author, with a comment."""
    version = get_object_or_404(CaseVersion, pk=pk)
    if not can_take_back(request, version):
        raise PermissionDenied
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                version.return_to_author(by=user_of(request), comment=form.cleaned_data["text"])
                log(request, version, "Returned to its author.")
        except ValidationError as fault:
            form.add_error(None, fault)
    if form.errors:
        return form_page(request, form, f"Return to its author: {version}", "Return to author")
    messages.success(request, "Returned. It is a draft again.")
    return redirect(version)


@require_POST
def comment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a comment on a version."""
    if not can_comment(request):
        raise PermissionDenied
    version = get_object_or_404(CaseVersion, pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, f"Comment on {version}", "Comment")
    form.instance.version, form.instance.author = version, user_of(request)
    form.save()
    log(request, version, "Commented.")
    return redirect(f"{version.get_absolute_url()}#review")


def difference_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between two versions of a case, field by field."""
    if not can_view(request):
        raise PermissionDenied
    version = get_object_or_404(CaseVersion.objects.select_related("case"), pk=pk)
    form = DifferenceForm(request.GET, version)
    field_differences = None
    if form.is_valid():
        field_differences = differences(
            form.cleaned_data["old"].said(), form.cleaned_data["new"].said()
        )
    around = page_context(request, f"What changed in case {version.case}")
    context = {**around, "form": form, "version": version, "differences": field_differences}
    return render(request, DIFFERENCE_PAGE, context, status=200 if form.is_valid() else 422)


def since_return_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs from the text that a reviewer last returned."""
    if not can_view(request):
        raise PermissionDenied
    versions = CaseVersion.objects.select_related("case").exclude(returned_as=None)
    version = get_object_or_404(versions, pk=pk)
    context = {
        **page_context(request, f"What changed since {version} was returned"),
        "version": version,
        "differences": differences(version.returned_as or {}, version.said()),
    }
    return render(request, DIFFERENCE_PAGE, context)


def new_version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what a correction will change, and begin its draft.

    A case has one draft at a time.
    """
    if not can_add(request):
        raise PermissionDenied
    version = get_object_or_404(CaseVersion.objects.exclude(published_at=None), pk=pk)
    if draft := version.case.versions.filter(published_at=None).first():
        messages.info(request, "This case has a draft already. Here it is.")
        return redirect(draft)
    form = NewVersionForm(request.POST or None)
    if not form.is_valid():
        return form_page(request, form, f"Correct {version}", "Begin the new version")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=version.case_id)  # two clicks begin one draft
        draft = version.case.versions.filter(published_at=None).first()
        if draft is None:
            draft = version.new_version(change=form.cleaned_data["change"], by=user_of(request))
            log_entry = f"Begun from version {version.number} as a correction: {draft.change}."
            log_addition(request, draft, log_entry)
    until = "Learners meet the published version until this one is published."
    if not version.is_explained:
        until = "Write it for the new key: learners are dealt the case again once it is published."
    messages.success(request, f"A new draft. {until}")
    return redirect(draft)


def handed_on(request: HttpRequest, version: CaseVersion) -> HttpResponse | None:
    """Preview, submit or publish a version that was just saved, as the button says.

    If something is missing, the draft is shown with all of it. Returns None if the button only
    saves.
    """
    if "_preview" in request.POST:
        return redirect("admin:cases_caseversion_preview", version.pk, 0)
    if "_submit" not in request.POST and "_publish" not in request.POST:
        return None
    publish = "_publish" in request.POST
    if publish and not (settings.ALLOW_SELF_APPROVAL and can_publish(request)):
        raise PermissionDenied
    version = CaseVersion.objects.get(pk=version.pk)
    if version.missing():
        outcome = "published" if publish else "sent to review"
        messages.error(request, f"Saved, but not {outcome}: what is missing is marked below.")
        return redirect(f"{version.get_absolute_url()}?missing")
    try:
        with transaction.atomic():
            version.submit(by=user_of(request))
            log(request, version, "Sent to review.")
            if publish:
                version.approve(by=user_of(request))
                log(request, version, "Published.")
    except ValidationError as fault:
        messages.error(request, "Saved, and left as a draft. " + " ".join(fault.messages))
        return redirect(version)
    if publish:
        messages.success(request, published_words(version))
    else:
        messages.success(
            request, f"Sent to review: {version}. It does not change until it comes back."
        )
    return redirect(version)


def too_late(request: HttpRequest, version: CaseVersion) -> HttpResponse:
    """Show what was typed into a version that no longer changes, to be copied."""
    stored_texts = set(version.said().values())
    typed_texts = [
        (field.label or name.capitalize(), request.POST.get(name, ""))
        for name, field in CaseVersionForm.base_fields.items()
    ]
    texts = [
        (label, text)
        for label, text in typed_texts
        if len(text.split()) > 1 and text not in stored_texts
    ]
    around = page_context(request, f"Not saved: this version is {version.state.label}")
    context = {**around, "version": version, "texts": texts}
    return render(request, TOO_LATE_PAGE, context, status=409)


def published_words(version: CaseVersion) -> str:
    """Say what the publication of a version means for learners."""
    if version.case.withdrawn_at:
        return (
            f"Published: {version}. The case is withdrawn: learners are dealt it once it is brought"
            " back."
        )
    return f"Published: {version}. Learners are dealt it from now on."
