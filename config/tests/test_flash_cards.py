"""Flash cards in a browser: by keys, by buttons, without JavaScript."""

import pytest
from playwright.sync_api import expect

from config.tests.browsing import faults_of
from knowledge.tests.factory import make_disease, make_finding
from quiz.models import StudiedCard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def content():
    """A disease of each pattern, and two findings."""
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        make_disease(pattern)
    make_finding(name="Lost jerks", mechanism="The arc is broken.")
    make_finding(name="Low lids", mechanism="The junction fails.")


def studied():
    return {row.key.split(":")[0]: row.times for row in StudiedCard.objects.all()}


def test_keys_turn_a_card_grade_it_and_are_told_under_a_question_mark(page, content, address):
    page.goto(address("quiz:study_cards"))
    expect(page.get_by_text("The arc is broken.")).not_to_be_visible()
    page.keyboard.press("3")  # nothing was turned: nothing is graded
    page.keyboard.press("?")
    expect(page.get_by_text("Space turns the card.")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("Space turns the card.")).not_to_be_visible()

    page.keyboard.press(" ")
    expect(page.get_by_text("The arc is broken.")).to_be_visible()
    expect(page.get_by_role("button", name="Again")).to_be_focused()
    page.keyboard.press("3")

    expect(page.get_by_role("heading", name="Low lids")).to_be_visible()
    expect(page.get_by_text("card 2 of at most 20")).to_be_visible()
    assert studied() == {"finding": 1}


def test_who_switched_single_keys_off_turns_cards_by_buttons_only(page, content, address):
    page.goto(address("learners:personal_settings"))
    page.get_by_role("group", name="Single keys").get_by_label("Off").check()
    page.get_by_role("button", name="Keep these settings").click()
    page.wait_for_load_state("networkidle")
    page.goto(address("quiz:study_cards"))

    page.keyboard.press(" ")

    expect(page.get_by_text("The arc is broken.")).not_to_be_visible()
    expect(page.get_by_label("Which keys do what")).not_to_be_visible()


def test_back_to_a_card_that_was_graded_and_grading_it_again_counts_once(page, content, address):
    page.goto(address("quiz:study_cards"))
    page.get_by_text("Turn the card").click()
    page.get_by_role("button", name="Easy").click()
    expect(page.get_by_role("heading", name="Low lids")).to_be_visible()
    row = StudiedCard.objects.get()

    page.go_back()
    if page.get_by_role("heading", name="Lost jerks").count():  # as the browser kept the page
        page.get_by_text("Turn the card").click()
        page.get_by_role("button", name="Again").click()
    expect(page.get_by_role("heading", name="Low lids")).to_be_visible()

    row.refresh_from_db()
    assert row.times == 1


def test_without_javascript_a_card_is_turned_and_graded_by_its_buttons(browser, content, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address("quiz:card_decks"))
    page.get_by_role("link", name="Study findings").click()
    page.get_by_text("Turn the card").click()
    expect(page.get_by_text("The arc is broken.")).to_be_visible()
    page.get_by_role("button", name="Good").click()

    expect(page.get_by_role("heading", name="Low lids")).to_be_visible()
    assert studied() == {"finding": 1}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_turned_card_is_accessible_and_its_grades_stay_in_sight(
    browser, content, address, scheme, width
):
    size = {"width": width, "height": 640}
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport=size)
    page = context.new_page()
    page.goto(address("quiz:study_cards"))
    page.get_by_text("Turn the card").click()

    for name in ("Again", "Hard", "Good", "Easy"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    assert list(faults_of(page)) == []
