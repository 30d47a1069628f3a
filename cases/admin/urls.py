"""List the desk's own pages for cases."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from .extensions import DeskPage, extensions
from .views import drafting, evidence, import_export, review, writing_help

PAGES = [
    DeskPage("<int:pk>/publish/", review.publish_page, "publish"),
    DeskPage("<int:pk>/return/", review.return_page, "return"),
    DeskPage("<int:pk>/comment/", review.comment_page, "comment"),
    DeskPage("<int:pk>/difference/", review.difference_page, "difference"),
    DeskPage("<int:pk>/since-return/", review.since_return_page, "since_return"),
    DeskPage("<int:pk>/new-version/", review.new_version_page, "new_version"),
    DeskPage("draft/", drafting.draft_page, "draft"),
    DeskPage("<int:pk>/look-alike/", drafting.look_alike_page, "look_alike"),
    DeskPage("import/", import_export.import_page, "import"),
    DeskPage("help/", writing_help.help_page, "help"),
    DeskPage("evidence/", evidence.evidence_page, "evidence"),
]


def case_urls(admin_view: Callable[[Any], Any]) -> list[Any]:
    """Return their addresses; `admin_view` lets in people who may enter the desk."""
    extension_pages = [page for extension in extensions() for page in extension.pages]
    return [
        path(page.route, admin_view(page.view), name=f"cases_caseversion_{page.name}")
        for page in (*PAGES, *extension_pages)
    ]
