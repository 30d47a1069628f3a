"""In a browser: what is typed at the desk outlives a wrong click, a crash, and an expired
session."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.models import CaseComment, CaseFinding, CaseVersion
from cases.tests.factory import make_version
from config.tests.browsing import choose, signed_in, take_seat
from knowledge.tests.factory import make_disease, make_finding
from lessons.models import Lesson
from lessons.tests.factory import make_lesson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Object.values(kept.get('browser', 'drafts') ?? {}).length"


@pytest.fixture
def writer():
    return User.objects.create_superuser("writer", "writer@example.org", "her pass-word")


@pytest.fixture
def desk(page, live_server, writer):
    """The writer sits at a page of the desk."""
    session = signed_in(writer)

    def open_(url, tab=page):
        take_seat(page.context, live_server, session)
        tab.goto(live_server.url + url)
        return tab

    return open_


@pytest.fixture
def version():
    return make_version(published=False, history="She cannot climb stairs.")


def offer(page):
    return page.get_by_role("region", name="What you wrote and did not save")


def write(page, words="Her right knee gives way."):
    page.get_by_label("History:").fill(words)
    expect(page.get_by_text("A draft is kept in this browser")).to_be_visible()


def go(page):
    """What happens to a page that is left, as by closing it."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")


def leave(page, link):
    """Click a link; what the browser asks, if it asks."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    link.click()
    return asked


def test_leaving_asks_where_something_was_changed_and_only_there(page, desk, version):
    desk(version.get_absolute_url())
    taught = page.get_by_label("Desk").get_by_role("link", name="What cases taught")
    write(page)
    asked = leave(page, taught)
    expect(page.get_by_label("History:")).to_have_value("Her right knee gives way.")
    page.get_by_label("History:").fill("She cannot climb stairs.")
    unasked = leave(page, taught)
    expect(page.get_by_role("heading", name="case")).not_to_have_count(0)

    assert (asked, unasked) == (["beforeunload"], [])


def test_saving_does_not_ask_and_leaves_no_draft(page, desk, version):
    desk(version.get_absolute_url())
    write(page)
    asked = leave(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    assert asked == []
    assert CaseVersion.objects.get().history == "Her right knee gives way."
    assert page.evaluate(KEPT) == 0


def test_sending_one_form_asks_for_what_was_typed_in_the_other(page, desk, version):
    desk(version.get_absolute_url())
    write(page)
    page.get_by_label("Comment:").fill("I go on tomorrow.")
    asked = leave(page, page.get_by_role("button", name="Comment", exact=True))

    assert asked == ["beforeunload"]


def test_after_a_crash_a_case_is_put_back_with_its_findings_and_choices(page, desk, version):
    disease, finding = make_disease(name="Quite another"), make_finding(name="Cramp at night")
    desk(version.get_absolute_url())
    write(page)
    choose(page, "disease", disease.name)
    page.get_by_label("Present", exact=True).first.uncheck()
    page.get_by_role("button", name="Add another Finding").click()
    choose(page, "case_findings-3-finding", finding.name)
    page.locator("#id_case_findings-3-stage").select_option("tests")
    go(page)
    page.close()

    page = desk(version.get_absolute_url(), page.context.new_page())
    expect(offer(page)).to_contain_text(
        "and it was not saved. It differs from what stands here in 3 fields: Disease, Hist"
    )
    expect(page.get_by_label("History:")).to_have_value("She cannot climb stairs.")
    offer(page).get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("History:")).to_have_value("Her right knee gives way.")
    expect(page.locator("#id_disease + .select2")).to_contain_text(disease.name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    version.refresh_from_db()
    assert (version.history, version.disease) == ("Her right knee gives way.", disease)
    coded = list(CaseFinding.objects.values_list("finding__name", "stage", "present"))
    assert coded[2] == (finding.name, "tests", True)
    assert [present for _, _, present in coded[:2]] == [False, True]
    assert page.evaluate(KEPT) == 0


def test_what_is_thrown_away_is_not_offered_again(page, desk, version):
    desk(version.get_absolute_url())
    write(page)
    page.close()

    page = desk(version.get_absolute_url(), page.context.new_page())
    offer(page).get_by_role("button", name="Throw it away").click()
    expect(offer(page)).to_be_focused()
    expect(offer(page)).to_have_text("Thrown away.")
    page.reload()
    expect(page.get_by_label("History:")).to_have_value("She cannot climb stairs.")

    assert offer(page).count() == 0
    assert page.evaluate(KEPT) == 0


def test_a_new_case_a_lesson_and_a_comment_are_kept_too(page, desk, version):
    lesson = make_lesson()
    places = {
        "/admin/cases/caseversion/add/": "History:",
        f"/admin/lessons/lesson/{lesson.pk}/change/": "Body:",
        version.get_absolute_url(): "Comment:",
    }

    for n, (url, label) in enumerate(places.items(), 1):
        desk(url, tab := page.context.new_page()).get_by_label(label).fill("Words of worth.")
        go(tab)
        assert tab.evaluate(KEPT) == n
        tab.close()
        desk(url, tab := page.context.new_page())
        offer(tab).get_by_role("button", name="Put it back").click()
        expect(tab.get_by_label(label)).to_have_value("Words of worth.")
        tab.close()

    assert Lesson.objects.get().body != "Words of worth."


def test_a_form_that_comes_back_with_a_fault_is_still_unsaved_and_offered_once(page, desk, version):
    desk(version.get_absolute_url())
    write(page)
    page.get_by_label("Age:").fill("500")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("less than or equal to 110").first).to_be_visible()
    asked = leave(page, page.get_by_label("Desk").get_by_role("link", name="Quizzes"))
    own = offer(page).count()
    page.close()

    page = desk(version.get_absolute_url(), page.context.new_page())
    expect(offer(page)).to_have_count(1)
    assert (asked, own) == (["beforeunload"], 0)


def test_two_tabs_keep_a_draft_each_and_an_open_one_is_not_offered(page, desk, version):
    url = version.get_absolute_url()
    desk(url)
    write(page, "From the first tab.")
    second = desk(url, page.context.new_page())
    while_open = offer(second).count()
    write(second, "From the second tab.")
    page.close()
    second.close()

    third = desk(url, page.context.new_page())
    expect(offer(third)).to_have_count(2)
    expect(third.get_by_label("History:")).to_have_value("She cannot climb stairs.")
    third.get_by_text("Show it").first.click()
    texts = offer(third).locator(".unsaved__text").all_text_contents()

    assert while_open == 0
    assert sorted(texts) == ["From the first tab.", "From the second tab."]


def test_another_person_at_this_browser_is_not_offered_it(page, desk, version, live_server):
    other = signed_in(User.objects.create_superuser("other"))
    desk(version.get_absolute_url())
    write(page)
    page.close()

    tab = page.context.new_page()
    take_seat(tab.context, live_server, other)
    tab.goto(live_server.url + version.get_absolute_url())
    expect(tab.get_by_label("History:")).to_have_value("She cannot climb stairs.")

    assert offer(tab).count() == 0
    assert "knee" not in tab.evaluate("JSON.stringify(localStorage)")


def sign_in(page):
    page.get_by_label("E-mail").fill("writer@example.org")
    page.get_by_label("Password", exact=True).fill("her pass-word")
    page.get_by_role("button", name="Sign in").click()


def test_an_expired_session_loses_nothing(page, desk, version):
    desk(version.get_absolute_url())
    write(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()
    sign_in(page)
    expect(page.get_by_label("History")).to_have_value("Her right knee gives way.")
    assert CaseVersion.objects.get().history == "She cannot climb stairs."
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    assert CaseVersion.objects.get().history == "Her right knee gives way."
    assert page.evaluate(KEPT) == 0


def test_an_expired_session_loses_nothing_without_javascript(browser, version, writer, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    take_seat(context, live_server, signed_in(writer))

    page.goto(live_server.url + version.get_absolute_url())
    page.get_by_label("Comment:").fill("Say which knee it is.")
    context.clear_cookies()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("heading", name="This was not taken")).to_be_visible()
    page.get_by_role("link", name="Look at what you wrote").click()
    sign_in(page)
    expect(page.get_by_label("Text")).to_have_value("Say which knee it is.")
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", name="Comments")).to_be_visible()

    assert CaseComment.objects.get().text == "Say which knee it is."
