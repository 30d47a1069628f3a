"""A browser becomes a learner, and takes its work along when it signs up."""

import json

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from cases.tests.factory import make_version
from learners.middleware import COOKIE
from learners.models import Learner
from quiz.models import Answer, Attempt
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run

pytestmark = pytest.mark.django_db
PASSWORD = "steep-stairs-and-low-chairs"


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.cookies[COOKIE] = str(learner.browser)
    return learner


def sign_up(client, email="a@example.org"):
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD, "password2": PASSWORD})


def sign_in(client, email="a@example.org", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("name", ["lessons:home", "lessons:lesson_list", "quiz:practice", "quiz:progress"])
def test_passers_by_leave_no_rows(client, name):
    make_version()

    client.get(reverse(name))

    assert Learner.objects.count() == 0


@pytest.mark.parametrize("value", ["", "nonsense", "0" * 500])
def test_a_cookie_that_names_no_browser_is_ignored(client, value):
    client.cookies[COOKIE] = value

    assert client.get(reverse("quiz:progress")).status_code == 200


def test_signing_up_brings_the_work_along(client, learner):
    answer = make_answer(learner, stages=3)

    sign_up(client)

    assert Answer.objects.get().attempt.learner.user.email == "a@example.org"
    assert client.get(answer.get_absolute_url()).status_code == 200
    assert Learner.objects.count() == 1


def test_signing_in_adds_the_work_to_what_the_account_has(client, learner):
    version = make_version()
    user = User.objects.create_user("a@example.org", "a@example.org", PASSWORD)
    owner = make_learner(user=user)
    make_answer(owner, version, stages=3)
    make_answer(learner, version, stages=3)

    sign_in(client)

    assert Answer.objects.by(owner).count() == 2
    assert Attempt.objects.filter(learner=owner, ended_at=None).count() == 1


def test_signing_in_in_the_middle_of_the_same_quiz_keeps_both_runs(client, learner):
    quiz = make_quiz(make_version(), make_version())
    owner = make_learner(user=User.objects.create_user("a@example.org", "a@example.org", PASSWORD))
    theirs, mine = make_run(owner, quiz), make_run(learner, quiz)

    sign_in(client)

    assert {attempt.pk for attempt in Attempt.objects.by(owner)} == {theirs.pk, mine.pk}
    assert [attempt.pk for attempt in Attempt.objects.filter(ended_at=None)] == [theirs.pk]


def test_signing_out_leaves_the_work_with_the_account(client, learner):
    answer = make_answer(learner, stages=3)
    sign_up(client)

    client.post(reverse("account_logout"))

    assert client.get(answer.get_absolute_url()).status_code == 404


def test_a_password_is_reset_by_email(client):
    User.objects.create_user("a@example.org", "a@example.org", PASSWORD)

    client.post(reverse("account_reset_password"), {"email": "a@example.org"})

    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "no address"}, "Enter a valid email address."),
        ({"password2": "another one entirely"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
    ],
)
def test_signing_up_wrongly_says_why_and_keeps_the_address(client, fields, message):
    typed = {"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD, **fields}

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


def test_deleting_takes_everything(client, learner):
    make_answer(learner, stages=3)
    sign_up(client)

    client.post(reverse("learners:delete"), {"sure": "on"})

    assert [User.objects.count(), Learner.objects.count(), Answer.objects.count()] == [0, 0, 0]


def test_deleting_needs_a_tick(client, learner):
    make_answer(learner)

    response = client.post(reverse("learners:delete"))

    assert response.status_code == 422
    assert "Nothing was deleted" in response.content.decode()
    assert Answer.objects.count() == 1
