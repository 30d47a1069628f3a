"""Nothing on the first page moves for long, and nothing for who wants less motion."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# WCAG 2.2.2: what moves longer has to have a way to stop it.
LONGEST = 5000  # milliseconds
ENDS = "() => document.getAnimations().map(one => one.effect.getComputedTiming().endTime)"


def test_the_demonstration_ends_within_5_seconds(browser, address):
    page = browser.new_context(reduced_motion="no-preference").new_page()
    page.goto(address("home"))

    ends = page.evaluate(ENDS)

    assert ends
    assert max(ends) <= LONGEST


@pytest.mark.parametrize("where", ["system", "site"])
def test_nothing_moves_for_who_wants_less_motion(browser, address, where):
    page = browser.new_context(
        reduced_motion="reduce" if where == "system" else "no-preference"
    ).new_page()
    if where == "site":
        page.goto(address("learners:personal_settings"))
        page.locator("input[name=motion][value=less]").check()
        page.get_by_role("button", name="Keep these settings").click()
        expect(page.locator("html")).to_have_attribute("data-motion", "less")
    page.goto(address("home"))

    assert page.evaluate(ENDS) == []
