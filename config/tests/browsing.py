"""What is done in a browser in more than one test."""

import re
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

# Heads without words over cells without words, and the cross in a list of what is chosen.
OF_THE_ADMIN = [
    '<th class="original"></th>',
    "<th></th>",
    '<ul class="select2-selection__rendered">',
]
WAYS = [("light", 1280), ("dark", 320)]  # in which colours and at what width axe looks at a page
SIZES = [
    (1280, "100%"),
    (1280, "200%"),
    (390, "200%"),
    (320, "100%"),
    (320, "200%"),
]  # widths in pixels, and sizes of the type
SCROLLS = """(size) => {
    const root = document.documentElement;
    root.style.fontSize = size;
    return root.scrollWidth > root.clientWidth;
}"""
# the innermost elements that reach beyond the window
CULPRITS = """() => [...document.querySelectorAll("body *")].filter((e) => {
    const box = e.getBoundingClientRect(), right = Math.max(box.right, box.left + e.scrollWidth);
    return e.checkVisibility() && right > document.documentElement.clientWidth + 1
        && !e.closest(".scroll, .results");
}).slice(-3).map((e) => e.outerHTML.slice(0, 100))"""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def commit_button(page):
    return page.get_by_role("button", name=re.compile("^Commit"))


def commit(page, heading):
    """Commit the belief on the page and wait for what comes next.

    Where the point was not moved, say again that this is meant.
    """
    after = page.get_by_role("heading", name=heading)
    asked = page.get_by_text("You have not moved the point.")
    commit_button(page).click()
    expect(after.or_(asked).first).to_be_visible()
    if asked.is_visible():
        commit_button(page).click()
    expect(after).to_be_visible()


def share_field(page, name):
    """The field for a share, beside the word of the same name."""
    return page.get_by_role("textbox", name=name, exact=True)


def open_belief(page):
    """Open the bar in which the belief waits where the window is narrow."""
    expect(page.locator(".belief__dock")).to_be_visible()
    if not page.locator(".belief__sheet").is_visible():
        page.locator(".belief__bar").click()


def say(page, sureness, site):
    """Say a belief in words."""
    open_belief(page)
    page.get_by_role("radio", name=sureness, exact=True).check()
    page.get_by_role("radio", name=site, exact=True).check()


def step_by_step(page, last="What decided"):
    """Commit at each stage of the case on the page, and wait each time for what comes next."""
    for heading in ("Examination", "Tests", last):
        commit(page, heading)
        yield heading


def faults_of(page, ways=((),)):
    """What keeps somebody from using the page: what axe finds, and a page that scrolls sideways.

    `ways`: pairs of colour scheme and width in pixels in which axe looks at it; without them it is
    taken as it is.
    """
    for way in ways:
        if way:
            page.emulate_media(color_scheme=way[0])
            page.set_viewport_size({"width": way[1], "height": 900})
        yield from inaccessible(page)
    yield from sideways(page)


def inaccessible(page):
    """What axe finds.

    It fetches films and sounds ahead, but not style sheets, which no rule asks for.
    """
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    yield from (
        f"{page.url} {item['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for item in page.evaluate(
            "options => axe.run(options).then(({ violations }) => violations)", options
        )
        for node in item["nodes"]
        if node["html"] not in OF_THE_ADMIN
    )


def sideways(page):
    """At which widths and sizes of type the page scrolls sideways; leaves the page as it was."""
    page.wait_for_load_state()  # its style sheets
    before = page.viewport_size
    for width, size in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SCROLLS, size):
            yield (
                f"{page.url} scrolls sideways at {width} pixels with type at {size}:"
                f" {page.evaluate(CULPRITS)}"
            )
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(before)


def signed_in(user):
    """The session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def take_seat(context, live_server, session):
    """Let a browser go on with a session."""
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def choose(page, field, words):
    """Choose by keyboard in a list with a search field."""
    page.locator(f"#id_{field} + .select2 .select2-selection").press("Enter")
    expect(page.locator(".select2-container--open .select2-search__field").last).to_be_focused()
    with page.expect_response(
        lambda answer: parse_qs(urlsplit(answer.url).query).get("term") == [words]
    ):
        page.keyboard.type(words)
    option = page.get_by_role("option", name=words, exact=True)
    expect(option).to_be_visible()
    expect(page.locator(".select2-results__option")).to_have_count(1)
    page.keyboard.press(
        "ArrowDown"
    )  # the list marks its only answer by itself, unless a late answer came between
    expect(option).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")


def tab_to(page, target):
    """Press Tab until the focus is there."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")
