"""Accounts: what signing up, signing in and e-mails say, to whom, and how often one may try."""

import re
from datetime import timedelta
from pathlib import Path

import allauth.account
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db
PASSWORD = "steep-stairs-and-low-chairs"
OTHER = "another-one-entirely-9"


@pytest.fixture
def owner():
    user = User.objects.create_user("anna", "anna@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_up(client, email, password=PASSWORD, **more):
    typed = {"email": email, "password1": password, "password2": password, "age": "on", **more}
    return client.post(reverse("account_signup"), typed)


def sign_in(client, login="anna@example.org", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **more)


def is_in(client):
    return bool(client.session.get("_auth_user_id"))


def without_token(response, email):
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return page.replace(email, "ADDRESS")


def link(pattern):
    return re.search(pattern, mail.outbox[-1].body)[0]


def test_signing_up_tells_nobody_who_has_an_account(owner):
    seen = []
    for email in ("anna@example.org", "new@example.org"):
        client = Client()
        answer = sign_up(client, email)
        page = client.get(answer.url)
        seen.append(
            (
                answer.status_code,
                answer.url,
                sorted(client.cookies),
                without_token(page, email),
                is_in(client),
            )
        )

    assert seen[0] == seen[1]
    assert [message.to for message in mail.outbox] == [["anna@example.org"], ["new@example.org"]]


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was made slow to guess, which is what signing up takes long
    for."""

    times = 0

    def encode(self, password, salt):
        CountingHasher.times += 1
        return super().encode(password, salt)


def test_signing_up_takes_as_long_for_who_has_an_account(owner, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    times = []
    for email in ("anna@example.org", "new@example.org"):
        CountingHasher.times = 0
        sign_up(Client(), email)
        times.append(CountingHasher.times)

    assert times == [1, 1]


def test_who_has_an_account_is_told_so_by_mail_only(client, owner):
    sign_up(client, "anna@example.org")

    assert "It has one already" in mail.outbox[0].body
    assert reverse("account_reset_password") in mail.outbox[0].body
    assert User.objects.count() == 1


def test_signing_in_after_signing_up_tells_nobody_either(owner):
    """Who has signed up with somebody's address and tries the password they chose learns nothing
    from the answer.
    """
    seen = []
    for email in ("anna@example.org", "new@example.org"):
        sign_up(Client(), email, OTHER)
        client = Client()
        seen.append([without_token(sign_in(client, email, OTHER), email) for _ in range(7)])

    assert seen[0] == seen[1]
    assert "do not go together, or the address has not been confirmed" in seen[0][0].replace(
        "\n", " "
    )


def test_that_a_mail_was_sent_is_said_once(client):
    sign_up(client, "new@example.org")
    page = client.get(reverse("account_email_verification_sent")).text

    assert page.count("An e-mail is on its way to new@example.org.") == 1
    assert "We have sent" not in page
    assert (
        "Open the link of our e-mail" in client.get(reverse("account_email_verification_sent")).text
    )  # after a reload


def test_the_link_of_the_mail_signs_in_the_browser_that_signed_up_and_leads_on(client):
    sign_up(client, "new@example.org", next="/explore/")

    response = client.post(link(r"/accounts/confirm-email/\S+"))

    assert response.url == "/explore/"
    assert is_in(client)


def test_an_address_that_was_not_confirmed_signs_nobody_in_and_gets_its_link_again(client):
    sign_up(Client(), "new@example.org")
    from django.core.cache import cache

    cache.clear()  # three minutes later

    sign_in(client, "new@example.org")

    assert not is_in(client)
    assert len(mail.outbox) == 2
    Client().post(link(r"/accounts/confirm-email/\S+"))
    sign_in(client, "new@example.org")
    assert is_in(client)


def test_a_password_by_link_confirms_the_address_that_got_it(client):
    sign_up(Client(), "new@example.org")
    client.post(reverse("account_reset_password"), {"email": "new@example.org"})
    page = client.get(link(r"/accounts/password/reset/key/\S+"))

    client.post(page.url, {"password1": OTHER, "password2": OTHER})

    assert EmailAddress.objects.get().verified
    assert is_in(client)


def test_accounts_never_confirmed_go_after_a_month(owner):
    sign_up(Client(), "new@example.org")
    User.objects.update(date_joined=timezone.now() - timedelta(days=31))

    call_command("clear_guests")

    assert list(User.objects.all()) == [owner]


def test_signing_up_asks_the_age_that_is_set(client, settings):
    settings.MINIMUM_AGE = 18

    answer = sign_up(client, "new@example.org", age="").content.decode()

    assert "I am at least 18 years old" in answer
    assert "An account needs an age of 18." in answer
    assert not mail.outbox


def test_no_age_is_asked_where_none_is_set(client, settings):
    settings.MINIMUM_AGE = 0

    sign_up(client, "new@example.org", age="")

    assert len(mail.outbox) == 1


# Who signs in how


def test_a_superuser_without_an_address_signs_in_by_name(client):
    User.objects.create_superuser("root", "", PASSWORD)

    sign_in(client, "root")

    assert is_in(client)
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"email": "stud@example.org", "is_staff": True}, {"email": "", "is_staff": False}]
)
def test_nobody_else_signs_in_by_name(client, fields):
    User.objects.create_user("stud", password=PASSWORD, **fields)

    sign_in(client, "stud")

    assert not is_in(client)


def test_who_was_made_on_the_command_line_with_an_address_signs_in_at_once(client):
    User.objects.create_superuser("root", "Root@example.org", PASSWORD)

    sign_in(client, "root@example.org")

    assert is_in(client)
    assert not mail.outbox
    assert EmailAddress.objects.get().verified


def test_an_address_that_another_confirmed_is_not_taken_over_by_hand(client, owner):
    User.objects.create_user("double", "anna@example.org", OTHER)

    sign_in(client, password=OTHER)
    sign_in(client, password=PASSWORD)

    assert client.session["_auth_user_id"] == str(owner.pk)


# How often


def test_guesses_from_one_address_do_not_lock_the_owner_out_at_another(client, owner):
    for _ in range(8):
        sign_in(Client(), password="wrong", REMOTE_ADDR="10.0.0.1")

    assert "Too many wrong" in sign_in(client, REMOTE_ADDR="10.0.0.1").content.decode()
    sign_in(client, REMOTE_ADDR="10.0.0.2")
    assert is_in(client)


def test_guesses_at_one_account_from_many_addresses_are_limited(client, owner):
    for n in range(40):
        sign_in(Client(), password="wrong", REMOTE_ADDR=f"10.0.1.{n}")

    assert "Too many wrong" in sign_in(client, REMOTE_ADDR="10.0.2.1").content.decode()
    assert not is_in(client)


def test_a_link_for_a_new_password_works_while_others_guess(client, owner):
    for n in range(40):
        sign_in(Client(), password="wrong", REMOTE_ADDR=f"10.0.1.{n}")

    client.post(reverse("account_reset_password"), {"email": "anna@example.org"})
    page = client.get(link(r"/accounts/password/reset/key/\S+"))
    client.post(page.url, {"password1": OTHER, "password2": OTHER})

    assert is_in(client)
    again = Client()
    sign_in(again, password=OTHER)
    assert is_in(again)


def test_a_class_behind_one_address_signs_up_and_in_within_a_minute(settings):
    """A tenth of a class of 300, under a tenth of what one address may do."""
    settings.ACCOUNT_RATE_LIMITS = {
        action: re.sub(r"(\d+)(?=/m/ip)", lambda per_minute: str(int(per_minute[1]) // 10), rate)
        for action, rate in settings.ACCOUNT_RATE_LIMITS.items()
    }
    users = [User.objects.create_user(f"u{n}", f"u{n}@example.org", PASSWORD) for n in range(30)]

    for n, user in enumerate(users):
        client = Client()
        if n % 5 == 0:
            sign_in(client, user.email, "mistyped")
        sign_in(client, user.email)
        assert is_in(client), n

    assert {sign_up(Client(), f"n{n}@example.org").status_code for n in range(30)} == {302}


def test_too_often_is_said_on_a_page_of_ours(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    sign_up(client, "a@example.org")

    answer = sign_up(client, "b@example.org")

    assert answer.status_code == 429
    assert "<h1>That was too often</h1>" in answer.content.decode()


# What asks for the password


def test_another_address_asks_for_the_password_first(client, owner):
    sign_in(client)

    asked = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    client.post(asked.url, {"password": "wrong"})
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    client.post(asked.url, {"password": PASSWORD})
    assert not EmailAddress.objects.get(email="new@example.org").verified


def test_a_new_address_holds_once_its_link_is_opened(client, owner):
    client.force_login(owner)
    asked = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    client.post(asked.url, {"password": PASSWORD})

    client.post(link(r"/accounts/confirm-email/\S+"))

    owner.refresh_from_db()
    assert owner.email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]


@pytest.mark.parametrize(
    ("password", "message"), [("", "Type your password."), ("wrong", "not your password.")]
)
def test_deleting_an_account_asks_for_its_password(client, owner, password, message):
    client.force_login(owner)

    response = client.post(reverse("learners:delete"), {"sure": "on", "password": password})

    assert response.status_code == 422
    assert f"{message} Nothing was deleted." in response.content.decode()
    assert User.objects.filter(pk=owner.pk).exists()


def test_who_has_no_password_deletes_with_a_tick(client):
    user = User.objects.create_user("no-password")
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    client.post(reverse("learners:delete"), {"sure": "on"})

    assert not User.objects.filter(pk=user.pk).exists()


# What is said


OFF = (
    "code",
    "passkey",
    "phone",
    "base_",
    "email.html",
    "snippets/",
)  # what these accounts do without


def test_every_page_mail_and_message_of_an_account_is_ours():
    theirs = Path(allauth.account.__file__).parents[1] / "templates"
    names = [str(path.relative_to(theirs)) for path in (theirs / "account").rglob("*.*")]
    used = [name for name in names if not any(part in name for part in OFF)]

    foreign = [name for name in used if str(theirs) in get_template(name).template.origin.name]

    assert len(used) > 40
    assert foreign == []


def test_mails_name_the_site_and_nobody_by_a_name_they_did_not_choose(client, settings):
    settings.CONTACT_EMAIL = "help@example.org"
    sign_up(client, "stud@example.org")
    sign_up(client, "stud@example.org")
    client.post(reverse("account_reset_password"), {"email": "stud@example.org"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert [message.subject for message in mail.outbox] == [
        "Motor Unit: Confirm your address",
        "Motor Unit: Set a new password",
        "Motor Unit: No account with this address",
    ]
    for message in mail.outbox:
        words = re.sub(r"http\S+", "", message.body)
        assert words.startswith("Hello,\n")
        assert words.rstrip().endswith("Motor Unit\nQuestions: help@example.org")
        assert "testserver" not in words
        assert not re.search(r"\bstud\b(?!@)", words)


ENTRANCE = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
]
ENTRANCE += ["account_email_verification_sent", "account_inactive"]
INSIDE = [
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "learners:account",
]
FOREIGN = (
    r"Sign Up|Sign In|Sign Out|Reset My|Email(?!A)|Please contact us|Successfully|username|Remember"
    r" Me|127\.0\.0\.1"
)


@pytest.mark.parametrize("name", [*ENTRANCE, *INSIDE])
def test_account_pages_speak_as_the_site_does(client, owner, name):
    if name in INSIDE:
        sign_in(client)

    page = client.get(reverse(name)).content.decode()
    words = re.sub(r"<[^>]*>", " ", page)

    assert page.count("<h1") == 1
    assert re.findall(FOREIGN, words) == []
    assert "placeholder=" not in page[page.index("<main") :]


def test_signing_in_and_out_says_so_in_plain_words(client, owner):
    sign_in(client)
    assert "You are signed in." in client.get("/").content.decode()

    client.post(reverse("account_logout"))
    assert "You are signed out." in client.get("/").content.decode()


def test_a_contact_is_named_where_one_is_set_and_said_to_be_missing_where_not(client, settings):
    url = reverse("account_reset_password")

    settings.CONTACT_EMAIL = "help@example.org"
    assert 'href="mailto:help@example.org"' in client.get(url).content.decode()
    settings.CONTACT_EMAIL = ""
    assert "its operator has not said where to write to" in client.get(url).content.decode()


def test_sign_in_is_the_current_place_only_where_one_signs_in(client):
    current = re.compile(r'<a[^>]*aria-current="page"[^>]*>([^<]+)</a>')

    assert current.findall(client.get(reverse("learners:account")).content.decode()) == [
        "Your data"
    ]
    assert current.findall(client.get(reverse("account_login")).content.decode()) == ["Sign in"]
    assert current.findall(client.get(reverse("account_reset_password")).content.decode()) == []
