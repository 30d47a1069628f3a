"""Lessons on a phone in a browser: how far they scroll, and that what is folded is at hand."""

import pytest
from playwright.sync_api import expect

from lessons.models import Lesson
from lessons.tests.factory import make_lesson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
MOST_SCREENS = 9


def on_a_phone(browser, **options):
    return browser.new_context(viewport=PHONE, reduced_motion="reduce", **options).new_page()


def make_lesson_with_question():
    choices = [
        {"text": "Nerve", "right": True, "feedback": "It thins."},
        {"text": "Muscle", "feedback": "Less so."},
    ]
    return make_lesson(
        "Look.\n\n[question: 1]", questions=[{"text": "Which way?", "choices": choices}]
    )


def test_each_of_the_shipped_lessons_is_at_most_9_screens_of_a_phone(browser, shipped, address):
    page = on_a_phone(browser)
    screens = {}

    for slug in Lesson.objects.values_list("slug", flat=True):
        page.goto(address("lessons:lesson", slug))
        page.evaluate("document.fonts.ready")
        screens[slug] = page.get_by_role("main").bounding_box()["height"] / PHONE["height"]

    assert len(screens) == 12
    assert {slug: n for slug, n in screens.items() if n > MOST_SCREENS} == {}


@pytest.mark.parametrize("script", [True, False])
def test_the_choices_of_a_question_fold_out_on_a_phone_by_key_and_without_script(
    browser, address, script
):
    page = on_a_phone(browser, java_script_enabled=script)
    page.goto(address("lessons:lesson", make_lesson_with_question().slug))
    choice = page.get_by_role("button", name="Nerve")
    expect(choice).to_be_hidden()
    page.locator(".question summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Which way?").filter(has=choice)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Yes. It thins.")).to_be_visible()
    expect(choice).to_be_visible()
    expect(choice).to_have_attribute("aria-pressed", "true")


def test_the_choices_of_a_question_stand_open_where_there_is_room(browser, address):
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address("lessons:lesson", make_lesson_with_question().slug))

    expect(page.get_by_role("button", name="Nerve")).to_be_visible()
