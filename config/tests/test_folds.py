"""Folds in a browser: what a learner opens or closes comes so the next time."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from config.tests.browsing import signed_in, take_seat
from learners.middleware import COOKIE, cookie_value
from lessons.models.lesson import RED_FLAGS_LESSON
from lessons.tests.factory import make_lesson
from quiz.tests.factory import make_learner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINE = "Tell a from b."
BOX = "> **Red flags.** Act.\n>\n> - Choking"


def context_of(browser, live_server, who):
    """A browser of a guest of whom something is kept already, or of an account."""
    context = browser.new_context(reduced_motion="reduce")
    if who == "guest":
        value = cookie_value(make_learner().browser)
        context.add_cookies([{"name": COOKIE, "value": value, "url": live_server.url}])
    else:
        user = User.objects.create_user("a@example.org")
        make_learner(user=user)
        take_seat(context, live_server, signed_in(user))
    return context


def click_and_wait_until_kept(page, words):
    with page.expect_response(lambda response: reverse("learners:remember_folds") in response.url):
        page.locator("summary", has_text=words).click()


@pytest.mark.parametrize("who", ["guest", "account"])
def test_a_fold_comes_open_after_it_was_opened_and_folded_after_it_was_closed(
    browser, live_server, address, who
):
    page = context_of(browser, live_server, who).new_page()
    page.goto(address("lessons:lesson", make_lesson(objectives=[LINE]).slug))
    expect(page.get_by_text(LINE)).to_be_hidden()

    click_and_wait_until_kept(page, "In this lesson")
    page.reload()
    expect(page.get_by_text(LINE)).to_be_visible()
    click_and_wait_until_kept(page, "In this lesson")
    page.reload()
    expect(page.get_by_text(LINE)).to_be_hidden()


def test_a_fold_that_comes_open_stays_folded_after_it_was_closed(browser, live_server, address):
    page = context_of(browser, live_server, "guest").new_page()
    page.goto(address("lessons:lesson", make_lesson(BOX, slug=RED_FLAGS_LESSON).slug))
    expect(page.get_by_text("Choking")).to_be_visible()

    click_and_wait_until_kept(page, "Red flags.")
    page.reload()

    expect(page.get_by_text("Choking")).to_be_hidden()


def test_a_fold_opens_by_key_without_script(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address("lessons:lesson", make_lesson(objectives=[LINE]).slug))
    page.locator("summary", has_text="In this lesson").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text(LINE)).to_be_visible()
