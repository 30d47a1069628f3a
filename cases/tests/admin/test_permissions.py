"""Who may do what to a case at the desk: each role, each action."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version

from .test_case_version import written

pytestmark = pytest.mark.django_db
ROLES = ("author", "reviewer", "administrator", "")  # the last is on the staff and has no role
NOBODY_ELSE = {"author": False, "reviewer": False, "administrator": True, "": False}
REVIEWERS = {**NOBODY_ELSE, "reviewer": True}
AUTHORS = {**REVIEWERS, "author": True}


class Desk:
    """Cases in each state, written by somebody else, and what can be sent to their pages."""

    def __init__(self, client):
        self.client = client
        self.other = User.objects.create_user("other", is_staff=True)
        self.draft = make_version(published=False, created_by=self.other)
        self.sent = make_version(published=False, created_by=self.other)
        self.sent.submit(by=self.other)
        self.published = make_version(created_by=self.other)

    def url(self, name, version=None):
        return reverse(f"admin:cases_caseversion_{name}", args=[version.pk] if version else [])

    def get(self, name, version=None):
        return self.client.get(self.url(name, version)).status_code == 200

    def post(self, name, version=None, **data):
        return self.client.post(self.url(name, version), data).status_code in (200, 302)

    def rewrites(self, version):
        """Whether what is sent to the page of a version is what it then says."""
        self.client.post(self.url("change", version), written(title="Rewritten"))
        return CaseVersion.objects.get(pk=version.pk).title == "Rewritten"

    def act(self, action, version):
        """Whether an action of the list does what it says: without the right it is not offered."""
        before = self.state()
        data = {"action": action, "_selected_action": [version.pk], "confirmed": "1"}
        self.client.post(self.url("changelist"), data)
        return self.state() != before

    def state(self):
        return [
            *CaseVersion.objects.order_by("pk").values_list("pk", "submitted_at", "published_at"),
            *Case.objects.order_by("pk").values_list("withdrawn_at", flat=True),
        ]

    def withdrawn(self):
        Case.objects.filter(pk=self.published.case_id).withdraw()
        return self.published


ACTIONS = {
    "list": (lambda desk: desk.get("changelist"), AUTHORS),
    "read": (lambda desk: desk.get("change", desk.published), AUTHORS),
    "preview": (
        lambda desk: (
            desk.client.get(
                reverse("admin:cases_caseversion_preview", args=[desk.draft.pk, 0])
            ).status_code
            == 200
        ),
        AUTHORS,
    ),
    "compare": (lambda desk: desk.get("difference", desk.published), AUTHORS),
    "evidence": (lambda desk: desk.get("evidence"), AUTHORS),
    "history": (lambda desk: desk.get("history", desk.published), AUTHORS),
    "write": (lambda desk: desk.post("add", **written()), AUTHORS),
    "rewrite": (lambda desk: desk.post("change", desk.draft, **written()), AUTHORS),
    "write and send": (lambda desk: desk.post("add", **written(_submit="1")), AUTHORS),
    "ask for help": (lambda desk: desk.post("help"), AUTHORS),
    "comment": (lambda desk: desk.post("comment", desk.published, text="Well put."), AUTHORS),
    "begin a correction": (
        lambda desk: desk.post("new_version", desk.published, change="wording"),
        AUTHORS,
    ),
    "import": (lambda desk: desk.get("import"), AUTHORS),
    "draft from the model": (lambda desk: desk.get("draft"), AUTHORS),
    "make a look-alike": (lambda desk: desk.get("look_alike", desk.published), AUTHORS),
    "send many": (lambda desk: desk.act("submit", desk.draft), AUTHORS),
    "return what another sent": (
        lambda desk: desk.post("return", desk.sent, text="Say more."),
        REVIEWERS,
    ),
    "publish what another sent": (
        lambda desk: desk.post(
            "publish", desk.sent, submitted_at=desk.sent.submitted_at.isoformat()
        ),
        REVIEWERS,
    ),
    "withdraw": (lambda desk: desk.act("withdraw", desk.published), REVIEWERS),
    "bring back": (lambda desk: desk.act("bring_back", desk.withdrawn()), REVIEWERS),
    "delete a draft": (lambda desk: desk.post("delete", desk.draft, post="yes"), REVIEWERS),
    "write and publish at once": (
        lambda desk: desk.post("add", **written(_publish="1")),
        dict.fromkeys(ROLES, False),
    ),
    "change what is in review": (
        lambda desk: desk.rewrites(desk.sent),
        dict.fromkeys(ROLES, False),
    ),
    "change what is published": (
        lambda desk: desk.rewrites(desk.published),
        dict.fromkeys(ROLES, False),
    ),
    "delete what is published": (
        lambda desk: desk.post("delete", desk.published, post="yes"),
        dict.fromkeys(ROLES, False),
    ),
}
NEEDS_TABLES = {"draft from the model", "make a look-alike"}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_may_do_what_its_work_needs_and_no_more(client, sign_in, action, request):
    if action in NEEDS_TABLES:
        request.getfixturevalue("shipped")
    do, expected = ACTIONS[action]
    desk = Desk(client)

    allowed = {}
    for role in ROLES:
        sign_in(role, name=role or "nobody")
        allowed[role] = bool(_undone(do, desk))

    assert allowed == expected


def _undone(do, desk):
    """What an action answers; whatever it changed is taken back, so that every role meets the same
    desk.
    """
    with transaction.atomic():
        answer = do(desk)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"bring back"}))
def test_who_is_not_on_the_staff_changes_nothing(client, action, request):
    if action in NEEDS_TABLES:
        request.getfixturevalue("shipped")
    desk = Desk(client)
    client.force_login(User.objects.create_user("learner"))
    before = desk.state()

    ACTIONS[action][0](desk)

    assert desk.state() == before


@pytest.mark.parametrize(
    ("by", "helped", "gone"), [("me", False, True), ("me", True, False), ("other", False, False)]
)
def test_authors_delete_drafts_that_are_theirs_alone(client, sign_in, by, helped, gone):
    people = {"me": sign_in("author", "me"), "other": User.objects.create_user("other")}
    draft = make_version(published=False, created_by=people[by])
    draft.writers.add(people[by], *([people["other"]] if helped else []))
    url = reverse("admin:cases_caseversion_delete", args=[draft.pk])

    offered = url in client.get(draft.get_absolute_url()).content.decode()
    client.post(url, {"post": "yes"})

    assert (offered, not Case.objects.filter(pk=draft.case_id).exists()) == (gone, gone)
