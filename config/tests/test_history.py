"""Back, Forward, reload and a page out of the browser's memory: a whole page that fits what it
shows, everywhere.
"""

import re
import shutil
from itertools import islice

import pytest
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import commit, step_by_step
from knowledge.tests.factory import make_finding
from lessons.tests.factory import make_claim
from quiz.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def keeping_browser(browser_type, browser_type_launch_args):
    """A browser that keeps pages that were left in its memory, which only one with windows does."""
    full = {**browser_type_launch_args, "executable_path": shutil.which("chromium")}
    browser = browser_type.launch(**full, ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.fixture(params=["from memory", "from the server"])
def page(request, browser_context_args):
    """A page of a browser that keeps pages that were left in its memory, or keeps none."""
    browser = request.getfixturevalue(
        "keeping_browser" if request.param == "from memory" else "browser"
    )
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.add_init_script(
        "addEventListener('pageshow', (event) => (window.fromMemory = event.persisted))"
    )
    yield page
    context.close()


@pytest.fixture
def content():
    make_claim(verdict="contradicted", correction="What holds.")
    make_finding(name="Thin hand")
    return [make_version(pattern) for pattern in ("fatigable", "neurogenic", "myogenic")]


def expect_whole(page):
    expect(page.locator("header.masthead")).to_have_count(1)
    expect(page.locator("main.page")).to_have_count(1)
    expect(page.locator("footer")).to_have_count(1)
    expect(page.locator("main.page")).to_have_css("font-family", re.compile("Atkinson"))


def go(page, *steps):
    """Steps in the history; a page out of memory fires no load event, so nothing waits for one."""
    for step in steps:
        getattr(page, step)(wait_until="commit")
        expect_whole(page)


@pytest.mark.parametrize("committed", [1, 2])
def test_back_and_forward_within_a_case_give_a_page_that_goes_on(page, content, address, committed):
    page.goto(address("quiz:practice"))
    headings = list(islice(step_by_step(page), committed))
    for step in ("go_back", "go_forward", "reload", "go_back"):
        go(page, step)
        expect(page.get_by_role("heading", name=headings[-1])).to_be_visible()
    commit(page, ["Tests", "What decided"][committed - 1])

    assert Answer.objects.get().commitments.count() == committed + 1


def test_back_from_feedback_gives_a_whole_page_and_forward_the_feedback(page, content, address):
    page.goto(address("quiz:practice"))
    for _ in step_by_step(page):
        pass
    go(page, "reload", "go_back", "go_forward")

    expect(page.get_by_role("heading", name="What decided")).to_be_visible()


def test_back_leaves_a_case_although_it_has_stages(page, content, address):
    page.goto(address("home"))
    page.goto(address("quiz:practice"))
    for _ in step_by_step(page):
        pass
    go(page, "go_back")
    go(page, "go_back")

    expect(page).to_have_url(address("home"))


def test_filters_go_back_and_forward_with_what_they_show(page, content, address):
    page.goto(address("lessons:source_list"))
    verdict = page.get_by_label("Verdict")
    verdict.select_option("supported")
    expect(page.get_by_text("0 claims shown.")).to_be_visible()
    go(page, "go_back")
    expect(page.get_by_text("1 claim shown.")).to_be_visible()
    expect(verdict).to_have_value("")
    go(page, "go_forward")
    expect(page.get_by_text("0 claims shown.")).to_be_visible()
    expect(verdict).to_have_value("supported")
    page.get_by_role("link", name="Practise").first.click()
    expect(page).to_have_url(address("quiz:practice"))
    go(page, "go_back")
    expect(page.get_by_text("0 claims shown.")).to_be_visible()
    go(page, "reload")
    expect(verdict).to_have_value("supported")


def test_a_page_out_of_memory_is_whole(page, content, address, request):
    page.goto(address("knowledge:contrast"))
    page.locator("form.filters input[type=text]").fill("zebra")
    expect(page).to_have_url(re.compile("zebra"))
    expected = "from memory" in request.node.name
    for _ in range(10):  # a browser that is short of time keeps a page less often
        page.get_by_role("link", name="Learn").click()
        expect(page).not_to_have_url(re.compile("zebra"))
        page.wait_for_load_state()
        go(page, "go_back")
        page.wait_for_function("window.fromMemory !== undefined")
        if page.evaluate("window.fromMemory") == expected:
            break
    else:
        pytest.fail("The page never came out of memory.")

    expect(page.get_by_text("0 findings.")).to_be_visible()


def test_a_contrast_is_there_again_after_a_finding_was_looked_at(page, content, address):
    page.goto(address("knowledge:contrast"))
    page.locator("form.filters input[type=text]").fill("zebra")
    expect(page.get_by_text("0 findings.")).to_be_visible()
    expect(page).to_have_url(re.compile("zebra"))
    page.goto(address("knowledge:finding_list"))
    go(page, "go_back")

    expect(page.locator("form.filters input[type=text]")).to_have_value("zebra")
    expect(page.get_by_text("0 findings.")).to_be_visible()
    go(page, "go_back")
    expect(page.locator("form.filters input[type=text]")).to_have_value("")


def test_a_search_is_there_again_after_its_result_was_looked_at(page, content, address):
    page.goto(address("lessons:search"))
    box = (
        page.locator("main").get_by_role("searchbox").or_(page.locator("main input[name=q]")).first
    )
    box.fill("thin hand")
    box.press("Enter")
    page.locator("main").get_by_role("link", name="Thin hand").first.click()
    expect(page.get_by_role("heading", name="Thin hand")).to_be_visible()
    go(page, "go_back")

    expect(box).to_have_value("thin hand")
    expect(page.locator("main").get_by_role("link", name="Thin hand").first).to_be_visible()
    go(page, "go_forward")
    expect(page.get_by_role("heading", name="Thin hand")).to_be_visible()
    expect_whole(page)
