"""By which account a page keeps things in the browser."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from cases.tests.factory import make_version
from learners.middleware import SIGNED_OUT, browser_of

pytestmark = pytest.mark.django_db


def key_on(client, name="lessons:home"):
    return re.search(r'<meta name="account" content="([^"]*)">', client.get(reverse(name)).text)[1]


def test_a_page_for_nobody_names_no_account(client):
    assert key_on(client) == ""


def test_a_browser_has_one_key_from_its_first_case_on_that_does_not_tell_its_name(client):
    make_version()

    first = key_on(client, "quiz:practice")

    assert re.fullmatch("guest-[0-9a-f]{32}", first)
    assert key_on(client) == first
    name = client.get(reverse("lessons:home")).wsgi_request
    assert str(browser_of(name)).replace("-", "")[:8] not in first


def test_a_person_has_one_key_at_the_desk_and_elsewhere_and_another_person_another(client):
    make_version()
    keys = []
    for name in ("ada", "bea"):
        client.force_login(User.objects.create_superuser(name))
        keys.append(key_on(client))

        assert re.fullmatch("person-[0-9a-f]{32}", keys[-1])
        assert key_on(client, "quiz:practice") == key_on(client, "admin:index") == keys[-1]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("way", ["account_logout", "admin:logout", "learners:delete"])
def test_the_script_is_told_who_leaves(client, way):
    if way != "learners:delete":  # which guests may do too
        client.force_login(User.objects.create_superuser("ada"))
    assert SIGNED_OUT not in client.cookies

    client.post(reverse(way), {"sure": "on"})

    cookie = client.cookies[SIGNED_OUT]
    assert (cookie.value, cookie["httponly"]) == ("1", "")
