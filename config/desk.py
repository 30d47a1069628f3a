"""The authors' desk as a site of the admin."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Desk(AdminSite):
    """Pickers show what they find by its fit, in the words of the desk that it belongs to."""

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        from content.admin.ranked_search import PickerView

        return PickerView.as_view(admin_site=self)(request)


class DeskConfig(AdminConfig):
    """The admin, with this site for its own."""

    default_site: Any = "config.desk.Desk"
