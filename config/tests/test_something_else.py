"""The fourth share in a browser: by slider, keys and typing, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import WAYS, commit_button, faults_of, say, share_field, step_by_step
from knowledge.patterns import KEYS
from quiz.models import Answer, Commitment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(page, address):
    """A page of practice that asks how likely something else is."""
    for key in KEYS:
        make_version(key)
    page.goto(address("quiz:practice"))
    page.get_by_role("button", name="Include such patients from now on").click()
    expect(share_field(page, "Something else")).to_be_visible()
    return page


def shares(page):
    return [page.locator(f"input[name={key}]").input_value() for key in KEYS]


def slider(page):
    return page.get_by_role("slider", name="Something else, in steps of 5 per cent")


def test_the_slider_takes_its_share_from_the_three_in_proportion(asked):
    asked.locator(".triangle__point").press("2")
    slider(asked).focus()
    for _ in range(6):
        asked.keyboard.press("ArrowRight")

    assert shares(asked) == ["0", "70", "0", "30"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("3", ["0", "0", "100", "0"]),
        ("4", ["0", "0", "0", "100"]),
        ("0", ["25", "25", "25", "25"]),
    ],
)
def test_keys_are_certain_of_one_or_have_no_idea(asked, key, said):
    asked.locator(".triangle__point").press(key)

    assert shares(asked) == said
    assert slider(asked).input_value() == said[-1]


def test_the_point_comes_back_from_certain_of_something_else(asked):
    point = asked.locator(".triangle__point")
    point.press("1")
    place = point.get_attribute("transform")
    point.press("4")

    assert point.get_attribute("transform") == place
    slider(asked).press("Home")
    assert shares(asked) == ["100", "0", "0", "0"]


def test_three_that_are_typed_give_the_last(asked):
    for key, share in (("outside", "60"), ("fatigable", "10"), ("neurogenic", "20")):
        asked.locator(f"input[name={key}]").fill(share)

    assert shares(asked) == ["10", "20", "10", "60"]
    commit_button(asked).click()
    expect(asked.get_by_role("heading", name="Examination")).to_be_visible()
    assert Commitment.objects.get().belief.shares == (10, 20, 10, 60)


def test_words_say_something_else_and_a_case_comes_to_its_end(asked):
    say(asked, "Fairly sure", "Something else")
    assert shares(asked) == ["8", "8", "8", "76"]
    for _ in step_by_step(asked):
        pass

    expect(asked.get_by_role("heading", level=1)).to_be_visible()
    assert Answer.objects.get().first_call == "outside"


def test_pages_with_something_else_can_be_used_by_all(asked):
    assert list(faults_of(asked, WAYS)) == []
    for _ in step_by_step(asked):
        pass
    assert list(faults_of(asked, WAYS)) == []


def test_without_javascript_it_is_a_field_and_a_word(browser, live_server, address):
    for key in KEYS:
        make_version(key)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address("quiz:practice"))
    page.get_by_role("button", name="Include such patients from now on").click()
    say(page, "Sure", "Something else")

    expect(slider(page)).to_have_count(0)
    commit_button(page).click()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()
    assert Commitment.objects.get().belief.shares == (2, 2, 2, 94)
    context.close()
