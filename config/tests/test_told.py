"""A request that fails is told, and what was typed is there until the server has it."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.models import CaseVersion
from cases.tests.factory import make_version
from config.tests.browsing import commit_button, faults_of, share_field, signed_in, take_seat
from learners.middleware import COOKIE
from lessons.tests.factory import make_claim, make_lesson
from quiz.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "Not sent. Your numbers are kept. Try again."
NAMES = ("Junction", "Nerve", "Muscle")


@pytest.fixture
def content():
    return [make_version(pattern) for pattern in ("fatigable", "neurogenic", "myogenic")]


@pytest.fixture
def case(page, content, address):
    """A page with a case that nobody has begun, and a belief that was typed."""
    page.goto(address("quiz:practice"))
    type_belief(page)
    return page


def type_belief(page, shares=("70", "20", "10")):
    for name, share in zip(NAMES, shares, strict=True):
        share_field(page, name).fill(share)


def shares(page):
    return [share_field(page, name).input_value() for name in NAMES]


def told(page):
    return page.locator("#told [role=status]")


def goes_on(page):
    """The belief that was kept is sent, and taken as it was."""
    commit_button(page).click()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()
    expect(told(page)).to_have_text("")
    assert Answer.objects.get().commitments.get().belief.percents == (70, 20, 10)
    assert not page.evaluate("Object.keys(sessionStorage).some(key => key.startsWith('kept '))")


def test_the_region_stands_in_the_page_from_the_start(page, address):
    page.goto(address("home"))

    expect(told(page)).to_have_count(1)
    expect(told(page)).to_have_text("")


FAILURES = {
    "offline": "You are offline.",
    "connection": "The site could not be reached.",
    "timeout": "The site did not answer in time.",
    400: (
        "This page is out of date. Not sent. Your numbers are kept. Reload the page, then try"
        " again."
    ),
    403: "The site could not tell that this came from you.",
    404: "What this belongs to is not here any more.",
    429: "That was too often in a short while; wait a minute.",
    500: "The site has a fault just now (500).",
    502: "The site has a fault just now (502).",
    503: "The site is not ready just now.",
}


def break_it(page, failure):
    """Let what is sent from now on fail so."""
    sent = re.compile(r"/practise/begin/|/sources/\?|/lessons/.*/questions/")
    if failure == "offline":
        page.context.set_offline(True)
    elif failure == "connection":
        page.route(sent, lambda route: route.abort("connectionreset"))
    elif failure == "timeout":
        page.evaluate("htmx.config.timeout = 50")
        page.route(sent, lambda route: None)
    else:
        page.route(
            sent,
            lambda route: route.fulfill(
                status=failure, body="<h1>No</h1>", content_type="text/html"
            ),
        )


def mend_it(page):
    page.context.set_offline(False)
    page.unroute_all()


@pytest.mark.parametrize("failure", FAILURES)
def test_a_belief_that_was_not_sent_is_told_and_kept_over_a_reload(case, failure):
    break_it(case, failure)
    commit_button(case).click()

    expect(told(case)).to_contain_text(FAILURES[failure])
    if failure not in (400, 403, 404):
        expect(told(case)).to_contain_text(KEPT)
    expect(told(case)).to_contain_text("Not sent. Your numbers are kept.")
    expect(told(case)).to_be_in_viewport()
    assert shares(case) == ["70", "20", "10"]
    expect(commit_button(case)).to_be_focused()
    assert list(faults_of(case)) == []
    mend_it(case)
    case.reload()
    expect(case.get_by_text("These are your numbers from before.")).to_be_visible()
    assert shares(case) == ["70", "20", "10"]
    goes_on(case)


@pytest.mark.parametrize("failure", ["offline", 403, 502])
def test_a_belief_is_sent_again_from_where_the_failure_is_told(case, failure):
    break_it(case, failure)
    commit_button(case).click()
    expect(told(case)).to_contain_text("Not sent.")
    mend_it(case)
    case.get_by_role("button", name="Try again").click()
    expect(case.get_by_role("heading", name="Examination")).to_be_visible()

    assert Answer.objects.get().commitments.get().belief.percents == (70, 20, 10)


def test_a_belief_that_arrived_although_no_answer_came_is_not_offered_again(case, content):
    case.route(
        re.compile("/practise/begin/"), lambda route: (route.fetch(max_redirects=0), route.abort())
    )
    commit_button(case).click()
    expect(told(case)).to_contain_text("nothing counts twice")
    case.unroute_all()
    case.reload()

    expect(case.get_by_role("heading", name="Examination")).to_be_visible()
    expect(case.get_by_text("These are your numbers from before.")).to_have_count(0)
    assert not case.evaluate("Object.keys(sessionStorage).some(key => key.startsWith('kept '))")


def test_a_token_that_changed_is_renewed_while_the_same_learner_is_here(
    page, content, address, context, live_server
):
    take_seat(context, live_server, signed_in(User.objects.create_user("ada")))
    page.goto(address("quiz:practice"))
    type_belief(page)
    context.clear_cookies(name="csrftoken")
    goes_on(page)


def sign_in_elsewhere(context, live_server, name):
    take_seat(context, live_server, signed_in(User.objects.create_user(name)))


def test_with_another_account_it_is_asked_whose_the_belief_is(case, context, live_server):
    sign_in_elsewhere(context, live_server, "bea")
    commit_button(case).click()
    expect(told(case)).to_have_text(
        "Another account is signed in here now. Not sent. Your numbers are kept. Whose is it?"
    )
    assert Answer.objects.count() == 0
    expect(case.get_by_role("button", name="Mine: send it")).to_be_focused()
    assert list(faults_of(case)) == []
    case.keyboard.press("Enter")
    expect(case.get_by_role("link", name="Account")).to_be_visible()  # the whole page is hers now
    expect(case.get_by_role("heading", name="Examination")).to_be_visible()

    answer = Answer.objects.get()
    assert (answer.attempt.learner.user.username, answer.last_belief.percents) == (
        "bea",
        (70, 20, 10),
    )


def test_a_belief_that_is_not_theirs_is_dropped(case, context, live_server):
    sign_in_elsewhere(context, live_server, "bea")
    commit_button(case).click()
    case.get_by_role("button", name="Not mine: drop it").click()
    expect(case.get_by_role("link", name="Account")).to_be_visible()

    assert shares(case) == ["34", "33", "33"]
    assert Answer.objects.count() == 0
    assert not case.evaluate("Object.keys(sessionStorage).some(key => key.startsWith('kept '))")


def test_whoever_signed_out_elsewhere_is_asked_before_a_guest_commits(
    page, content, address, context, live_server
):
    take_seat(context, live_server, signed_in(User.objects.create_user("ada")))
    page.goto(address("quiz:practice"))
    type_belief(page)
    other = context.new_page()
    other.goto(address("account_logout"))
    other.locator("main").get_by_role("button").first.click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    commit_button(page).click()

    expect(told(page)).to_contain_text("Who opened this page is not signed in here now. Not sent.")
    assert Answer.objects.count() == 0


def test_a_later_belief_of_another_account_says_whose_the_case_is(
    case, context, live_server, address
):
    commit_button(case).click()
    expect(case.get_by_role("heading", name="Examination")).to_be_visible()
    context.clear_cookies(name=COOKIE)
    commit_button(case).click()
    expect(told(case)).to_contain_text("Whose is it?")
    case.get_by_role("button", name="Mine: send it").click()

    expect(told(case)).to_contain_text(
        "perhaps its cookies were deleted. This case is theirs. Not sent."
    )
    expect(case.get_by_role("button", name="Reload")).to_have_count(
        0
    )  # it would only lead to an empty page
    assert Answer.objects.get().commitments.count() == 1


@pytest.mark.parametrize("failure", ["offline", "timeout", 404, 502])
def test_a_filter_that_failed_is_told_and_tried_again(page, address, failure):
    make_claim(verdict="contradicted", correction="What holds.")
    page.goto(address("lessons:source_list"))
    break_it(page, failure)
    page.get_by_label("Verdict").select_option("supported")

    expect(told(page)).to_contain_text("What you see is from before.")
    mend_it(page)
    page.evaluate("htmx.config.timeout = 30000")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("0 claims shown.")).to_be_visible()
    expect(told(page)).to_have_text("")


@pytest.mark.parametrize("failure", ["offline", 502])
def test_an_answer_to_a_question_of_a_lesson_that_failed_is_tried_again_with_what_was_chosen(
    page, address, failure
):
    choices = [
        {"text": "Nerve", "right": True, "feedback": "It thins."},
        {"text": "Muscle", "feedback": "Less so."},
    ]
    lesson = make_lesson(
        "Look.\n\n[question: 1]", questions=[{"text": "Which way?", "choices": choices}]
    )
    page.goto(address("lessons:lesson", lesson.slug))
    break_it(page, failure)
    page.get_by_role("button", name="Nerve").click()

    expect(told(page)).to_contain_text(re.compile("Not sent. .* is kept."))
    mend_it(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status").filter(has_text="Yes. It thins.")).to_be_visible()
    expect(told(page)).to_have_text("")


def test_a_form_that_the_browser_itself_sends_stays_with_what_was_chosen_while_offline(
    page, content, address, context
):
    CaseVersion.objects.filter(pk=content[0].pk).update(look_alike_case=content[1].case)
    page.goto(address("quiz:look_alikes"))
    for name in ("The first patient has", "The second patient has"):
        page.get_by_role("group", name=name).get_by_label("Muscle").check()
    context.set_offline(True)
    commit = page.get_by_role("button", name="Commit and see the answer")
    commit.click()

    expect(told(page)).to_have_text(
        "You are offline. Not sent. What you entered is kept. Try again."
    )
    page.get_by_role("button", name="Try again").click()  # still offline
    expect(told(page)).to_have_text(
        "You are offline. Not sent. What you entered is kept. Try again."
    )
    expect(page.locator("input:checked")).to_have_count(2)
    context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Pick one finding.")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(2)


def test_a_whole_page_is_not_put_into_a_part_of_this_one(case):
    whole = "<!doctype html><html><body><h1>Sign in</h1></body></html>"
    case.route(
        re.compile("/practise/begin/"),
        lambda route: route.fulfill(body=whole, content_type="text/html"),
    )
    commit_button(case).click()

    expect(told(case)).to_contain_text("The site answered with another page")
    expect(case.get_by_role("heading", name="Sign in")).to_have_count(0)
    assert shares(case) == ["70", "20", "10"]


def test_what_came_too_late_is_told_where_one_is(case, context, address):
    other = context.new_page()
    other.goto(address("quiz:practice"))
    type_belief(other, ("0", "0", "100"))
    commit_button(case).click()
    expect(case.get_by_role("heading", name="Examination")).to_be_visible()
    commit_button(other).click()

    expect(told(other)).to_contain_text(
        "(junction 70 %, nerve 20 %, muscle 10 %). The first one counts."
    )
    expect(other.get_by_text("This belief was not taken")).to_have_count(1)
    other.get_by_role("button", name="Close").click()
    expect(told(other)).to_have_text("")
