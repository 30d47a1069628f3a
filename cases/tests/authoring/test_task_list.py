"""The first page of the desk says what to do, and what waits for whom."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.tests.factory import make_version

from ...authoring.task_list import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client):
    return lambda: client.get(reverse("admin:index")).content.decode()


def sent(by, **fields):
    version = make_version(published=False, created_by=by, **fields)
    version.submit(by=by)
    return version


def test_a_reviewer_is_shown_what_others_sent_the_oldest_first(sign_in):
    reviewer, author = sign_in("reviewer"), User.objects.create_user("writer")
    versions = [sent(author), sent(author)]
    sent(reviewer)

    assert waiting_for(reviewer).to_decide == versions


def test_an_author_is_shown_their_drafts_with_what_was_said_and_what_they_sent(sign_in, home):
    author = sign_in("author")
    draft = make_version(published=False, created_by=author, title="The stuck lid")
    draft.comments.create(author=author, text="Which hand?")
    mine = sent(author, title="On the stairs")
    make_version(published=False, title="Of another")

    waiting, page = waiting_for(author), home()

    assert (waiting.to_decide, waiting.drafts, waiting.sent) == ([], [draft], [mine])
    assert "with 1 comment<" in page
    assert ["Waiting for your review" in page, "Your drafts" in page, "Of another" in page] == [
        False,
        True,
        False,
    ]


def test_who_has_no_role_is_told_whom_to_ask(sign_in, home):
    sign_in("")

    assert "Your account has no role here yet" in home()


def test_the_first_page_asks_as_much_for_many_as_for_one(sign_in, home):
    reviewer, author = sign_in("reviewer"), User.objects.create_user("writer")
    counts = []
    for more in (1, 4):
        for _ in range(more):
            sent(author)
            make_version(published=False, created_by=reviewer)
        with CaptureQueriesContext(connection) as queries:
            home()
        counts.append(len(queries))

    assert counts[0] == counts[1]
