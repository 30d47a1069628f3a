"""Set up the authors' desk as a site of the admin."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from cases.authoring.task_list import waiting_for
from quiz.task_list import quiz_tasks_for

DJANGOS_ACCOUNTS = "django.contrib.auth.admin"


class DeskSite(AdminSite):
    """The authors' desk, with a sign-in and a first page of its own."""

    site_header = site_title = "Motor Unit: authors' desk"
    index_title = "What would you like to do?"
    enable_nav_sidebar = False  # the links of the header say where to go

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a page, except Django's own pages of accounts and groups.

        The pages of `learners` take their place: they let nobody raise their own rights.
        """
        if admin_class is None or admin_class.__module__ != DJANGOS_ACCOUNTS:
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the sign-in of the site: the admin's own form has no limit on guesses."""
        return secure_admin_login(super().login)(request, extra_context)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        return super().index(request, {**tasks_of(request), **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        """Answer pickers: best fit first, in the words of the page they belong to."""
        # The package registers pages, for which this site must be there.
        from content.admin.ranked_search import PickerView

        return PickerView.as_view(admin_site=self)(request)


def tasks_of(request: HttpRequest) -> dict[str, Any]:
    """Return the task lists of the signed-in person; empty unless they work on cases."""
    user = request.user
    if not user.has_perm("cases.view_caseversion"):
        return {}
    return {"waiting": waiting_for(user), "quiz_tasks": quiz_tasks_for(user)}
