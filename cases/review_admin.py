"""At the authors' desk: from draft to published, and what author and reviewer say to each other."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from content.admin.activity_log import button_paths, deeds, user_of
from content.differences import differences

from .forms import CommentForm, DifferenceForm, NewVersionForm, mark_of
from .models import Case, CaseVersion, State

DIFFERENCE_PAGE = "admin/cases/caseversion/difference.html"
FORM_PAGE = "admin/cases/caseversion/form_page.html"


class ReviewMixin(admin.ModelAdmin):
    """For the page of a version: send to review, return with a comment, publish, correct. All of it is logged."""

    def get_urls(self) -> list[Any]:
        def named(route: str, view: Any, name: str) -> Any:
            return path(f"<int:pk>/{route}/", self.admin_site.admin_view(view), name=f"cases_caseversion_{name}")

        return [
            *button_paths(self, publish=self.publish_page, **{"return": self.return_page}, comment=self.comment_page),
            named("difference", self.difference_page, "difference"),
            named("since-return", self.since_return_page, "since_return"),
            named("new-version", self.new_version_page, "new_version"),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("cases.publish_caseversion")

    def may_take_back(self, request: HttpRequest, version: CaseVersion) -> bool:
        """A reviewer returns what is in review; who wrote or sent it may take it back."""
        own = request.user.pk in (version.created_by_id, version.submitted_by_id)
        return self.has_publish_permission(request) or (own and super().has_change_permission(request))

    def may_comment(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("cases.add_casecomment")

    def save_model(self, request: HttpRequest, obj: CaseVersion, form: Any, change: bool) -> None:
        if not change:
            obj.case = Case.objects.begin()
            obj.created_by = user_of(request)
        super().save_model(request, obj, form, change)
        obj.writers.add(user_of(request))

    def response_add(self, request: HttpRequest, obj: CaseVersion, post_url_continue: Any = None) -> HttpResponse:
        return self._handed_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: CaseVersion) -> HttpResponse:
        return self._handed_on(request, obj) or super().response_change(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        version = context.get("original")
        if version:
            context["comments"] = list(version.comments.select_related("author"))
            context["as_read"] = mark_of(CaseVersion.objects.get(pk=version.pk))
            context["comment_form"] = CommentForm() if self.may_comment(request) else None
            context["deeds"] = deeds(version.case, *version.case.versions.only("pk"))
            context["comparable"] = version.case.versions.count() > 1
            earlier = version.corrected() if version.is_draft else None
            context["unwritten"] = earlier if earlier and not earlier.is_explained else None
            if version.state == State.KEY_CORRECTED:
                context["rewriting"] = version.case.versions.filter(published_at=None).first()
        context["show_save_and_add_another"] = False  # one case at a time
        context["may_publish"] = self.has_publish_permission(request)
        context["alone"] = settings.ALLOW_SELF_APPROVAL
        if version and version.is_in_review:
            context["may_approve"] = context["may_publish"] and version.may_be_approved_by(user_of(request))
            context["may_take_back"] = self.may_take_back(request, version)
            context["return_form"] = CommentForm(auto_id="return_%s")
        return super().render_change_form(request, context, *args, **kwargs)

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish what is in review, as it was when the page was opened."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            version = get_object_or_404(CaseVersion.objects.select_for_update(), pk=pk)
            if version.published_at:
                messages.info(request, f"{version.published_by or 'Somebody'} has published it already.")
                return redirect(version)
            if version.submitted_at is None or request.POST.get("submitted_at") != version.submitted_at.isoformat():
                messages.error(request, "Not published: this version has changed since you opened it. Read it again.")
                return redirect(version)
            try:
                version.approve(by=user_of(request))
            except ValidationError as fault:
                messages.error(request, "Not published. " + " ".join(fault.messages))
                return redirect(version)
            self.log_change(request, version, "Published.")
        messages.success(request, published_words(version))
        return redirect(version)

    def return_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give what is in review back to its author, with a comment."""
        version = get_object_or_404(CaseVersion, pk=pk)
        if not self.may_take_back(request, version):
            raise PermissionDenied
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    version.return_to_author(by=user_of(request), comment=form.cleaned_data["text"])
                    self.log_change(request, version, "Returned to its author.")
            except ValidationError as fault:
                form.add_error(None, fault)
        if form.errors:
            return self.form_page(request, form, f"Return to its author: {version}", "Return to author")
        messages.success(request, "Returned. It is a draft again.")
        return redirect(version)

    def comment_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say something about a version to whoever works on it."""
        if not self.may_comment(request):
            raise PermissionDenied
        version = get_object_or_404(CaseVersion, pk=pk)
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.form_page(request, form, f"Comment on {version}", "Comment")
        form.instance.version, form.instance.author = version, user_of(request)
        form.save()
        self.log_change(request, version, "Commented.")
        return redirect(f"{version.get_absolute_url()}#review")

    def difference_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What differs between two versions of a case, field by field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(CaseVersion.objects.select_related("case"), pk=pk)
        form = DifferenceForm(request.GET, version)
        found = None
        if form.is_valid():
            found = differences(form.cleaned_data["old"].said(), form.cleaned_data["new"].said())
        title = f"What changed in case {version.case}"
        around = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        context = {**around, "form": form, "version": version, "differences": found}
        return render(request, DIFFERENCE_PAGE, context, status=200 if form.is_valid() else 422)

    def since_return_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What differs from what a reviewer last returned, field by field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        versions = CaseVersion.objects.select_related("case").exclude(returned_as=None)
        version = get_object_or_404(versions, pk=pk)
        title = f"What changed since {version} was returned"
        around = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        context = {"version": version, "differences": differences(version.returned_as or {}, version.said())}
        return render(request, DIFFERENCE_PAGE, {**around, **context})

    def new_version_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what a correction will change, and begin it; a case has one draft at a time."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        version = get_object_or_404(CaseVersion.objects.exclude(published_at=None), pk=pk)
        if draft := version.case.versions.filter(published_at=None).first():
            messages.info(request, "This case has a draft already. Here it is.")
            return redirect(draft)
        form = NewVersionForm(request.POST or None)
        if not form.is_valid():
            return self.form_page(request, form, f"Correct {version}", "Begin the new version")
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=version.case_id)  # two clicks begin one draft
            draft = version.case.versions.filter(published_at=None).first()
            if draft is None:
                draft = version.new_version(change=form.cleaned_data["change"], by=user_of(request))
                begun = f"Begun from version {version.number} as a correction: {draft.change}."
                self.log_addition(request, draft, begun)
        until = "Learners meet the published version until this one is published."
        if not version.is_explained:
            until = "Write it for the new key: learners are dealt the case again once it is published."
        messages.success(request, f"A new draft. {until}")
        return redirect(draft)

    def form_page(self, request: HttpRequest, form: BaseForm, title: str, button: str, **more: Any) -> HttpResponse:
        """One form on a page of its own; refused if it was sent."""
        around = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        status = 422 if form.is_bound else 200
        return render(request, FORM_PAGE, {**around, "form": form, "button": button, **more}, status=status)

    def _handed_on(self, request: HttpRequest, version: CaseVersion) -> HttpResponse | None:
        """Preview or submit what was just saved, or publish it where one person does both, if that was asked.

        If something is missing, the draft is shown with all of it.
        """
        if "_preview" in request.POST:
            return redirect("admin:cases_caseversion_preview", version.pk, 0)
        if "_submit" not in request.POST and "_publish" not in request.POST:
            return None
        publish = "_publish" in request.POST
        if publish and not (settings.ALLOW_SELF_APPROVAL and self.has_publish_permission(request)):
            raise PermissionDenied
        version = CaseVersion.objects.get(pk=version.pk)
        if version.missing():
            done = "published" if publish else "sent to review"
            messages.error(request, f"Saved, but not {done}: what is missing is marked below.")
            return redirect(f"{version.get_absolute_url()}?missing")
        try:
            with transaction.atomic():
                version.submit(by=user_of(request))
                self.log_change(request, version, "Sent to review.")
                if publish:
                    version.approve(by=user_of(request))
                    self.log_change(request, version, "Published.")
        except ValidationError as fault:
            messages.error(request, "Saved, and left as a draft. " + " ".join(fault.messages))
            return redirect(version)
        if publish:
            messages.success(request, published_words(version))
        else:
            messages.success(request, f"Sent to review: {version}. It does not change until it comes back.")
        return redirect(version)


def published_words(version: CaseVersion) -> str:
    """What publishing a version means for learners."""
    if version.case.withdrawn_at:
        return f"Published: {version}. The case is withdrawn: learners are dealt it once it is brought back."
    return f"Published: {version}. Learners are dealt it from now on."
