"""What is done in a browser in more than one test."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

# Heads without words over cells without words, and the cross in a list of what is chosen.
OF_THE_ADMIN = ['<th class="original"></th>', "<th></th>", '<ul class="select2-selection__rendered">']
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
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield f"{page.url} scrolls sideways"


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
    page.keyboard.type(words)
    option = page.get_by_role("option", name=words, exact=True)
    expect(option).to_be_visible()
    expect(page.locator(".select2-results__option")).to_have_count(1)
    page.keyboard.press("ArrowDown")  # the list marks its only answer by itself, unless a late answer came between
    expect(option).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")
