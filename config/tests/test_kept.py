"""What pages keep in the browser, and what becomes of it there."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import signed_in, take_seat
from learners.middleware import COOKIE, SIGNED_OUT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EIGHT_DAYS_OLDER = """ending => {
  const key = Object.keys(localStorage).find((key) => key.endsWith(ending));
  const entry = JSON.parse(localStorage[key]);
  entry.at -= 8 * 24 * 60 * 60 * 1000;
  localStorage[key] = JSON.stringify(entry);
}"""


class Kept:
    """The script on a page."""

    def __init__(self, page):
        self.page = page

    def put(self, area, name, value):
        return self.page.evaluate("([a, n, v]) => kept.put(a, n, v)", [area, name, value])

    def get(self, area, name):
        return self.page.evaluate("([a, n]) => kept.get(a, n)", [area, name])

    @property
    def entries(self):
        """How many entries lie in this tab and in this browser, whosever they are."""
        stores = "[sessionStorage, localStorage]"
        return self.page.evaluate(
            f"{stores}.map(s => Object.keys(s).filter(k => k.startsWith('kept ')).length)"
        )


@pytest.fixture
def ada(db):
    return User.objects.create_superuser("ada")


@pytest.fixture
def at(address, page):
    def go(name="home"):
        page.goto(address(name))
        return Kept(page)

    return go


def test_what_is_kept_is_there_after_a_reload_until_it_is_dropped(
    page, at, ada, context, live_server
):
    take_seat(context, live_server, signed_in(ada))
    kept = at()
    for area in ("tab", "browser"):
        assert kept.put(area, "draft", {"text": "Weak thumbs"}) is True
    page.reload()

    assert [kept.get(area, "draft") for area in ("tab", "browser")] == [{"text": "Weak thumbs"}] * 2
    page.evaluate("kept.drop('tab', 'draft')")
    assert kept.get("tab", "draft") is None
    assert kept.entries == [0, 1]
    page.evaluate("kept.dropAll()")
    assert kept.entries == [0, 0]


def test_nothing_is_kept_for_nobody(page, at):
    kept = at()

    assert kept.put("browser", "draft", "x") is False
    assert kept.get("browser", "draft") is None
    assert kept.entries == [0, 0]


def test_what_is_older_than_a_week_is_gone(page, at, ada, context, live_server):
    take_seat(context, live_server, signed_in(ada))
    kept = at()
    kept.put("browser", "old", 1)
    kept.put("browser", "new", 2)
    page.evaluate(EIGHT_DAYS_OLDER, " old")

    assert (kept.get("browser", "old"), kept.get("browser", "new")) == (None, 2)
    page.reload()
    assert kept.entries == [0, 1]


def test_another_account_gets_nothing_and_what_was_kept_is_removed(
    page, at, ada, context, live_server
):
    take_seat(context, live_server, signed_in(ada))
    kept = at()
    kept.put("browser", "draft", "hers")
    kept.put("tab", "draft", "hers")
    take_seat(context, live_server, signed_in(User.objects.create_user("bea")))
    at()

    assert kept.get("browser", "draft") is None
    assert kept.entries == [0, 0]


def test_a_session_that_ran_out_takes_nothing_away(page, at, ada, context, live_server):
    make_version()
    take_seat(context, live_server, signed_in(ada))
    kept = at()
    kept.put("browser", "draft", "hers")
    context.clear_cookies()
    at("account_login")
    assert kept.get("browser", "draft") is None
    at("quiz:practice")  # a guest now
    assert kept.get("browser", "draft") is None
    take_seat(context, live_server, signed_in(ada))
    at()

    assert kept.get("browser", "draft") == "hers"


def test_signing_out_takes_all_away_in_every_tab(page, at, ada, context, live_server, address):
    take_seat(context, live_server, signed_in(ada))
    kept = at()
    kept.put("tab", "belief", "hers")
    kept.put("browser", "draft", "hers")
    other = context.new_page()
    other.goto(address("account_logout"))
    other.locator("main").get_by_role("button").click()
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()

    page.wait_for_function("!Object.keys(sessionStorage).some(k => k.startsWith('kept '))")
    assert kept.entries == [0, 0]
    assert SIGNED_OUT not in {cookie["name"] for cookie in context.cookies()}


@pytest.mark.parametrize("fault", ["off", "full"])
def test_storage_that_is_off_or_full_throws_nothing(page, at, ada, context, live_server, fault):
    off = (
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no',"
        " 'SecurityError') } })"
    )
    full = (
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    context.add_init_script(full if fault == "full" else off)
    faults = []
    page.on("pageerror", lambda error: faults.append(error))
    take_seat(context, live_server, signed_in(ada))
    kept = at()

    assert kept.put("tab", "belief", 1) is False
    assert kept.get("tab", "belief") is None
    page.evaluate("kept.drop('tab', 'belief'); kept.dropAll()")
    assert faults == []


def test_a_guest_who_left_is_another_guest(page, at, context):
    make_version()
    kept = at("quiz:practice")
    kept.put("tab", "belief", "theirs")
    context.clear_cookies(name=COOKIE)
    at("quiz:practice")

    assert kept.get("tab", "belief") is None
    assert kept.entries == [0, 0]
