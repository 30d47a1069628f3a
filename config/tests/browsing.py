"""What is done in a browser in more than one test."""

import re
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

# Heads without words over cells without words, and the cross in a list of what is chosen.
OF_THE_ADMIN = ['<th class="original"></th>', "<th></th>", '<ul class="select2-selection__rendered">']
SIZES = [(1280, "100%"), (1280, "200%"), (390, "200%"), (320, "100%")]  # widths in pixels, and sizes of the type
CULPRITS = """() => [...document.querySelectorAll("body *")].filter((e) => {
    const box = e.getBoundingClientRect(), right = Math.max(box.right, box.left + e.scrollWidth);
    return e.checkVisibility() && right > document.documentElement.clientWidth + 1 && !e.closest(".scroll, .results");
}).slice(-3).map((e) => e.outerHTML.slice(0, 100))"""  # the innermost elements that reach beyond the window
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def commit_button(page):
    return page.get_by_role("button", name=re.compile("^Commit"))


def step_by_step(page, last="What decided"):
    """Commit at each stage of the case on the page, and wait each time for what comes next."""
    for heading in ("Examination", "Tests", last):
        commit_button(page).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        yield heading


def faults_of(page):
    """What keeps somebody from using the page: what axe finds, and a page that scrolls sideways."""
    results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    yield from (
        f"{page.url} {item['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for item in results.response["violations"]
        for node in item["nodes"]
        if node["html"] not in OF_THE_ADMIN
    )
    yield from sideways(page)


def sideways(page):
    """At which widths and sizes of type the page scrolls sideways; leaves the page as it was."""
    page.wait_for_load_state()  # its style sheets
    before = page.viewport_size
    for width, size in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            yield f"{page.url} scrolls sideways at {width} pixels with type at {size}: {page.evaluate(CULPRITS)}"
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(before)


def signed_in(user):
    """The session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def take_seat(context, live_server, session):
    """Let a browser go on with a session."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def choose(page, field, words):
    """Choose by keyboard in a list with a search field."""
    page.locator(f"#id_{field} + .select2 .select2-selection").press("Enter")
    expect(page.locator(".select2-container--open .select2-search__field").last).to_be_focused()
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("term") == [words]):
        page.keyboard.type(words)
    option = page.get_by_role("option", name=words, exact=True)
    expect(option).to_be_visible()
    expect(page.locator(".select2-results__option")).to_have_count(1)
    page.keyboard.press("ArrowDown")  # the list marks its only answer by itself, unless a late answer came between
    expect(option).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")


def tab_to(page, target):
    """Press Tab until the focus is there."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")
