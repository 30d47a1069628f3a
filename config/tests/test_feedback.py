"""Feedback in a browser: one screen, the way on, folds, a bookmark and a note."""

import pytest
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import SCROLLS, faults_of
from learners.middleware import COOKIE, cookie_value
from quiz.models import Bookmark, CaseNote
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Lids first."


@pytest.fixture
def told(page, context, live_server, transactional_db):
    """The feedback on a case that somebody was sure of and wrong about."""
    learner = make_learner()
    version = make_version(
        "myogenic",
        body={"history": {"weak": ["right hand"]}},
        at_once="Measure vital capacity. " + "Call for help. " * 20,
    )
    answer = make_answer(learner, version, stages=3, **sure("neurogenic"))
    seat = {"name": COOKIE, "value": cookie_value(learner.browser), "url": live_server.url}
    context.add_cookies([seat])
    page.goto(live_server.url + answer.get_absolute_url())
    return page


def open_note(page):
    page.get_by_text("Own note", exact=True).first.click()
    return page.get_by_label("Own note")


def test_what_everybody_needs_stands_in_one_screen_and_the_way_on_in_sight(told):
    told.set_viewport_size({"width": 1280, "height": 800})

    expect(told.locator(".feedback__disease")).to_be_in_viewport(ratio=1)
    for words in ("What decided", "Why not Nerve", "Look-alike"):
        expect(told.get_by_role("heading", name=words)).to_be_in_viewport(ratio=1)
    expect(told.get_by_text("−174")).to_be_in_viewport()
    expect(told.get_by_role("link", name="Next case")).to_be_in_viewport(ratio=1)
    told.keyboard.press("End")
    expect(told.get_by_role("link", name="Next case")).to_be_in_viewport(ratio=1)


def test_the_sentence_on_the_case_is_read_once_at_any_width(told):
    sentence = told.get_by_text(told.locator(".feedback__sentence").inner_text())
    told.get_by_role("heading", name="Final diagnosis").click()
    for width in (1280, 390):
        told.set_viewport_size({"width": width, "height": 800})
        expect(sentence.filter(visible=True)).to_have_count(1)


def test_nobody_is_kept_from_using_it(told):
    assert list(faults_of(told, [("light", 1280), ("dark", 320)])) == []


def test_nothing_scrolls_sideways_on_the_narrowest_phone_with_text_twice_as_large(told):
    told.set_viewport_size({"width": 320, "height": 700})
    told.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")

    assert not told.evaluate(SCROLLS, "200%")


def test_on_paper_stands_what_is_folded_and_nothing_that_is_only_pressed(told):
    told.emulate_media(media="print")

    for name in ("What decided", "The case again", "History", "Tests"):
        expect(told.get_by_role("heading", name=name, exact=True)).to_be_visible()
    for name in ("Motor Unit", "Next case", "Draw it"):
        expect(told.get_by_role("link", name=name, exact=True)).to_be_hidden()
    for name in ("Own note", "Report a problem"):
        expect(told.get_by_role("heading", name=name, exact=True)).to_be_hidden()


def test_a_bookmark_is_set_and_taken_away_without_leaving_the_page(told):
    told.get_by_role("button", name="Bookmark").click()
    expect(told.get_by_role("button", name="Remove bookmark")).to_be_focused()
    assert Bookmark.objects.count() == 1

    told.get_by_role("button", name="Remove bookmark").click()
    expect(told.get_by_role("button", name="Bookmark", exact=True)).to_be_visible()
    assert not Bookmark.objects.exists()


def test_a_note_that_was_not_saved_is_there_again_after_a_reload(told):
    open_note(told).fill(WORDS)
    expect(told.get_by_text("Not saved yet; kept in this browser.")).to_be_visible()

    told.reload()

    expect(told.get_by_label("Own note")).to_have_value(WORDS)
    expect(told.get_by_text("It has not been saved yet.")).to_be_visible()
    told.get_by_role("button", name="Save the note").click()
    expect(told.get_by_text("Your note is saved.")).to_be_visible()
    assert [note.text for note in CaseNote.objects.all()] == [WORDS]
    told.reload()
    expect(told.get_by_text("1 note")).to_be_visible()
    expect(told.get_by_text("It has not been saved yet.")).to_have_count(0)


def test_a_note_that_could_not_be_sent_is_told_and_kept(told, context):
    open_note(told).fill(WORDS)
    context.set_offline(True)

    told.get_by_role("button", name="Save the note").click()

    expect(told.locator("#told")).to_contain_text("Not sent. Your note is kept.")
    context.set_offline(False)
    told.get_by_role("button", name="Try again").click()
    expect(told.get_by_text("Your note is saved.")).to_be_visible()


def test_the_body_is_fetched_once_it_is_opened_and_again_after_a_failure(told, context):
    told.get_by_text("The case again").click()
    context.set_offline(True)
    told.get_by_text("Show on the body").click()
    expect(told.locator("#told")).to_be_visible()
    told.get_by_text("Show on the body").click()
    context.set_offline(False)

    told.get_by_text("Show on the body").click()

    expect(told.get_by_text("Weak: right hand.")).to_be_visible()
    expect(told.get_by_role("link", name="Draw it")).to_have_count(0)


def test_the_body_is_drawn_on_a_page_of_its_own_without_scripts(told, new_context, live_server):
    plain = new_context(java_script_enabled=False, storage_state=told.context.storage_state())
    page = plain.new_page()
    page.goto(told.url)
    page.get_by_text("The case again").click()
    page.get_by_text("Show on the body").click()

    page.get_by_role("link", name="Draw it").click()

    expect(page.get_by_text("Weak: right hand.")).to_be_visible()
    page.get_by_role("link", name="Back to the case").click()
    expect(page).to_have_url(told.url)
