"""Let other apps add columns, filters and pages to the desk for cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from ..models import CaseVersion


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk; `name` is what follows `admin:cases_caseversion_`."""

    route: str
    view: Callable[..., HttpResponse]
    name: str


@dataclass(frozen=True, slots=True)
class CaseDeskExtension:
    """An app's additions to the list of versions and to the page of each.

    `columns`, `filters`: as `list_display` and `list_filter` take them. `select_related`: what the
    columns read with the list; `prefetch_related`: what they read with every version. `context`:
    what templates of the page of a version find.
    """

    columns: Sequence[Callable[[CaseVersion], str]]
    filters: Sequence[Any]
    select_related: Sequence[str]
    prefetch_related: Sequence[str]
    context: Callable[[HttpRequest, CaseVersion], dict[str, Any]]
    pages: Sequence[DeskPage]


_extensions: list[CaseDeskExtension] = []


def extend_case_desk(extension: CaseDeskExtension) -> None:
    """Register what an app adds."""
    _extensions.append(extension)


def extensions() -> Sequence[CaseDeskExtension]:
    return _extensions
