"""The page of a case in a browser: help that follows the writing, review with two people."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import expect

from cases.models import CaseVersion, State
from cases.tests.factory import make_disease, make_finding, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sit_down(page, live_server):
    """Author or reviewer takes the browser and opens a version. Both may do everything: here tables begin empty.

    Both sign in before the browser asks anything, since a table takes one writer at a time.
    """
    sessions = {name: signed_in(name) for name in ("author", "reviewer")}

    def as_(name, version):
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": sessions[name], "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(live_server.url + version.get_absolute_url())

    return as_


def signed_in(name):
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_help_follows_the_writing_and_opens_no_tab(page, sit_down):
    sit_down("author", make_version(published=False))

    page.get_by_label("History:").fill("A myopathy.")
    expect(page.locator("#help")).to_contain_text("Gives the answer away: myopath.")
    page.get_by_label("History:").fill("He came.")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#help")).not_to_contain_text("Gives the answer away")

    assert len(page.context.pages) == 1
    assert CaseVersion.objects.get().history == "She cannot climb stairs."


def choose(page, field, words):
    """Choose by keyboard in a list with a search field."""
    page.locator(f"#id_{field} + .select2 .select2-selection").press("Enter")
    page.keyboard.type(words)
    expect(page.get_by_role("option", name=words, exact=True)).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")


def test_help_follows_what_is_chosen_from_a_list_and_rows_that_go(page, sit_down):
    version = make_version(published=False)
    fellow = make_version(title="A fellow", disease=make_disease(name="Quite another"))
    finding = make_finding(name="Cramp at night", group="lab")
    help_ = page.locator("#help")

    sit_down("author", version)
    choose(page, "disease", fellow.disease.name)
    expect(help_).to_contain_text("The bank has 1 of this disease: A fellow.")
    choose(page, "case_findings-2-finding", finding.name)
    page.locator("#id_case_findings-2-stage").select_option("tests")
    expect(help_).to_contain_text(f"Coded, but no word of it was found here: {finding.name}.")
    page.locator("#case_findings-2").get_by_role("button", name="Remove").click()
    expect(help_).not_to_contain_text(finding.name)


def test_a_case_is_sent_returned_sent_again_and_published(page, sit_down):
    version = make_version(published=False)

    review = page.locator("#review")

    sit_down("author", version)
    page.get_by_role("button", name="Save and send to review").click()
    expect(review).to_contain_text("State: in review")
    sit_down("reviewer", version)
    page.locator("#return_text").fill("Say which knee.")
    page.get_by_role("button", name="Return to author").click()
    expect(review).to_contain_text("State: draft")
    sit_down("author", version)
    expect(review).to_contain_text("Say which knee.")
    page.get_by_label("History:").fill("Her right knee gives way.")
    page.get_by_role("button", name="Save and send to review").click()
    expect(review).to_contain_text("State: in review")
    sit_down("reviewer", version)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(review).to_contain_text("State: published")

    version.refresh_from_db()
    assert (version.state, version.history) == (State.PUBLISHED, "Her right knee gives way.")
