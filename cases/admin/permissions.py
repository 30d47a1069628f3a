"""Say who may do what to cases at the authors' desk."""

from django.http import HttpRequest

from ..models import CaseVersion


def can_view(request: HttpRequest) -> bool:
    return request.user.has_perm("cases.view_caseversion") or can_change(request)


def can_add(request: HttpRequest) -> bool:
    return request.user.has_perm("cases.add_caseversion")


def can_change(request: HttpRequest) -> bool:
    """Return whether this person writes cases.

    Which versions change is for others to say.
    """
    return request.user.has_perm("cases.change_caseversion")


def can_publish(request: HttpRequest) -> bool:
    return can_view(request) and request.user.has_perm("cases.publish_caseversion")


def can_take_back(request: HttpRequest, version: CaseVersion) -> bool:
    """Return whether this person may make a version in review a draft again.

    Reviewers may, and whoever wrote or sent it.
    """
    is_own = request.user.pk in (version.created_by_id, version.submitted_by_id)
    return can_publish(request) or (is_own and can_change(request))


def can_comment(request: HttpRequest) -> bool:
    return can_view(request) and request.user.has_perm("cases.add_casecomment")


def can_withdraw(request: HttpRequest) -> bool:
    return request.user.has_perm("cases.change_case")
