"""The search box of the header in a browser: by keyboard and touch, offline, on the way back,
without JavaScript.
"""

import re

import pytest
from playwright.sync_api import expect

from config.tests.browsing import faults_of
from knowledge.tests.factory import make_disease
from lessons.tests.factory import make_claim, make_lesson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = "/search/suggestions/"


@pytest.fixture
def disease():
    make_lesson(title="Myasthenia in practice")
    for n in range(12):
        make_claim(paraphrase=f"MG, said for the {n}th time.")
    return make_disease(name="Myasthenia gravis", abbreviations=["MG"], script="Lids that droop.")


@pytest.fixture
def requests(page):
    """Addresses that were asked for results while somebody typed."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if WAYS in request.url else None)
    return asked


def field(page):
    return page.get_by_role("searchbox", name="Search")


def results(page):
    return page.locator(".suggestions a")


def test_results_come_while_one_types_and_are_reached_by_keyboard(page, address, disease, requests):
    page.goto(address("home"))
    field(page).press_sequentially("myas", delay=10)
    expect(results(page).first).to_have_text("DiseaseMyasthenia gravis")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text(
        "found. The down arrow leads to them."
    )
    assert [url.split("q=")[1] for url in requests] == ["myas"]

    field(page).press("ArrowDown")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Myasthenia gravis", level=1)).to_be_visible()


def test_escape_closes_and_keeps_the_words_and_so_does_going_elsewhere(page, address, disease):
    page.goto(address("home"))
    field(page).fill("mg")
    results(page).first.focus()
    page.keyboard.press("Escape")
    expect(results(page)).to_have_count(0)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("mg")

    field(page).fill("myas")
    expect(results(page).first).to_be_visible()
    page.get_by_role("link", name="Learn").focus()

    expect(results(page)).to_have_count(0)


def test_back_from_a_result_gives_the_whole_page(page, address, disease):
    page.goto(address("lessons:lesson_list"))
    field(page).fill("mg")
    results(page).first.click()
    expect(page).to_have_url(re.compile("/diseases/"))
    page.go_back()

    expect(page.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
    expect(page.get_by_role("banner")).to_be_visible()
    expect(results(page)).to_have_count(0)


def test_one_letter_asks_nothing_and_an_answer_that_comes_late_is_not_shown(
    page, address, disease, requests
):
    held = []
    page.route(f"**{WAYS}?q=my", lambda route: held.append(route))
    page.goto(address("home"))
    field(page).fill("m")
    with page.expect_request(f"**{WAYS}?q=my"):
        field(page).fill("my")
    with page.expect_response(f"**{WAYS}?q=mg"):
        field(page).fill("mg")
    expect(results(page).last).to_have_text("All results for “mg”")
    for route in held:
        route.abort()

    expect(results(page).last).to_have_text("All results for “mg”")
    assert not [url for url in requests if url.endswith("q=m")]


@pytest.mark.parametrize("failure", ["offline", 500, 502])
def test_a_request_that_fails_is_told(page, address, disease, failure):
    page.goto(address("home"))
    page.route(
        f"**{WAYS}*",
        lambda route: (
            route.abort() if failure == "offline" else route.fulfill(status=failure, body="No.")
        ),
    )
    field(page).fill("mg")

    expect(page.get_by_role("search").get_by_role("status")).to_contain_text(
        "The results did not come."
    )
    expect(page.locator(".suggestions")).to_contain_text("Press Enter to search again.")
    page.unroute(f"**{WAYS}*")
    field(page).press("Enter")
    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()
    expect(page.locator(".found a").first).to_have_text("Myasthenia gravis")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_all_can_use_the_open_list_at_any_width(browser, address, disease, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address("home"))
    field(page).fill("mg")
    expect(results(page).first).to_be_visible()

    assert list(faults_of(page)) == []
    box = page.locator(".suggestions").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.close()


def test_without_javascript_the_box_leads_to_the_page_of_results(browser, address, disease):
    page = browser.new_page(java_script_enabled=False)
    page.goto(address("home"))
    field(page).fill("mg")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()
    expect(page.locator(".found a").first).to_have_text("Myasthenia gravis")
    page.go_back()
    expect(page.get_by_role("banner")).to_be_visible()
    page.close()


def test_the_page_of_results_suggests_too(page, address, disease):
    page.goto(address("lessons:search") + "?q=lids")
    page.get_by_role("searchbox").fill("mg")

    expect(results(page).first).to_have_text("DiseaseMyasthenia gravis")
