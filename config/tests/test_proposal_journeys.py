"""A lesson in a browser: proposed by its author, read, returned and published by somebody else, all
by keyboard.
"""

import pytest
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from playwright.sync_api import expect

from config.tests.browsing import faults_of, signed_in, tab_to, take_seat
from content.models import Proposal
from lessons.models import Lesson
from lessons.tests.factory import make_claim, make_lesson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author():
    """Somebody who may write lessons and not publish them.

    Here tables begin empty, so that there are no roles.
    """
    user = User.objects.create_user("author", is_staff=True)
    may = (
        "view_lesson",
        "change_lesson",
        "view_claim",
        "change_claim",
        "view_proposal",
        "view_caseversion",
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    return user


@pytest.fixture
def reviewer():
    return User.objects.create_superuser("reviewer")


@pytest.fixture
def sit_down(page, live_server, author, reviewer):
    """One of the two takes the browser and opens a page."""
    seats = {user: signed_in(user) for user in (author, reviewer)}

    def as_(user, url="/admin/"):
        take_seat(page.context, live_server, seats[user])
        page.goto(live_server.url + url)

    return as_


@pytest.fixture
def lesson():
    claim = make_claim(paraphrase="Weakness that grows with use is junctional.")
    return make_lesson(
        f"It tires in the evening. [@{claim.pk}]", title="Fading", summary="What fades."
    )


@pytest.fixture
def page(browser):
    return browser.new_context(reduced_motion="reduce", bypass_csp=True).new_page()


def press(page, button):
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    page.keyboard.press("Enter")


def follow(page, link, region=""):
    place = page.get_by_role("region", name=region) if region else page
    tab_to(page, place.get_by_role("link", name=link))
    page.keyboard.press("Enter")


def test_a_lesson_is_proposed_returned_mended_and_published_by_keyboard(
    page, sit_down, lesson, author, reviewer, live_server
):
    read = live_server.url + lesson.get_absolute_url()
    form = reverse("admin:lessons_lesson_change", args=[lesson.pk])

    sit_down(author, form)
    expect(
        page.get_by_text("learners see it once somebody else has read and published it")
    ).to_be_visible()
    tab_to(page, page.get_by_label("Body:"))
    page.keyboard.press("Control+End")
    page.keyboard.type(" Statins cure it every time.")
    expect(page.locator("#preview")).to_contain_text("1 passage without a citation")
    tab_to(page, page.get_by_label("What you change, and why:"))
    page.keyboard.type("Treatment was missing.")
    assert list(faults_of(page)) == []
    press(page, "Save and send to review")
    expect(page.get_by_text("Sent to review. Learners see it once")).to_be_visible()
    assert list(faults_of(page)) == []
    page.goto(read)
    expect(page.get_by_text("Statins")).to_have_count(0)

    sit_down(reviewer)
    follow(page, "Lesson “Fading”", "Proposed texts for you to read")
    expect(page.locator("ins")).to_contain_text("Statins cure it every time.")
    expect(page.get_by_text("Line 1: “Statins cure it every time.”")).to_be_visible()
    assert list(faults_of(page)) == []
    tab_to(page, page.get_by_label("What is to be done:"))
    page.keyboard.type("Take the statins out.")
    press(page, "Return to its author")
    expect(page.get_by_text("Returned. It is a draft again.")).to_be_visible()

    sit_down(author)
    follow(page, "Lesson “Fading”", "Texts that you propose")
    follow(page, "Go on writing")
    expect(page.get_by_text("Take the statins out.", exact=True)).to_be_visible()
    tab_to(page, page.get_by_label("Body:"))
    page.keyboard.press("Control+A")
    page.keyboard.type("It tires with every step.")
    press(page, "Save as a draft")
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    press(page, "Save and send to review")
    expect(page.get_by_text("Sent to review. Learners see it once")).to_be_visible()

    sit_down(reviewer)
    follow(page, "Lesson “Fading”", "Proposed texts for you to read")
    press(page, "Publish")
    expect(page.get_by_text("Published. Learners read it from now on.")).to_be_visible()
    follow(page, "What learners read now")
    expect(page.get_by_text("It tires with every step.")).to_be_visible()
    assert (Lesson.objects.get().body, Proposal.objects.get().published_by) == (
        "It tires with every step.",
        reviewer,
    )


def test_what_is_typed_into_a_proposal_is_kept_by_the_browser_until_it_is_saved(
    page, sit_down, lesson, author
):
    form = reverse("admin:lessons_lesson_change", args=[lesson.pk])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    sit_down(author, form)
    page.get_by_label("Body:").fill("Words of an evening.")
    page.get_by_label("What you change, and why:").fill("A better beginning.")
    expect(page.get_by_text("A draft is kept in this browser")).to_be_visible()
    sit_down(author, form)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Body:")).to_have_value("Words of an evening.")
    expect(page.get_by_label("What you change, and why:")).to_have_value("A better beginning.")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    sit_down(author, form)

    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
    assert asked == ["beforeunload"]
    assert Proposal.objects.get().changes["body"] == "Words of an evening."


def test_the_form_of_a_claim_and_its_proposal_are_accessible_and_list_what_rests_on_it(
    page, sit_down, lesson, reviewer
):
    claim = lesson.claims.get()

    sit_down(reviewer, reverse("admin:lessons_claim_change", args=[quote(claim.pk)]))
    expect(page.get_by_role("region", name="What rests on this claim")).to_contain_text("Fading")
    page.get_by_label("Verdict:").select_option("contradicted")
    page.get_by_role("button", name="Save and send to review").click()
    expect(
        page.get_by_text("Say what is taught instead: the claim is contradicted.", exact=True)
    ).to_be_visible()
    assert list(faults_of(page)) == []
    page.get_by_label("Correction:").fill("It is so at rest too.")
    page.get_by_role("button", name="Save and send to review").click()
    expect(
        page.get_by_text("You have written in it, so another reviewer publishes it.")
    ).to_be_visible()

    expect(page.get_by_role("region", name="What rests on this claim")).to_contain_text("Fading")
    assert list(faults_of(page)) == []
