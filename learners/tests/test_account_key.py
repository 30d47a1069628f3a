"""By which account a page keeps things in the browser."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.tests.factory import make_version
from learners.middleware import SIGNED_OUT, browser_of

pytestmark = pytest.mark.django_db


def key_on(client, name="home"):
    return re.search(r'<meta name="account" content="([^"]*)">', client.get(reverse(name)).text)[1]


def test_a_page_for_nobody_names_no_account(client):
    assert key_on(client) == ""


def test_a_browser_has_one_key_from_its_first_case_on_that_does_not_tell_its_name(client):
    make_version()

    first = key_on(client, "quiz:practice")

    assert re.fullmatch("guest-[0-9a-f]{32}", first)
    assert key_on(client) == first
    name = client.get(reverse("home")).wsgi_request
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


def test_who_is_here_is_told_with_a_token_that_works(client):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("ada"))

    here = client.get(reverse("learners:here"))

    assert here.json()["account"] == key_on(client)
    assert "no-store" in here["Cache-Control"]
    data = {"case": "forged", "csrfmiddlewaretoken": here.json()["token"]}
    assert [
        client.post(reverse("quiz:begin"), sent).status_code for sent in (data, {"case": "forged"})
    ] == [400, 403]


@pytest.mark.parametrize(("opened_by", "status"), [("hers", 400), ("", 400), ("person-0123", 409)])
def test_what_a_page_of_another_account_sends_is_refused(client, opened_by, status):
    client.force_login(User.objects.create_user("ada"))
    opened_by = key_on(client) if opened_by == "hers" else opened_by

    response = client.post(
        reverse("quiz:begin"), {"case": "forged"}, headers={"Account-Key": opened_by}
    )

    assert response.status_code == status
