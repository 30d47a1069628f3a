"""The pages of the authors' desk in a browser: whether all can use them, on a phone, in the dark
and on paper.
"""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.models import Change
from cases.tests.factory import make_version
from config.tests.browsing import WAYS, choose, faults_of, signed_in, take_seat
from config.tests.crowd import take
from knowledge.tests.factory import make_disease
from quiz.tests.factory import correct_key, make_proposal, make_quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GIFT = (
    "::Lid:: A woman of 30 sees double.{ =Junction #It tires ~Nerve ~Muscle }\n\n::Short:: Which?{"
    " =Eye }\n"
)


@pytest.fixture
def desk():
    """Cases in each state, a draft with comments, and a quiz that thirty learners took."""
    boss, writer = User.objects.create_superuser("boss"), User.objects.create_user("writer")
    versions = [make_version(title=f"Number {n}", created_by=writer) for n in range(6)]
    rival = make_disease("neurogenic", name="Quite another")
    quiz = make_quiz(*versions)
    take(quiz, versions)
    sent = make_version(published=False, title="Sent", created_by=writer)
    sent.submit(by=writer)
    corrected = make_version(title="Corrected")
    correct_key(corrected, rival)
    draft = versions[0].new_version(change=Change.CLINICAL, by=boss)
    draft.history = "She can hardly climb stairs."
    draft.save()
    draft.comments.create(author=writer, text="Which stairs?")
    return {
        "versions": versions,
        "quiz": quiz,
        "sent": sent,
        "draft": draft,
        "proposal": make_proposal(versions[4], rival, by=writer),
        "corrected": corrected,
        "rival": rival,
        "session": signed_in(boss),
    }


@pytest.fixture
def page(browser, live_server, desk):
    """A browser in which somebody sits at the desk; what is looked into by axe may not be
    guarded."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    take_seat(context, live_server, desk["session"])
    return context.new_page()


def pages_of(desk, address, page):
    """Every kind of page: an address to go to, or nothing where the page is there."""
    yield from pages_to_write(desk, address, page)
    yield from pages_to_decide(desk, address, page)
    yield from pages_to_exchange(address, page)
    yield from pages_of_statistics(desk, address)


def pages_to_write(desk, address, page):
    yield address("admin:index")
    yield address("admin:cases_caseversion_changelist") + "?state=draft"
    yield address("admin:cases_caseversion_add")
    page.get_by_label("History:").fill("A myopathy.")
    expect(page.locator("#help")).to_contain_text("Gives the answer away")
    yield ""
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_text("Please correct the errors below.")).to_be_visible()
    yield ""
    yield desk["draft"].get_absolute_url() + "?missing"
    yield address("admin:cases_caseversion_difference", desk["draft"].pk)
    yield address("admin:cases_caseversion_new_version", desk["versions"][1].pk)
    yield address("admin:cases_caseversion_draft")
    yield address("admin:cases_caseversion_look_alike", desk["versions"][0].pk)
    page.get_by_label("The look-alike is to be of:").select_option(desk["rival"].pk)
    page.get_by_role("button", name="What would have to change?").click()
    expect(page.get_by_role("button", name="Make the look-alike")).to_be_visible()
    yield ""


def pages_to_decide(desk, address, page):
    yield desk["sent"].get_absolute_url()
    yield desk["versions"][0].get_absolute_url()
    yield address("admin:cases_caseversion_history", desk["versions"][0].pk)
    yield address("admin:cases_caseversion_evidence")
    yield address("admin:cases_caseversion_changelist") + "?state=published"
    page.get_by_role("checkbox", name="Select this object for an action").first.check()
    page.get_by_label("Action:").select_option("withdraw")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("button", name="Withdraw cases")).to_be_visible()
    yield ""
    yield address("admin:quiz_keycorrection_add") + f"?version={desk['versions'][5].pk}"
    choose(page, "disease", desk["rival"].name)
    page.get_by_label("Reason:").fill("It tires.")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("button", name="Propose this correction")).to_be_visible()
    yield ""
    yield desk["proposal"].get_absolute_url()
    yield desk["corrected"].get_absolute_url()
    yield address("admin:index")


def pages_to_exchange(address, page):
    yield address("admin:cases_caseversion_import")
    page.get_by_label("File:").set_input_files(
        {"name": "a.gift", "mimeType": "text/plain", "buffer": GIFT.encode()}
    )
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    yield ""


def pages_of_statistics(desk, address):
    yield address("admin:quiz_itemanalysis_changelist")
    yield address("admin:quiz_itemanalysis_change", desk["versions"][5].pk)
    yield address("admin:quiz_quiz_statistics", desk["quiz"].pk)


def test_every_page_of_the_desk_is_accessible_and_never_scrolls_sideways(
    page, live_server, address, desk
):
    faults = []

    for url in pages_of(desk, address, page):
        if url:
            page.goto(url if url.startswith("http") else live_server.url + url)
        faults += faults_of(page, WAYS)

    assert "\n".join(faults) == ""


DARK_OR_GONE = """() => {
    const light = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
        return a === 0 || (r + g + b) / 3 > 200;
    };
    const all = (selector) => [...document.querySelectorAll(selector)];
    return [
        ...all("html, body, body *").filter((e) => e.checkVisibility() && e instanceof HTMLElement
            && !["BUTTON", "INPUT", "SELECT"].includes(e.tagName)
            && !light(getComputedStyle(e).backgroundColor)),
        ...all("main table, main figure svg").filter(
            (e) => !e.checkVisibility() || !e.getBoundingClientRect().width),
        ...all("main td, main h1, main p").filter(
            (e) => e.checkVisibility() && light(getComputedStyle(e).color)),
    ].map((e) => e.outerHTML.slice(0, 120));
}"""


def test_on_paper_charts_and_tables_show_on_a_light_ground_also_from_a_dark_screen(
    page, live_server, address, desk
):
    page.emulate_media(media="print", color_scheme="dark")
    seen = {}

    for url in (
        *pages_of_statistics(desk, address),
        live_server.url + desk["versions"][0].get_absolute_url(),
    ):
        page.goto(url)
        seen[url] = (page.locator("main table").count(), page.locator("main figure svg").count())
        assert (url, page.evaluate(DARK_OR_GONE)) == (url, [])

    assert list(seen.values()) == [(1, 0), (5, 7), (4, 2), (2, 0)]


def test_the_desk_keeps_to_its_content_policy_and_asks_no_foreign_host(
    browser, live_server, address, desk
):
    context = browser.new_context(reduced_motion="reduce")
    take_seat(context, live_server, desk["session"])
    page = context.new_page()
    faults = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda request: faults.append(request.url) if live_server.url not in request.url else None,
    )

    for url in pages_of(desk, address, page):
        if url:
            page.goto(url if url.startswith("http") else live_server.url + url)

    assert faults == []


def test_what_is_wrong_in_a_form_has_the_focus_and_leads_to_each_field(page, live_server, desk):
    page.goto(f"{live_server.url}/admin/cases/caseversion/add/")
    page.get_by_label("Title:").fill("Stairs")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("group", name="To correct")).to_be_focused()
    page.get_by_role("link", name="Age", exact=True).press("Enter")
    expect(page.get_by_label("Age:")).to_be_focused()
    page.get_by_role("link", name="Disease", exact=True).press("Enter")
    expect(page.locator("#id_disease + .select2 .select2-selection")).to_be_focused()
    assert list(faults_of(page)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_of_a_user_can_be_read(page, live_server, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/admin/auth/user/{User.objects.get(username='writer').pk}/change/")
    expect(page.get_by_text("Chosen groups").first).to_be_visible()

    # The admin's own markup of two lists beside each other is left as it is; whether it can be read
    # is ours.
    assert [
        fault for fault in faults_of(page) if " color-contrast" in fault or "sideways" in fault
    ] == []


def test_on_a_phone_every_field_is_within_its_row(page, live_server, desk):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/admin/cases/caseversion/add/")

    right = "element => element.getBoundingClientRect().right"
    field, row = page.locator("#id_history"), page.locator(".form-row.field-history")
    assert field.evaluate(right) <= row.evaluate(right)
