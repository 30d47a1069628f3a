"""What reaches the desk after the session has run out is kept for whoever wrote it, without
JavaScript.
"""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import CaseComment
from cases.tests.factory import make_version
from config.unsent import COOKIE, MOST_KEPT, owner_mark

pytestmark = pytest.mark.django_db
UNSENT = "/admin/unsent/"


@pytest.fixture
def version():
    return make_version(published=False)


@pytest.fixture
def writer():
    return User.objects.create_superuser("writer", "writer@example.org", "her pass-word")


def comment_url(version):
    return reverse("admin:cases_caseversion_comment", args=[version.pk])


def send(client, version, by, **more):
    """A comment from a page that was made for somebody."""
    return client.post(
        comment_url(version),
        {"text": "Say which knee it is.", "form_owner": owner_mark(by), **more},
    )


def page(client):
    return unescape(client.get(UNSENT).content.decode())


def test_what_met_the_sign_in_page_is_offered_after_signing_in_and_sent_on_by_its_writer(
    client, version, writer
):
    answer = send(client, version, writer)
    asked = client.get(answer.url, follow=True)
    client.post(
        asked.redirect_chain[-1][0], {"login": "writer@example.org", "password": "her pass-word"}
    )

    assert "Say which knee it is." in page(client)
    assert not CaseComment.objects.exists()
    assert f'action="{comment_url(version)}"' in page(client)
    assert "Something that you sent was not saved." in unescape(
        client.get("/admin/").content.decode()
    )

    answer = send(client, version, writer)

    assert answer.status_code == 302
    assert CaseComment.objects.get().text == "Say which knee it is."
    assert client.get(UNSENT).url == "/admin/"


def test_signing_in_leads_to_what_was_not_saved(client, version, writer):
    answer = send(client, version, writer)
    form = client.get(answer.url, follow=True)

    entered = client.post(
        form.redirect_chain[-1][0],
        {"login": "writer@example.org", "password": "her pass-word", "next": UNSENT},
    )

    assert entered.url == UNSENT


def test_somebody_else_who_signs_in_finds_nothing_and_it_is_gone(client, version, writer):
    other = User.objects.create_superuser("other")
    send(client, version, writer)

    client.force_login(other)
    found = client.get(UNSENT)
    client.force_login(writer)

    assert found.status_code == 302
    assert client.get(UNSENT).status_code == 302


@pytest.mark.parametrize("mark", ["", "1", "1:x:y"])
def test_what_does_not_come_from_a_form_of_the_desk_is_not_kept(client, version, writer, mark):
    client.post(comment_url(version), {"text": "Say which knee it is.", "form_owner": mark})
    client.force_login(writer)

    assert client.get(UNSENT).status_code == 302


def test_a_very_old_form_and_a_very_long_one_are_not_kept(client, version, writer, monkeypatch):
    mark = owner_mark(writer)

    monkeypatch.setattr("config.unsent.OPEN_FOR", timedelta(0))
    client.post(comment_url(version), {"text": "Say which knee.", "form_owner": mark})
    client.force_login(writer)
    old = client.get(UNSENT)
    monkeypatch.undo()
    client.logout()
    client.post(comment_url(version), {"text": "a b " * MOST_KEPT, "form_owner": mark})
    client.force_login(writer)

    assert old.status_code == 302
    assert client.get(UNSENT).status_code == 302


def test_it_is_thrown_away_when_its_writer_says_so_or_after_a_day(
    client, version, writer, monkeypatch
):
    send(client, version, writer)
    client.force_login(writer)
    client.post(UNSENT)
    thrown = client.get(UNSENT)
    client.logout()
    send(client, version, writer)
    client.force_login(writer)
    monkeypatch.setattr("config.unsent.KEPT_FOR", timedelta(0))
    old = client.get(UNSENT)

    assert (thrown.status_code, old.status_code) == (302, 302)
    assert not CaseComment.objects.exists()


def test_all_that_a_form_held_goes_along(client, version, writer):
    url = version.get_absolute_url()
    client.post(
        url,
        {
            "history": "First.\r\nSecond.",
            "age": "50",
            "references": ["a", "b"],
            "_submit": "x",
            **mark(writer),
        },
    )
    client.force_login(writer)

    shown = page(client)

    assert "\nFirst.\r\nSecond.</textarea>" in shown
    for field in (
        '"age" value="50"',
        '"references" value="a"',
        '"references" value="b"',
        '"_submit" value="x"',
    ):
        assert f'<input type="hidden" name={field}>' in shown


def mark(user):
    return {"form_owner": owner_mark(user)}


def test_passwords_are_never_shown(client, writer):
    url = reverse("admin:auth_user_password_change", args=[writer.pk])
    client.post(url, {"password1": "a long pass word", **mark(writer)})
    client.force_login(writer)

    assert "<textarea" not in page(client)


def test_every_form_of_a_case_says_for_whom_it_was_made(client, version, writer):
    client.force_login(writer)

    forms = client.get(version.get_absolute_url()).content.decode().split("<form")

    assert sum("form_owner" in form for form in forms) == 2  # the case, a comment
    assert owner_mark(User.objects.create_user("learner")) == ""


def test_help_with_writing_says_that_the_session_has_run_out_and_keeps_nothing(client, writer):
    answer = client.post(
        reverse("admin:cases_caseversion_help"), mark(writer), headers={"HX-Request": "true"}
    )

    assert "You are no longer signed in." in answer.content.decode()
    assert "<html" not in answer.content.decode()


class TestWithoutTheRightToken:
    @pytest.fixture
    def strict(self):
        return Client(enforce_csrf_checks=True)

    def test_the_desk_keeps_what_was_sent_and_says_so(self, strict, version, writer):
        strict.force_login(writer)

        refused = send(strict, version, writer)

        assert refused.status_code == 403
        assert "What you wrote is kept for a day." in refused.content.decode()
        assert f'href="{UNSENT}"' in refused.content.decode()
        assert "Say which knee it is." in page(strict)

    def test_not_for_another(self, strict, version, writer):
        strict.force_login(User.objects.create_superuser("other"))

        refused = send(strict, version, writer).content.decode()

        assert "is kept" not in refused
        assert "knee" not in refused

    def test_elsewhere_it_shows_what_was_written_if_it_came_from_here(self, strict):
        data = {"text": "The unit is wrong.", "password": "a pass word"}

        here = strict.post(
            reverse("quiz:report_problem", args=[1]),
            data,
            headers={"Sec-Fetch-Site": "same-origin"},
        ).content.decode()
        there = strict.post(
            reverse("quiz:report_problem", args=[1]), data, headers={"Sec-Fetch-Site": "cross-site"}
        ).content.decode()

        assert "The unit is wrong." in here
        assert "a pass word" not in here
        assert "The unit is wrong." not in there
        assert "copy it before you load that page anew" in there


class TestWhatTheBrowserIsTold:
    def test_what_was_saved(self, client, version, writer):
        client.force_login(writer)
        client.cookies[COOKIE] = "1"

        send(client, version, writer, form_draft="77")

        assert client.cookies[COOKIE].value == "1.77"

    def test_not_what_was_refused(self, client, version, writer):
        client.force_login(writer)

        answer = client.post(comment_url(version), {"text": "", "form_draft": "77"})

        assert COOKIE not in client.cookies
        assert '<input type="hidden" name="form_draft" value="77">' in answer.content.decode()

    def test_not_of_what_is_gone(self, client, version, writer):
        client.force_login(writer)
        url = version.get_absolute_url()
        version.delete()

        client.post(url, {"history": "What she told.", "form_draft": "77"})

        assert COOKIE not in client.cookies
