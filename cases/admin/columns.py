"""Show in lists of versions which case, pattern, state and author each has."""

from django.contrib import admin

from knowledge.patterns import OUTSIDE

from ..models import CaseVersion


@admin.display(description="case, version", ordering="case__code")
def code(version: CaseVersion) -> str:
    return f"{version.case.code}, {version.number}"


@admin.display(description="pattern", ordering="disease__pattern")
def pattern_name(version: CaseVersion) -> str:
    return version.pattern.site if version.pattern is OUTSIDE else version.pattern.value


@admin.display(ordering="published_at")
def state(version: CaseVersion) -> str:
    return version.state.label


@admin.display(description="author", ordering="created_by__username")
def author(version: CaseVersion) -> str:
    return str(version.created_by or "")
