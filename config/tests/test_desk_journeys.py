"""The authors' desk in a browser: from the first word of a case to the learner whose verdict its
new key changes.
"""

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import expect

from cases.models import CaseVersion, State
from cases.tests.factory import make_version
from config.tests.browsing import choose, commit_button, say, signed_in, tab_to, take_seat
from knowledge.patterns import Pattern
from knowledge.tests.factory import make_disease, make_finding, make_reference
from learners.middleware import COOKIE, cookie_value
from quiz.models import Answer
from quiz.tests.factory import make_answer, make_learner, make_quiz, sure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author():
    """Somebody who may write cases and not publish them.

    Here tables begin empty, so that there are no roles.
    """
    user = User.objects.create_user("author", is_staff=True)
    rights = Permission.objects.filter(content_type__app_label__in=["cases", "knowledge"]).exclude(
        codename="publish_caseversion"
    )
    user.user_permissions.set(rights)
    return user


@pytest.fixture
def reviewer():
    return User.objects.create_superuser("reviewer")


@pytest.fixture
def sit_down(page, live_server, author, reviewer):
    """Author, reviewer or a second reviewer takes the browser and opens a page, at first that of
    the desk.

    All sign in before the browser asks anything, since a table takes one writer at a time.
    """
    second = User.objects.create_superuser("second")
    sessions = {user.username: signed_in(user) for user in (author, reviewer, second)}

    def as_(name, url="/admin/"):
        take_seat(page.context, live_server, sessions[name])
        page.goto(live_server.url + url)

    return as_


def test_help_follows_the_writing_and_opens_no_tab(page, sit_down):
    sit_down("author", make_version(published=False).get_absolute_url())

    page.get_by_label("History:").fill("A myopathy.")
    expect(page.locator("#help")).to_contain_text("Gives the answer away: myopathy.")
    page.get_by_label("History:").fill("He came.")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#help")).not_to_contain_text("Gives the answer away")

    assert len(page.context.pages) == 1
    assert CaseVersion.objects.get().history == "She cannot climb stairs."


def test_help_follows_what_is_chosen_from_a_list_and_rows_that_go(page, sit_down):
    version = make_version(published=False)
    fellow = make_version(title="A fellow", disease=make_disease(name="Quite another"))
    finding = make_finding(name="Cramp at night", group="lab")
    help_ = page.locator("#help")

    sit_down("author", version.get_absolute_url())
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

    sit_down("author", version.get_absolute_url())
    page.get_by_role("button", name="Save and send to review").click()
    expect(review).to_contain_text("State: in review")
    sit_down("reviewer", version.get_absolute_url())
    page.locator("#return_text").fill("Say which knee.")
    page.get_by_role("button", name="Return to author").click()
    expect(review).to_contain_text("State: draft")
    sit_down("author", version.get_absolute_url())
    expect(review).to_contain_text("Say which knee.")
    page.get_by_label("History:").fill("Her right knee gives way.")
    page.get_by_role("button", name="Save and send to review").click()
    expect(review).to_contain_text("State: in review")
    sit_down("reviewer", version.get_absolute_url())
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(review).to_contain_text("State: published")

    version.refresh_from_db()
    assert (version.state, version.history) == (State.PUBLISHED, "Her right knee gives way.")


def write(page, disease, rival, reference, findings):
    """A complete case, written into the form that is open."""
    choose(page, "disease", disease.name)
    choose(page, "look_alike", rival.name)
    page.locator("#id_references + .select2 .select2-search__field").press_sequentially(
        str(reference)
    )
    page.get_by_role("option", name=str(reference), exact=True).click()
    page.get_by_label("Sex:").select_option("female")
    for label, words in WORDS.items():
        page.get_by_label(label).fill(words)
    for row, (finding, stage) in enumerate(zip(findings, ("history", "examination"), strict=True)):
        if row:
            page.get_by_role("button", name="Add another Finding").click()
        choose(page, f"case_findings-{row}-finding", finding.name)
        page.locator(f"#id_case_findings-{row}-stage").select_option(stage)
    page.locator("#id_case_findings-1-decides").check()


WORDS = {
    "Title:": "A lid she could not open",
    "Age:": "50",
    "History:": "She cannot open jars.",
    "Examination:": "The grip is 4/5 on both sides.",
    "Tests:": "CK 150 U/L (normal below 200).",
    "Headline of the feedback:": "It is the muscle.",
    "Against junction:": "It does not tire.",
    "Against nerve:": "Feeling is kept.",
    "Final diagnosis:": "A biopsy showed it.",
    "What tells it apart:": "Conduction would be slow.",
}


def answer(page, pattern):
    """Work the case that is open, sure of one pattern from the first stage on."""
    for after in ("Examination", "Tests", "What decided"):
        say(page, "Sure", pattern)
        commit_button(page).click()
        expect(page.get_by_role("heading", name=after)).to_be_visible()


def separated_but_for_one():
    """A learner with 21 answers, all right: one more wrong one and the verdict is another."""
    learner = make_learner()
    for pattern in Pattern:
        for _ in range(7):
            make_answer(learner, make_version(pattern), stages=3, **sure(pattern))
    return learner


def test_a_case_is_written_reviewed_answered_and_rescored_by_four_people(
    browser, page, sit_down, live_server, address
):
    muscle, nerve = (
        make_disease("myogenic", name="Muscle itself"),
        make_disease("neurogenic", name="Nerve itself"),
    )
    findings = [make_finding(name="Weak grip told"), make_finding(name="Weak grip seen")]
    reference, learner = make_reference(authors="Careful A"), separated_but_for_one()
    phone = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    phone.add_cookies(
        [{"name": COOKIE, "value": cookie_value(learner.browser), "url": live_server.url}]
    )
    phone = phone.new_page()

    sit_down("author")
    page.get_by_label("Desk").get_by_role("link", name="Write a case").click()
    write(page, muscle, nerve, reference, findings)
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    sit_down("reviewer")
    page.get_by_role("region", name="Waiting for your review").get_by_role(
        "link", name="A lid she could"
    ).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Published")).to_be_visible()
    quiz = make_quiz(CaseVersion.objects.get(title=WORDS["Title:"]))

    phone.goto(address("quiz:quiz", quiz.slug))
    phone.get_by_role("link", name="Begin").click()
    answer(phone, "Nerve")
    phone.goto(address("quiz:progress"))
    expect(phone.locator("h1")).not_to_have_text("You separate the three.")

    page.get_by_role("link", name="correct the key").click()
    choose(page, "disease", nerve.name)
    page.get_by_label("Reason:").fill("Conduction was slow.")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("Verdicts that would change: 1.")).to_be_visible()
    page.get_by_role("button", name="Propose this correction").click()
    expect(page.get_by_text("It waits for a second person.")).to_be_visible()

    sit_down("second")
    page.get_by_role("region", name="Keys to correct").get_by_role(
        "link", name="A lid she could"
    ).click()
    page.get_by_role("button", name="Correct the key").click()
    expect(page.get_by_role("heading", name="Key corrected")).to_be_visible()

    phone.reload()
    expect(phone.locator("h1")).to_have_text("You separate the three.")
    expect(phone.get_by_text("Conduction was slow.")).to_be_visible()


def test_a_case_is_mended_sent_and_published_by_keyboard_alone(page, sit_down, author):
    version = make_version(published=False, created_by=author, title="Stairs", headline="")

    sit_down("author")
    tab_to(page, page.get_by_role("region", name="Your drafts").get_by_role("link", name="Stairs"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Draft", exact=True)).to_be_visible()
    tab_to(page, page.get_by_label("Headline of the feedback:"))
    page.keyboard.type("It is the muscle.")
    tab_to(page, page.get_by_role("button", name="Save and send to review"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    sit_down("reviewer")
    tab_to(
        page,
        page.get_by_role("region", name="Waiting for your review").get_by_role(
            "link", name="Stairs"
        ),
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Publish", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Published")).to_be_visible()

    version.refresh_from_db()
    assert (version.state, version.headline) == (State.PUBLISHED, "It is the muscle.")


def test_a_case_is_written_and_published_without_javascript(browser, live_server, author, reviewer):
    muscle, nerve = make_disease("myogenic"), make_disease("neurogenic")
    findings, reference = [make_finding(), make_finding()], make_reference()
    sessions = [signed_in(author), signed_in(reviewer)]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    take_seat(context, live_server, sessions[0])
    page.goto(live_server.url + "/admin/cases/caseversion/add/")
    page.get_by_role("link", name="Open this page with plain lists").click()
    for label, words in WORDS.items():
        page.get_by_label(label).fill(words)
    for label, choice in {
        "Disease:": muscle,
        "Closest look-alike:": nerve,
        "References:": reference,
    }.items():
        page.get_by_label(label).select_option(choice.pk)
    page.get_by_label("Sex:").select_option("male")
    for row, stage in enumerate(("history", "examination")):
        page.locator(f"#id_case_findings-{row}-finding").select_option(findings[row].pk)
        page.locator(f"#id_case_findings-{row}-stage").select_option(stage)
    page.locator("#id_case_findings-1-decides").check()
    with context.expect_page() as tab:
        page.get_by_role("button", name="Check", exact=True).click()
    expect(tab.value.get_by_text("4 words.")).to_be_visible()
    page.get_by_role("button", name="Save and send to review").click()
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    take_seat(context, live_server, sessions[1])
    page.reload()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Published")).to_be_visible()

    assert CaseVersion.objects.get().state == State.PUBLISHED


def test_a_preview_leaves_no_trace(page, sit_down):
    version = make_version()

    sit_down("author", version.get_absolute_url())
    with page.context.expect_page() as tab:
        page.get_by_role("link", name="Preview as a learner").click()
    preview = tab.value
    for heading in ("Examination", "Tests", "What decided"):
        commit_button(preview).click()
        expect(preview.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("link", name="What it taught").first.click()

    expect(page.get_by_text("shown from 5 answers on")).to_be_visible()
    assert Answer.objects.count() == 0
