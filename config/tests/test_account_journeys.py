"""From a guest's first case to an account and out again on a shared computer: by keyboard, and
without JavaScript.
"""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import faults_of, open_belief, share_field, signed_in, take_seat
from learners.models import Learner
from quiz.models import Answer
from quiz.tests.factory import make_answer, make_learner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "steep-stairs-and-low-chairs"
EMAIL = "stud@example.org"


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests():
    cache.clear()


def answer_a_case(page, address):
    page.goto(address("quiz:practice"))
    for name, percent in (("Junction", "70"), ("Nerve", "20"), ("Muscle", "10")):
        open_belief(page)
        share_field(page, name).fill(percent)
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()


def fill_by_keyboard(page, *values):
    """Each field in turn, the first of which has the focus; a tick is a space."""
    for value in values:
        page.keyboard.press("Space") if value == " " else page.keyboard.type(value)
        page.keyboard.press("Tab")


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 320)])
def test_a_guest_makes_an_account_brings_their_work_along_and_leaves_nothing_behind(
    browser, live_server, address, script, width
):
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        make_version(pattern)
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    answer_a_case(page, address)

    if not script:
        page.get_by_role("link", name="Leave, keep my place").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make one").click()
    page.get_by_label("E-mail").focus()
    fill_by_keyboard(page, EMAIL, PASSWORD, PASSWORD, " ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(re.search(r"http\S+/accounts/confirm-email/\S+", mail.outbox[0].body)[0])
    page.get_by_role("button", name="Yes, it is mine").press("Enter")
    expect(page.get_by_role("heading", name="Whose work is this?")).to_be_visible()
    page.get_by_role("button", name="Yes, bring it along").press("Enter")
    if not script:
        page.get_by_role("link", name="Go on with").click()

    expect(page.get_by_role("heading", name="Examination")).to_be_visible()
    assert Answer.objects.get().attempt.learner.user.email == EMAIL
    if not script:
        page.get_by_role("link", name="Leave, keep my place").click()
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert "learner" not in {cookie["name"] for cookie in context.cookies()}
    context.close()


def test_who_deletes_their_account_types_its_password_and_is_told_at_the_field(
    page, live_server, address
):
    user = User.objects.create_user("anna", EMAIL, PASSWORD)
    make_answer(make_learner(user=user), stages=3)
    take_seat(page.context, live_server, signed_in(user))
    page.goto(address("learners:account"))
    page.get_by_label("Delete everything").check()

    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Delete").click()

    field = page.get_by_label("Your password")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field.get_attribute('aria-describedby')}")).to_contain_text(
        "That is not your password."
    )
    field.fill(PASSWORD)
    page.get_by_label("Delete everything").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("All that was kept of you has been deleted.")).to_be_visible()
    assert [User.objects.count(), Learner.objects.count()] == [0, 0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_an_account_are_accessible_at_320_pixels(
    browser, live_server, address, scheme
):
    user = User.objects.create_user("anna", EMAIL, PASSWORD)
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800})
    page = context.new_page()
    make_version()
    answer_a_case(page, address)
    names = ["account_email_verification_sent", "account_reset_password_done", "account_inactive"]
    inside = [
        "learners:merge",
        "account_email",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
    ]

    for name in [*names, *inside]:
        if name == inside[0]:
            take_seat(context, live_server, signed_in(user))
        page.goto(live_server.url + reverse(name))
        assert list(faults_of(page)) == [], name
    context.close()
