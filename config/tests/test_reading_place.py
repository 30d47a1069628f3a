"""In a browser: a lesson that was left midway leads back to where its reader was."""

import pytest
from playwright.sync_api import expect

from learners.middleware import COOKIE, cookie_value
from learners.models import Learner
from lessons.models import Lesson, ReadingPlace
from lessons.tests.factory import make_lesson
from quiz.tests.factory import make_learner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "\n\n".join(["Words to read."] * 40)
BODY = f"{TEXT}\n\n## Look\n\n{TEXT}\n\n## Test\n\n{TEXT}\n\n## Try it\n\nWords."


@pytest.fixture
def lesson(address):
    return address("lessons:lesson", make_lesson(BODY).slug)


def heading(page, name):
    return page.get_by_role("heading", name=name, exact=True)


def read_to(page, name):
    heading(page, name).evaluate("heading => heading.scrollIntoView()")


def test_a_learner_goes_on_where_they_were_and_nowhere_once_they_came_to_the_end(
    browser, live_server, lesson
):
    context = browser.new_context(reduced_motion="reduce")
    value = cookie_value(make_learner().browser)
    context.add_cookies([{"name": COOKIE, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(lesson)
    go_on = page.get_by_role("link", name="Go on at Test")
    expect(page.get_by_role("link", name="Go on at")).to_have_count(0)

    with page.expect_response(lambda response: "/place/" in response.url):
        read_to(page, "Test")
    page.goto(lesson)
    go_on.click()
    expect(heading(page, "Test")).to_be_in_viewport()
    with page.expect_response(lambda response: "/place/" in response.url):
        read_to(page, "Try it")
    page.goto(lesson)

    expect(go_on).to_have_count(0)
    assert not ReadingPlace.objects.exists()


def test_somebody_of_whom_nothing_is_kept_goes_on_in_the_same_browser(browser, lesson, address):
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(lesson)
    read_to(page, "Look")

    page.goto(lesson)
    page.get_by_role("link", name="Go on at Look").click()

    expect(heading(page, "Look")).to_be_in_viewport()
    assert not Learner.objects.exists()


def test_a_lesson_is_read_without_script_and_offers_what_was_kept(browser, live_server, lesson):
    context = browser.new_context(java_script_enabled=False)
    learner = make_learner()
    value = cookie_value(learner.browser)
    context.add_cookies([{"name": COOKIE, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(lesson)
    expect(page.get_by_role("link", name="Go on at")).to_have_count(0)
    ReadingPlace.objects.keep(learner, Lesson.objects.get(), "look")
    page.reload()

    expect(page.get_by_role("link", name="Go on at Look")).to_be_visible()
