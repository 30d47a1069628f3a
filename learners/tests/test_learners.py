"""A browser becomes a learner, and what was done in it comes along to an account if its owner says
so.
"""

import json
import re
import time
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from learners.middleware import COOKIE, YEAR, cookie_value
from learners.models import Learner
from quiz.models import Answer, Attempt
from quiz.tests.factory import make_answer, make_drill, make_learner, make_quiz, make_run

pytestmark = pytest.mark.django_db
PASSWORD = "steep-stairs-and-low-chairs"


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    return learner


def sign_up(client, email="a@example.org"):
    """Make an account and open the link of the mail in the same browser."""
    typed = {"email": email, "password1": PASSWORD, "password2": PASSWORD, "age": "on"}
    client.post(reverse("account_signup"), typed)
    return client.post(re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)[0])


def sign_in(client, email="a@example.org", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def merge(client, choice, **more):
    return client.post(reverse("learners:merge"), {"choice": choice, **more})


@pytest.fixture
def time_machine(monkeypatch):
    """Lets time pass, for signatures and for rows."""

    def travel(**by):
        signed, row = (
            time.time() + timedelta(**by).total_seconds(),
            timezone.now() + timedelta(**by),
        )
        monkeypatch.setattr("django.core.signing.time.time", lambda: signed)
        monkeypatch.setattr("learners.models.timezone.now", lambda: row)

    return travel


@pytest.mark.parametrize("name", ["home", "lessons:lesson_list", "quiz:practice", "quiz:progress"])
def test_passers_by_leave_no_rows(client, name):
    make_version()

    client.get(reverse(name))

    assert Learner.objects.count() == 0


@pytest.mark.parametrize("value", ["", "nonsense", "0" * 500, str(uuid.UUID(int=0)), "{}:1:x"])
def test_a_cookie_that_we_did_not_give_names_nobody(client, value):
    """A visitor who chose their own name could be told it by another, and would work in that one's
    place.
    """
    learner = make_learner(browser=uuid.UUID(int=0))
    answer = make_answer(learner)
    client.cookies[COOKIE] = value.format(learner.browser)

    assert client.get(reverse("quiz:progress")).status_code == 200
    assert client.get(answer.get_absolute_url()).status_code == 404


def test_a_browser_that_comes_again_is_known_for_another_year(client, learner, time_machine):
    make_answer(learner)
    seen = learner.seen_at

    time_machine(days=40)
    renewed = client.get(reverse("quiz:progress")).cookies[COOKIE]
    learner.refresh_from_db()

    assert int(renewed["max-age"]) == YEAR
    assert learner.seen_at > seen + timedelta(days=39)


def test_the_name_of_a_browser_lasts_a_year(client, learner, time_machine):
    answer = make_answer(learner)

    time_machine(days=366)

    assert client.get(answer.get_absolute_url()).status_code == 404


def test_work_without_an_account_goes_a_year_after_it_was_last_seen(capsys):
    long_ago = timezone.now() - timedelta(days=366)
    gone, here = make_learner(), make_learner()
    owner = make_learner(user=User.objects.create_user("a@example.org"))
    for learner in (gone, here, owner):
        make_answer(learner, stages=3)
    Learner.objects.exclude(pk=here.pk).update(seen_at=long_ago)

    call_command("clear_guests")

    assert set(Learner.objects.all()) == {here, owner}
    assert Answer.objects.count() == 2
    assert "1 browser without" in capsys.readouterr().out


def test_signing_in_asks_whose_the_work_of_this_browser_is_and_takes_nothing_unasked(
    client, learner
):
    make_answer(learner, stages=3)
    make_drill(learner)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)

    asked = sign_in(client, next="/explore/")

    assert asked.url == reverse("learners:merge") + "?next=%2Fexplore%2F"
    page = client.get(asked.url).content.decode()
    assert "<b>1 case, 1 pair of look-alikes</b>" in page
    assert [Answer.objects.by(learner).count(), Learner.objects.count()] == [1, 1]


def test_what_is_said_to_be_mine_comes_along(client, learner):
    answer = make_answer(learner, stages=3)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    sign_in(client)

    response = merge(client, "bring", next=answer.get_absolute_url())

    assert response.url == answer.get_absolute_url()
    assert Answer.objects.get().attempt.learner.user.email == "a@example.org"
    assert client.get(response.url).status_code == 200
    assert Learner.objects.count() == 1


def test_what_is_left_behind_is_seen_by_nobody(client, learner):
    answer = make_answer(learner, stages=3)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    before = client.cookies[COOKIE].value
    sign_in(client)

    response = merge(client, "leave", next=answer.get_absolute_url())

    assert response.url == settings.LOGIN_REDIRECT_URL
    assert client.get(answer.get_absolute_url()).status_code == 404
    client.post(reverse("account_logout"))
    client.cookies[COOKIE] = before
    assert client.get(answer.get_absolute_url()).status_code == 404
    assert (
        Answer.objects.count() == 1
    )  # in the sums, until it goes with the work of browsers not seen for a year


def test_not_now_asks_again_on_the_account_page(client, learner):
    make_answer(learner, stages=3)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    sign_in(client)

    assert "1 case. <a" in client.get(reverse("learners:account")).content.decode()
    assert Answer.objects.by(learner).count() == 1


def test_signing_in_from_a_page_leads_back_to_it(client, learner):
    """What was typed there and not sent yet is kept with the page."""
    answer = make_answer(learner)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    for url in (answer.get_absolute_url(), reverse("quiz:practice")):
        page = client.get(url, follow=True)
        shown = page.wsgi_request.get_full_path()
        assert f'href="{reverse("account_login")}?next={shown}"' in page.content.decode()

    asked = sign_in(client, next=answer.get_absolute_url())

    page = client.get(asked.url).content.decode()
    assert f'name="next" value="{answer.get_absolute_url()}"' in page
    assert f'href="{settings.LOGIN_REDIRECT_URL}">Not now' in page


def test_no_choice_changes_nothing(client, learner):
    make_answer(learner)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    sign_in(client)

    response = merge(client, "")

    assert response.status_code == 422
    assert "Choose one of the two" in response.content.decode()
    assert Answer.objects.by(learner).count() == 1


def test_a_guest_who_did_nothing_is_asked_nothing(client, learner):
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)

    assert sign_in(client, next="/explore/").url == "/explore/"
    assert client.get(reverse("learners:merge") + "?next=/explore/").url == "/explore/"


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_the_question_sends_nobody_elsewhere(client, learner, url):
    client.force_login(User.objects.create_user("a@example.org"))

    assert client.get(reverse("learners:merge"), {"next": url}).url == settings.LOGIN_REDIRECT_URL


def test_who_is_not_signed_in_merges_nothing(client, learner):
    make_answer(learner)

    assert merge(client, "bring").url.startswith(reverse("account_login"))
    assert Answer.objects.by(learner).count() == 1


def test_bringing_work_along_adds_the_work_to_what_the_account_has(client, learner):
    version = make_version()
    user = User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    owner = make_learner(user=user)
    make_answer(owner, version, stages=3)
    make_answer(learner, version, stages=3)

    sign_in(client)
    merge(client, "bring")

    assert Answer.objects.by(owner).count() == 2
    assert Attempt.objects.filter(learner=owner, ended_at=None).count() == 1


def test_merging_in_the_middle_of_the_same_quiz_keeps_both_runs(client, learner):
    quiz = make_quiz(make_version(), make_version())
    owner = make_learner(user=User.objects.create_user("a@example.org", "a@example.org", PASSWORD))
    theirs, mine = make_run(owner, quiz), make_run(learner, quiz)

    sign_in(client)
    merge(client, "bring")

    assert {attempt.pk for attempt in Attempt.objects.by(owner)} == {theirs.pk, mine.pk}
    assert [attempt.pk for attempt in Attempt.objects.filter(ended_at=None)] == [theirs.pk]


def test_signing_out_leaves_the_work_with_the_account_and_the_browser_without_a_name(client):
    user = User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    answer = make_answer(make_learner(user=user), stages=3)
    client.get(reverse("quiz:practice"))
    name = client.cookies[COOKIE].value
    sign_in(client)

    client.post(reverse("account_logout"))

    assert name
    assert client.cookies[COOKIE].value == ""
    assert client.get(answer.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["account_logout", "admin:logout"])
def test_signing_out_leaves_behind_what_nobody_claimed(client, learner, name):
    answer = make_answer(learner, stages=3)
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD, is_staff=True)
    sign_in(client)

    client.post(reverse(name))

    assert client.get(answer.get_absolute_url()).status_code == 404
    client.cookies[COOKIE] = cookie_value(learner.browser)
    assert client.get(answer.get_absolute_url()).status_code == 404


def test_a_password_is_reset_by_email(client):
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)

    client.post(reverse("account_reset_password"), {"email": "a@example.org"})

    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "no address"}, "Enter an e-mail address, such as name@example.org."),
        ({"age": ""}, "An account needs an age of 16."),
        ({"password2": "another one entirely"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
    ],
)
def test_signing_up_wrongly_says_why_and_keeps_the_address(client, fields, message):
    typed = {
        "email": "a@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "age": "on",
        **fields,
    }

    page = client.post(reverse("account_signup"), typed).content.decode()

    assert message in page
    assert f'value="{typed["email"]}"' in page
    assert User.objects.count() == 0


def test_guessing_a_password_is_stopped(client):
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    for _ in range(10):
        sign_in(client, password="wrong")

    sign_in(client)

    assert not client.session.get("_auth_user_id")


def test_the_admin_sends_guesses_through_the_same_sign_in(client):
    assert client.get("/admin/login/").url.startswith(reverse("account_login"))


def test_export_holds_all_that_is_kept(client, learner):
    make_answer(learner, stages=3, fatigable=10, neurogenic=20, myogenic=70)

    response = client.get(reverse("learners:export"))

    (attempt,) = json.loads(response.content)["attempts"]
    assert [belief["myogenic"] for belief in attempt["answers"][0]["beliefs"]] == [70, 70, 70]
    assert "attachment" in response.headers["Content-Disposition"]


def test_export_of_nobody_is_empty(client):
    assert json.loads(client.get(reverse("learners:export")).content) == {}


def test_signing_up_asks_too(client, learner):
    make_answer(learner)

    assert sign_up(client).url.startswith(reverse("learners:merge"))
    assert client.session.get("_auth_user_id")


def test_deleting_takes_everything(client, learner):
    make_answer(learner, stages=3)
    sign_up(client)
    merge(client, "bring")

    client.post(reverse("learners:delete"), {"sure": "on", "password": PASSWORD})

    assert [User.objects.count(), Learner.objects.count(), Answer.objects.count()] == [0, 0, 0]


def test_deleting_needs_a_tick(client, learner):
    make_answer(learner)

    response = client.post(reverse("learners:delete"))

    assert response.status_code == 422
    assert "Nothing was deleted" in response.content.decode()
    assert Answer.objects.count() == 1
