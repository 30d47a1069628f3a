"""A wrong key in a browser: proposed, confirmed, told, rewritten and dealt again."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from config.tests.browsing import choose, commit, faults_of, signed_in, tab_to, take_seat
from knowledge.tests.factory import make_disease
from learners.middleware import COOKIE, cookie_value
from quiz.models import KeyCorrection
from quiz.tests.factory import correct_key, make_answer, make_learner, make_quiz, make_run, sure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = {
    "Headline of the feedback:": "The junction, and it tired.",
    "Against junction:": "",
    "Against muscle:": "CK was normal.",
    "Final diagnosis:": "Antibodies were found.",
    "What tells it apart:": "CK would have been high.",
}


@pytest.fixture
def bank():
    """A case whose key is wrong, one that is right, what the wrong one is, and a look-alike of
    that.
    """
    return {
        "wrong": make_version("myogenic", title="Wrong key"),
        "right": make_version("neurogenic", title="Right key"),
        "junction": make_disease("fatigable", name="Junction itself"),
        "muscle": make_disease("myogenic", name="Muscle itself"),
    }


@pytest.fixture
def learner(bank):
    """Somebody who answered the wrong one by what it truly is, in a quiz that goes on."""
    learner = make_learner()
    run = make_run(learner, make_quiz(bank["wrong"], bank["right"]))
    learner.answer = make_answer(learner, bank["wrong"], stages=3, attempt=run, **sure("fatigable"))
    return learner


@pytest.fixture
def seats(live_server):
    """Sessions of two reviewers, who sign in before a browser asks anything."""
    return [signed_in(User.objects.create_superuser(name)) for name in ("first", "second")]


@pytest.fixture
def sit_down(page, live_server, seats):
    """One of the two takes the browser and opens a page, at first that of the desk."""

    def as_(number, url="/admin/"):
        take_seat(page.context, live_server, seats[number])
        page.goto(live_server.url + url)

    return as_


@pytest.fixture
def phone(browser, live_server, learner):
    """The learner's browser, 390 pixels wide."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, reduced_motion="reduce", bypass_csp=True
    )
    context.add_cookies(
        [{"name": COOKIE, "value": cookie_value(learner.browser), "url": live_server.url}]
    )
    return context.new_page()


def write_anew(page, look_alike):
    """The words for the new key, in the form of the new version that is open."""
    for label, words in NEW.items():
        page.get_by_label(label).fill(words)
    look_alike()


def test_a_wrong_key_is_proposed_confirmed_told_rewritten_and_dealt_again(
    page, phone, sit_down, bank, learner, live_server
):
    wrong, answer = bank["wrong"], live_server.url + learner.answer.get_absolute_url()

    sit_down(0, wrong.get_absolute_url())
    page.get_by_role("link", name="correct the key").click()
    choose(page, "disease", "Junction itself")
    page.get_by_label("Reason:").fill("It tired.")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("the model gives the new key, junction,")).to_be_visible()
    page.get_by_role("button", name="Propose this correction").click()
    expect(page.get_by_role("button", name="Correct the key")).to_have_count(0)
    phone.goto(answer)
    expect(phone.locator("h1")).to_contain_text("Muscle.")

    sit_down(1)
    page.get_by_role("region", name="Keys to correct").get_by_role("link", name="Wrong key").click()
    page.get_by_role("button", name="Correct the key").click()
    expect(page.get_by_text("begin a new version").first).to_be_visible()

    phone.reload()
    expect(phone.locator("h1")).to_contain_text("Junction. You had it")
    expect(phone.get_by_text("Its explanation is being rewritten.")).to_be_visible()
    expect(phone.get_by_text("It tired.")).to_be_visible()
    expect(phone.get_by_text("What was true.")).to_have_count(0)
    assert list(faults_of(phone)) == []
    assert Case.objects.in_draw().get() == bank["right"].case

    sit_down(0)
    page.get_by_role("region", name="Explanations to rewrite").get_by_role(
        "link", name="Wrong key"
    ).click()
    page.get_by_role("link", name="Begin the new version").click()
    page.get_by_role("radio", name="wording").check()
    page.get_by_role("button", name="Begin the new version").click()
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_text("it still says what was said of").first).to_be_visible()
    write_anew(page, lambda: choose(page, "look_alike", "Muscle itself"))
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    sit_down(1, CaseVersion.objects.get(number=2).get_absolute_url())
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Published")).to_be_visible()

    phone.goto(answer)
    phone.get_by_role("heading", name="Final diagnosis").click()
    sentence = phone.get_by_text("The junction, and it tired.")
    expect(sentence.filter(visible=True)).to_have_count(1)
    expect(phone.get_by_text("Its explanation is being rewritten.")).to_have_count(0)
    assert list(faults_of(phone)) == []
    assert set(Case.objects.in_draw()) == {wrong.case, bank["right"].case}


def test_a_quiz_skips_a_case_whose_key_was_corrected_and_comes_to_its_end(
    phone, bank, learner, address
):
    late = make_version("neurogenic", title="Corrected under way")
    run = make_run(learner, make_quiz(late, bank["right"]))
    correct_key(late, bank["junction"])

    phone.goto(address("quiz:next_case", run.quiz.slug))
    for heading in ("Examination", "Tests", "What decided"):
        commit(phone, heading)
    phone.locator("#next").click()

    expect(phone.locator("h1")).to_contain_text("of 1 right")


def test_a_key_is_proposed_and_refused_and_proposed_and_confirmed_by_keyboard_alone(
    page, sit_down, bank
):
    page.set_viewport_size({"width": 390, "height": 800})
    url = f"/admin/quiz/keycorrection/add/?version={bank['wrong'].pk}&disease={bank['junction'].pk}"

    def press(number, name, url="/admin/"):
        if url:
            sit_down(number, url)
        button = page.get_by_role("button", name=name)
        tab_to(page, button)
        page.keyboard.press("Enter")

    def propose():
        sit_down(0, url)
        tab_to(page, page.get_by_label("Reason:"))
        page.keyboard.type("It tired.")
        press(0, "See what it changes", "")
        press(0, "Propose this correction", "")
        expect(page.get_by_text("It waits for a second person.")).to_be_visible()

    propose()
    sit_down(1)
    tab_to(
        page,
        page.get_by_role("region", name="Keys to correct").get_by_role("link", name="Wrong key"),
    )
    page.keyboard.press("Enter")
    press(1, "Refuse", "")
    expect(page.get_by_text("Say why the key stays as it is")).to_be_visible()
    assert list(faults_of(page)) == []
    tab_to(page, page.get_by_label("Why not"))
    page.keyboard.type("It did not tire.")
    press(1, "Refuse", "")
    expect(page.get_by_text("It did not tire.")).to_be_visible()
    assert list(faults_of(page)) == []
    propose()
    press(1, "Correct the key", KeyCorrection.objects.first().get_absolute_url())
    expect(page.get_by_role("heading", name="Key corrected")).to_be_visible()
    assert list(faults_of(page)) == []

    assert CaseVersion.objects.get(pk=bank["wrong"].pk).disease == bank["junction"]


def test_a_key_is_corrected_and_rewritten_without_javascript(
    browser, live_server, seats, bank, learner
):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.add_cookies(
        [{"name": COOKIE, "value": cookie_value(learner.browser), "url": live_server.url}]
    )
    page = context.new_page()

    take_seat(context, live_server, seats[0])
    page.goto(f"{live_server.url}/admin/quiz/keycorrection/add/?version={bank['wrong'].pk}")
    page.get_by_role("link", name="Open this page with plain lists").click()
    page.get_by_label("Disease:").select_option(bank["junction"].pk)
    page.get_by_label("Reason:").fill("It tired.")
    page.get_by_role("button", name="See what it changes").click()
    page.get_by_role("button", name="Propose this correction").click()
    expect(page.get_by_text("It waits for a second person.")).to_be_visible()
    take_seat(context, live_server, seats[1])
    page.goto(live_server.url + KeyCorrection.objects.get().get_absolute_url())
    page.get_by_role("button", name="Correct the key").click()
    page.get_by_role("link", name="Begin the new version").click()
    page.get_by_role("radio", name="wording").check()
    page.get_by_role("button", name="Begin the new version").click()
    page.get_by_role("link", name="Open this page with plain lists").click()
    write_anew(
        page, lambda: page.get_by_label("Closest look-alike:").select_option(bank["muscle"].pk)
    )
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    take_seat(context, live_server, seats[0])
    page.reload()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Published")).to_be_visible()

    assert Case.objects.in_draw().filter(current__title="Wrong key").exists()
