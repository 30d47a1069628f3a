"""Reading and working without a network, and back."""

import json
import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import commit_button, faults_of, signed_in, take_seat
from knowledge.patterns import Pattern
from lessons.tests.factory import make_lesson
from quiz.models import Answer, OfflineBelief, Pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT_PATHS = "copies.list().then(kept => kept.map(({ path }) => path))"


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "service_workers": "allow"}


@pytest.fixture
def bank():
    return [make_version(pattern) for pattern in Pattern for _ in range(3)]


@pytest.fixture
def ward(page, address, bank):
    """The page "Without a network", once the worker answers for it."""
    page.goto(address("offline"))
    ready(page)
    return page


def ready(page):
    page.evaluate("navigator.serviceWorker.ready.then(({ active }) => active.scriptURL)")
    expect(page.get_by_role("button", name="Keep for the ward")).to_be_visible()


def get_cases(page):
    page.get_by_role("button", name="Get 6 cases").click()
    expect(page.get_by_text("6 cases are kept here until")).to_be_visible()


def work_one(page, shares=("70", "20", "10")):
    """Commit at all three stages of the case on the page."""
    for heading in ("Examination", "Tests", "All three beliefs are kept"):
        for name, share in zip(("Junction", "Nerve", "Muscle"), shares, strict=True):
            page.get_by_role("textbox", name=name, exact=True).fill(share)
        commit_button(page).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def waiting(page):
    return page.locator(".waiting")


def test_what_was_read_can_be_read_again_without_a_network(page, context, address, ward):
    lesson = make_lesson("Words of the lesson.", title="Weak or wasted")
    url = address("lessons:lesson", lesson.slug)
    page.goto(url)
    page.goto(address("offline"))
    page.evaluate(
        f"""async () => {{
          while (!(await {KEPT_PATHS}).includes("{lesson.get_absolute_url()}"))
            await new Promise((go) => setTimeout(go, 50));
        }}"""
    )

    context.set_offline(True)
    page.goto(url)

    expect(page.get_by_text("Words of the lesson.")).to_be_visible()
    expect(page.get_by_text("You read a kept copy of")).to_be_visible()
    page.goto(address("quiz:practice"))
    expect(page.get_by_text("the page you asked for is not kept")).to_be_visible()
    context.set_offline(False)
    page.goto(url)
    expect(page.get_by_text("You read a kept copy of")).to_have_count(0)


def test_all_is_kept_for_the_ward_as_a_stranger_sees_it_and_deleted_again(
    page, context, address, live_server, bank
):
    lesson = make_lesson("Words of the lesson.")
    take_seat(context, live_server, signed_in(User.objects.create_user("ada")))
    page.goto(address("offline"))
    ready(page)

    page.get_by_role("button", name="Keep for the ward").click()

    expect(page.get_by_text("All is kept.")).to_be_visible(timeout=60_000)
    texts = page.evaluate(
        "copies.list().then(kept => Promise.all(kept.map(async ({ path }) =>"
        " [path, await (await copies.find(path)).text()])))"
    )
    kept = dict(texts)
    assert lesson.get_absolute_url() in kept
    assert not [path for path in kept if re.match("/(practise|answers|progress|account)", path)]
    assert {re.search(r'name="account" content="(.*?)"', text)[1] for text in kept.values()} == {""}
    page.get_by_role("button", name="Delete them").first.click()
    expect(page.get_by_text("Deleted.")).to_be_visible()


def test_a_pack_is_worked_without_a_network_and_sent_once_it_is_back(page, context, address, ward):
    get_cases(page)
    context.set_offline(True)
    page.get_by_role("link", name="Work on them").click()

    work_one(page)
    expect(waiting(page)).to_contain_text("3 beliefs wait to be sent.")
    page.reload()
    expect(waiting(page)).to_contain_text("3 beliefs wait to be sent.")
    page.get_by_role("button", name="Send now").click()
    expect(waiting(page)).to_contain_text("Not sent; kept here.")
    context.set_offline(False)
    page.goto(address("home"))

    expect(waiting(page)).to_contain_text("Sent: 3 beliefs.")
    page.get_by_role("link", name="case 1").click()
    answer = Answer.objects.get()
    assert answer.is_finished
    assert page.url.endswith(answer.get_absolute_url())
    page.goto(address("home"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert OfflineBelief.objects.count() == 3


def test_something_else_is_said_without_a_network_where_practice_offers_it(
    page, context, address, bank
):
    make_version("outside")
    page.goto(address("quiz:practice"))
    page.get_by_role("button", name="Include such patients from now on").click()
    page.goto(address("offline"))
    ready(page)
    get_cases(page)
    context.set_offline(True)
    page.get_by_role("link", name="Work on them").click()
    expect(page.get_by_text("About 1 patient in 8 here has none of the three.")).to_be_visible()

    page.get_by_role("radio", name="Something else", exact=True).check(force=True)
    page.get_by_role("radio", name="Sure", exact=True).check(force=True)
    commit_button(page).click()

    expect(page.get_by_role("heading", name="Examination")).to_be_focused()
    # the next belief starts where this one stood
    expect(page.get_by_role("textbox", name="Something else")).not_to_have_value("12")
    kept = page.get_by_role("textbox", name="Something else").input_value()
    context.set_offline(False)
    page.goto(address("home"))
    expect(waiting(page)).to_contain_text("Sent: 1 belief.")
    answer = Answer.objects.get()
    assert (answer.may_be_outside, str(answer.last_belief.outside)) == (True, kept)


def test_beliefs_that_arrived_though_the_answer_was_lost_are_not_doubled(
    page, context, address, ward
):
    get_cases(page)
    context.set_offline(True)
    page.get_by_role("link", name="Work on them").click()
    work_one(page)
    before = page.evaluate("JSON.stringify({ ...localStorage })")
    context.set_offline(False)
    page.goto(address("home"))
    expect(waiting(page)).to_contain_text("Sent: 3 beliefs.")

    page.evaluate(
        "before => Object.entries(before).forEach(([k, v]) => localStorage.setItem(k, v))",
        json.loads(before),
    )
    page.reload()

    expect(waiting(page)).to_contain_text("Sent: 3 beliefs.")
    assert (Answer.objects.count(), OfflineBelief.objects.count()) == (1, 3)


def test_what_the_site_refuses_is_told_and_kept(page, context, address, ward):
    get_cases(page)
    context.set_offline(True)
    page.get_by_role("link", name="Work on them").click()
    work_one(page)
    Pack.objects.all().delete()
    context.set_offline(False)

    page.goto(address("home"))

    expect(waiting(page)).to_contain_text("They belong to work that is not this account's.")
    expect(waiting(page)).to_contain_text("3 beliefs wait to be sent.")


def test_another_account_is_not_given_a_guests_beliefs_unasked(
    page, context, address, live_server, ward
):
    get_cases(page)
    context.set_offline(True)
    page.get_by_role("link", name="Work on them").click()
    work_one(page)
    take_seat(context, live_server, signed_in(User.objects.create_user("bea")))
    context.set_offline(False)

    page.goto(address("home"))

    expect(waiting(page)).to_contain_text("They were given here without an account.")
    page.get_by_role("button", name="Mine: send them").click()
    expect(waiting(page)).to_contain_text("not this account's")
    assert Answer.objects.count() == 0
    page.get_by_role("button", name="Not mine: drop them").click()
    expect(waiting(page)).to_be_hidden()


def test_leaving_this_computer_empties_caches_and_storage(page, context, address, ward):
    get_cases(page)
    page.goto(address("learners:leave"))

    page.locator("main").get_by_role("button", name="Leave this computer").click()

    expect(page.get_by_text("This browser knows nothing of you now.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept '))") == []
    page.goto(address("offline"))
    expect(page.get_by_text("6 cases are kept here until")).to_have_count(0)


def test_storage_that_is_full_is_told_and_nothing_is_shown_as_kept(page, context, address, bank):
    full = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    context.add_init_script(full)
    page.goto(address("offline"))
    ready(page)

    page.get_by_role("button", name="Get 6 cases").click()

    expect(page.get_by_text("the cases are not kept")).to_be_visible()
    expect(page.get_by_role("link", name="Work on them")).to_be_hidden()


def test_without_javascript_the_page_says_so_and_offers_nothing(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address("home"))
    assert page.get_by_role("link", name="Without a network").count() == 0
    page.goto(address("offline"))

    expect(page.get_by_text("This needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Keep for the ward")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_fault_that_axe_finds(page, address, ward, scheme):
    get_cases(page)
    page.emulate_media(color_scheme=scheme)

    assert list(faults_of(page)) == []
    page.get_by_role("link", name="Work on them").click()
    expect(commit_button(page)).to_be_visible()
    assert list(faults_of(page)) == []
