"""The list of versions, and what is done to many of them at once."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cases.models import Case, CaseVersion, State
from cases.tests.factory import make_version
from knowledge.tests.factory import make_disease

pytestmark = pytest.mark.django_db
LIST = "admin:cases_caseversion_changelist"


def act(client, action, versions, **fields):
    chosen = {"action": action, "_selected_action": [version.pk for version in versions]}
    return client.post(reverse(LIST), {**chosen, **fields})


def titles(client, **query):
    page = client.get(reverse(LIST), query).content.decode()
    return sorted(re.findall(r">(\w+) one<", page))


def test_sending_many_to_review_asks_first_and_says_why_some_are_left(client, sign_in):
    sign_in("author")
    ready, bare = make_version(published=False), make_version(published=False, headline="")
    versions = [ready, bare, make_version()]

    page = act(client, "submit", versions).content.decode()

    assert "Send to review: 1" in page
    assert "State the truth in one sentence." in page
    assert "is published" in page
    assert not CaseVersion.objects.in_state(State.IN_REVIEW).exists()


def test_once_confirmed_many_are_sent_and_each_is_logged(client, sign_in):
    author = sign_in("author")
    ready = [make_version(published=False), make_version(published=False)]
    bare = make_version(published=False, headline="")

    act(client, "submit", [*ready, bare], confirmed="1")

    assert list(CaseVersion.objects.in_state(State.IN_REVIEW)) == ready
    assert [entry.object_id for entry in LogEntry.objects.filter(user=author)] == [
        str(version.pk) for version in reversed(ready)
    ]


def test_what_was_chosen_on_all_pages_is_asked_for_whole(client, sign_in):
    sign_in("author")
    versions = [make_version(published=False) for _ in range(3)]

    page = act(client, "submit", versions[:1], select_across="1").content.decode()

    assert sorted(re.findall(r'name="_selected_action" value="(\d+)"', page)) == sorted(
        str(v.pk) for v in versions
    )


def test_cases_are_withdrawn_from_the_list_of_versions(client, sign_in):
    sign_in("reviewer")
    version = make_version()

    asked = act(client, "withdraw", [version])
    dealt = Case.objects.in_draw().count()
    act(client, "withdraw", [version], confirmed="1")

    assert "A secret title" in asked.content.decode()
    assert [dealt, Case.objects.in_draw().count()] == [1, 0]
    assert LogEntry.objects.get().get_change_message() == "Withdrawn."


def test_what_is_withdrawn_already_is_left(client, sign_in):
    sign_in("reviewer")
    version = make_version()
    Case.objects.all().withdraw()

    page = act(client, "withdraw", [version], confirmed="1").content.decode()

    assert "There is nothing to do" in page
    assert 'name="confirmed"' not in page


def test_an_author_is_not_offered_withdrawal(client, sign_in):
    sign_in("author")
    version = make_version()

    page = client.get(reverse(LIST)).content.decode()
    act(client, "withdraw", [version], confirmed="1")

    assert 'value="withdraw"' not in page
    assert Case.objects.in_draw().exists()


def test_versions_are_found_by_author_disease_and_typicality(client, sign_in):
    author = sign_in("author")
    disease = make_disease("myogenic")
    make_version(title="Own one", created_by=author)
    make_version(title="Rare one", disease=disease, typicality="atypical")

    assert titles(client, created_by__id__exact=author.pk) == ["Own"]
    assert titles(client, disease__id__exact=disease.pk) == ["Rare"]
    assert titles(client, typicality="atypical") == ["Rare"]
    assert titles(client, q="author") == ["Own"]


def test_only_the_newest_of_each_case_is_shown_if_asked(client, sign_in):
    sign_in("author")
    newer = make_version(title="Old one").new_version()
    CaseVersion.objects.filter(pk=newer.pk).update(title="New one")
    make_version(title="Single one")

    assert titles(client, version="newest") == ["New", "Single"]
