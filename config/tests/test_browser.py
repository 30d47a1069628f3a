"""Journeys through the site in a browser: by mouse, by keyboard, without JavaScript; and whether
all can use it.
"""

import re

import pytest
from playwright.sync_api import expect

from cases.models import CaseVersion
from cases.tests.factory import make_version
from config.tests.browsing import (
    WAYS,
    commit,
    commit_button,
    faults_of,
    say,
    share_field,
    step_by_step,
)
from knowledge.patterns import Pattern
from knowledge.tests.factory import make_finding
from lessons.tests.factory import make_claim, make_lesson, make_term
from quiz.models import Answer, Attempt, Commitment
from quiz.tests.factory import make_quiz
from quiz.tests.test_typed_shares import TRIPLES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def content():
    """A lesson with a note, a quiz, and cases enough to work on."""
    claim = make_claim(verdict="contradicted", correction="What holds.")
    finding = make_finding(name="Thin hand", mechanism="Its nerve is lost.")
    make_term(id="bulk", term="Bulk", meaning="How much muscle there is.")
    choices = [
        {"text": "Nerve", "right": True, "feedback": "It thins."},
        {"text": "Muscle", "feedback": "Less so."},
    ]
    lesson = make_lesson(
        f"## Look\n\nLook at the hand [@{claim.pk}; @finding:{finding.pk}]. Bulk is"
        " lost.\n\n[question: 1]\n\n[figure: body-neurogenic]\n\n[figure:"
        " motor-unit-potentials]\n\n| Sign | Nerve |\n|---|---|\n| Power | less |",
        questions=[{"text": "Which way?", "choices": choices, "cites": [claim.pk]}],
    )
    body = {"history": {"weak": ["right hand"], "tires": ["both eyes"]}}
    versions = [
        make_version(pattern, body=body) for pattern in ("fatigable", "neurogenic", "myogenic")
    ]
    CaseVersion.objects.filter(pk=versions[1].pk).update(look_alike_case=versions[0].case)
    return {
        "lesson": lesson,
        "claim": claim,
        "finding": finding,
        "versions": versions,
        "quiz": make_quiz(*versions),
        "reflecting": make_quiz(*versions, reflect=True),
    }


def shares(page):
    return [share_field(page, name).input_value() for name in ("Junction", "Nerve", "Muscle")]


def test_a_case_is_worked_by_mouse(page, content, address):
    page.goto(address("quiz:practice"))
    say(page, "Leaning", "Muscle")
    commit_button(page).click()
    expect(page.get_by_role("heading", name="Examination")).to_be_focused()
    page.get_by_role("slider").hover()
    page.mouse.down()
    page.mouse.move(0, 700, steps=4)
    page.mouse.up()
    assert shares(page) == ["0", "100", "0"]
    commit_button(page).click()
    expect(page.get_by_role("heading", name="Tests")).to_be_focused()
    page.locator(".belief__sheet .triangle__field").click(position={"x": 5, "y": 5}, force=True)
    commit_button(page).click()

    expect(page.get_by_role("heading", name="What decided")).to_be_visible()
    beliefs = [
        (c.fatigable, c.neurogenic, c.myogenic) for c in Answer.objects.get().commitments.all()
    ]
    assert beliefs[:2] == [(25, 25, 50), (0, 100, 0)]


def test_a_case_is_worked_by_keyboard_alone(page, content, address):
    page.goto(address("quiz:practice"))
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('triangle__point')"):
            break
    page.keyboard.press("2")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    slider = page.get_by_role("slider", name="Your belief")
    expect(slider).to_have_attribute("aria-valuetext", "Junction 1 %, Nerve 90 %, Muscle 9 %")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Examination")).to_be_focused()
    expect(page.locator(":focus")).to_have_accessible_description("Enter leads to your belief")
    page.keyboard.press("Enter")
    expect(slider).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Commit the same belief again?")).to_be_visible()
    expect(commit_button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tests")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(":focus")).to_have_accessible_description("Enter leads to the next case")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Case 2")).to_be_visible()
    beliefs = [
        (c.fatigable, c.neurogenic, c.myogenic) for c in Answer.objects.get().commitments.all()
    ]
    assert beliefs == [(1, 90, 9), (1, 90, 9), (34, 33, 33)]


def test_back_and_reload_change_nothing_that_was_committed(page, content, address):
    page.goto(address("quiz:practice"))
    commit(page, "Examination")
    page.reload()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()

    assert Answer.objects.get().commitments.count() == 1


def test_shares_that_do_not_add_up_are_told_at_once_and_again_when_sent(page, content, address):
    page.goto(address("quiz:practice"))
    share_field(page, "Junction").fill("90")
    expect(page.get_by_role("status").filter(has_text="add up to 156")).to_be_visible()
    commit_button(page).click()

    expect(page.get_by_role("alert")).to_have_text(
        "The shares add up to 156. Make them add up to 100."
    )
    assert shares(page) == ["90", "33", "33"]
    assert Answer.objects.count() == 0


def test_the_third_share_follows_from_two_that_are_typed(page, content, address):
    page.goto(address("quiz:practice"))
    fields = [share_field(page, name) for name in ("Junction", "Nerve", "Muscle")]
    told = page.locator("[data-sum]")
    fields[0].fill("70")
    fields[1].fill("20")
    assert shares(page) == ["70", "20", "10"]
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "70")
    fields[0].fill("60")
    assert shares(page) == ["60", "20", "20"]
    fields[1].fill("x")
    assert shares(page) == ["60", "x", "20"]
    fields[1].fill("20")
    fields[2].fill("5")
    assert shares(page) == ["60", "20", "5"]
    expect(told).to_have_text("The shares add up to 85. Make them add up to 100.")
    fields[2].fill("")
    expect(told).to_have_text("Muscle: Left empty, this is 20.")
    fields[2].blur()
    assert shares(page) == ["60", "20", "20"]
    fields[2].fill("")
    commit_button(page).click()
    expect(page.get_by_role("heading", name="Examination")).to_be_visible()

    assert Answer.objects.get().commitments.get().belief.percents == (60, 20, 20)


TYPED = """typed => {
  const inputs = [...document.querySelectorAll(".share input")];
  const tell = (input) => input.dispatchEvent(new Event("input"));
  inputs.forEach(tell);
  inputs.forEach((input, k) => (input.value = typed[k]));
  tell(inputs[2]);
}"""


def test_what_is_told_while_typing_is_what_the_server_says(page, content, address):
    page.goto(address("quiz:practice"))
    told = page.locator("[data-sum]")
    for typed, expected in TRIPLES:
        page.evaluate(TYPED, typed)

        if isinstance(expected, dict):
            (name, sentence), *_ = expected.items()
            expect(told).to_have_text(f"{Pattern(name).label}: {sentence}" if name else sentence)
        elif "" in typed:
            at = typed.index("")
            expect(told).to_have_text(
                f"{list(Pattern)[at].label}: Left empty, this is {expected[at]}."
            )
        else:
            expect(told).to_have_text("")


def test_a_share_that_was_refused_has_the_focus_and_its_sentence_goes_once_it_is_changed(
    page, content, address
):
    page.goto(address("quiz:practice"))
    field = share_field(page, "Nerve")
    field.fill("33.3")
    commit_button(page).click()
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("33.3 is not a whole number. Give 33 or 34.")
    field.fill("33")

    expect(field).to_have_accessible_description("")
    expect(page.get_by_text("33.3 is not")).to_have_count(0)


def test_a_quiz_is_taken_without_javascript(browser, content, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address("quiz:quiz", content["quiz"].slug))
    page.get_by_role("link", name="Begin").click()
    for _case in range(3):
        for _stage in range(3):
            say(page, "Fairly sure", "Nerve")
            commit_button(page).click()
        page.get_by_role("link", name=re.compile("Next case|See the result")).click()

    expect(page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
    assert {c.belief.percents for c in Commitment.objects.all()} == {(12, 76, 12)}


def test_a_citation_marks_its_note_and_back_returns_to_the_sentence(page, content, address):
    page.goto(address("lessons:lesson", content["lesson"].slug))
    citation = page.locator("a.cite").first
    note = page.locator(".note.n1")
    plain = note.evaluate("note => getComputedStyle(note).borderLeftColor")
    citation.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    assert note.evaluate("note => getComputedStyle(note).borderLeftColor") != plain
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#note-"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("#"))
    page.get_by_role("link", name="back to the text").first.click()
    expect(page).to_have_url(re.compile("#cite-"))


def test_a_term_is_explained_on_focus(page, content, address):
    page.goto(address("lessons:lesson", content["lesson"].slug))
    meaning = page.get_by_role("tooltip", name="How much muscle there is.")
    expect(page.get_by_text("How much muscle there is.")).to_be_hidden()
    page.get_by_role("link", name="Bulk").focus()

    expect(page.get_by_text("How much muscle there is.")).to_be_visible()
    assert meaning.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_answered_in_its_place(browser, content, address, script):
    page = browser.new_context(java_script_enabled=script).new_page()
    page.goto(address("lessons:lesson", content["lesson"].slug))
    if not script:
        page.get_by_text("Which way?").click()
    page.get_by_role("button", name="Muscle").click()
    expect(page.get_by_role("status").filter(has_text="No. Less so.")).to_be_visible()
    page.get_by_role("button", name="Nerve").click()

    expect(page.get_by_role("status").filter(has_text="Yes. It thins.")).to_be_visible()
    assert script == ("?" not in page.url)


def test_the_register_and_the_contrast_are_filtered_in_place(page, content, address):
    page.goto(address("lessons:source_list"))
    page.get_by_label("Verdict").select_option("supported")
    expect(page.get_by_text("0 claims shown.")).to_be_visible()
    expect(page).to_have_url(re.compile("verdict=supported"))
    page.reload()
    expect(page.get_by_text("0 claims shown.")).to_be_visible()


def test_a_number_on_the_progress_page_explains_itself_on_focus(page, content, address):
    page.goto(address("quiz:practice"))
    for _ in step_by_step(page):
        pass
    page.goto(address("quiz:progress"))
    page.get_by_role("heading", name="Each pattern").click()
    link = page.get_by_role("link", name="Probability that you find more than 4 in 5")
    sentence = page.get_by_role("tooltip").filter(
        has_text="How probable it is, from these cases alone"
    )
    expect(sentence).to_be_hidden()
    link.focus()
    expect(sentence).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What the numbers mean")).to_be_visible()
    # what is folded on the screen is on paper
    expect(page.get_by_role("columnheader", name="None chosen")).to_be_visible()
    page.emulate_media(media="screen")
    link.press("Enter")

    expect(page).to_have_url(re.compile("/progress/how/#probability$"))


def test_a_self_assessment_without_feedback_is_worked_by_keyboard_and_told_at_its_end(
    page, content, address
):
    page.goto(address("quiz:assessment"))
    page.get_by_role("radio", name="Not before the end").check()
    page.get_by_role("button", name="Begin").click()
    for number in (1, 2):
        expect(
            page.get_by_role("heading", name=f"Self-assessment: case {number} of at most 60")
        ).to_be_visible()
        page.get_by_role("slider").focus()
        for stage in ("Examination", "Tests", "Your belief is kept"):
            page.keyboard.press("2")
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name=stage)).to_be_focused()
            if stage != "Your belief is kept":
                page.get_by_role("slider").focus()
        page.keyboard.press("Enter")
    page.get_by_role("button", name="End here and see the result").click()

    expect(page.get_by_role("heading", name="Too few cases to say.")).to_be_visible()
    page.get_by_role("link", name="Case 1").click()
    expect(page.get_by_role("heading", name="What decided")).to_be_visible()


def drill(page):
    """Answer the look-alikes that are shown."""
    for name, answer in (
        ("The first patient has", "Nerve"),
        ("The second patient has", "Junction"),
        ("Where it is found, it points to", "Nerve"),
    ):
        page.get_by_role("group", name=name).get_by_role("radio", name=answer).check()
    separating = page.get_by_role("group", name="Which finding separates the two?")
    separating.get_by_role("radio").first.check()
    page.get_by_role("button", name="Commit and see the answer").click()
    expect(page.get_by_role("heading", name="What separates these two")).to_be_visible()


def test_look_alikes_are_told_apart_without_javascript(browser, content, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address("quiz:look_alikes"))
    page.get_by_role("button", name="Commit and see the answer").click()
    expect(page.get_by_text("Pick one finding.")).to_be_visible()
    drill(page)

    expect(page.get_by_role("link", name="Another pair of")).to_be_visible()


def pages_of(content, address, page):
    """Every kind of page, those of a case at each stage: an address to go to, or nothing where the
    page is there.
    """
    yield from pages_to_read(content, address)
    yield from pages_of_a_drill(address, page)
    yield from pages_of_an_assessment(address, page)
    yield from pages_of_cases(content, address, page)


def pages_to_read(content, address):
    names = [
        "home",
        "lessons:lesson_list",
        "lessons:source_list",
        "quiz:quiz_list",
        "quiz:progress",
        "quiz:how",
        "quiz:card_decks",
        "quiz:study_cards",
    ]
    names += [
        "lessons:glossary",
        "lessons:reference_list",
        "knowledge:finding_list",
        "knowledge:contrast",
        "knowledge:explore",
    ]
    names += ["knowledge:disease_list", "knowledge:compare", "quiz:how", "about", "privacy"]
    names += ["learners:account", "account_login", "account_signup", "account_reset_password"]
    yield from map(address, names)
    yield address("lessons:search") + "?q=hand"
    yield address("knowledge:explore") + "?with=" + content["finding"].pk + "&region=hand"
    yield address("knowledge:disease", content["versions"][0].disease_id)
    yield address("lessons:claim", content["claim"].pk)
    yield address("knowledge:finding", content["finding"].pk)
    for query in ("", "?q1=1"):
        yield address("lessons:lesson", content["lesson"].slug) + query
    yield address("quiz:quiz", content["quiz"].slug)
    yield address("home") + "nothing-here/"


def pages_of_a_drill(address, page):
    yield address("quiz:look_alikes")
    drill(page)
    yield ""


def pages_of_an_assessment(address, page):
    yield address("quiz:assessment")
    page.get_by_role("radio", name="Not before the end").check()
    page.get_by_role("button", name="Begin").click()
    expect(commit_button(page)).to_be_visible()
    yield ""
    for _ in step_by_step(page, "Your belief is kept"):
        pass
    yield ""
    yield address("quiz:assessment")
    page.get_by_role("button", name="End it and see the result").click()
    page.wait_for_load_state("networkidle")
    yield ""


def pages_of_cases(content, address, page):
    for path in ("", "?path=50-25-25", "?path=50-25-25.76-12-12.94-3-3"):
        yield address("quiz:first_case") + path
    yield address("quiz:next_case", content["reflecting"].slug)
    for heading in ("Examination", "Before your last belief"):
        commit(page, heading)
    yield ""
    yield address("quiz:practice")
    for _ in step_by_step(page):
        yield ""
    for name in ("quiz:progress", "quiz:all_answers"):
        yield address(name)
    yield address("quiz:report_problem", Answer.objects.latest("pk").pk)
    yield address("quiz:attempt", Attempt.objects.exclude(quiz=None).latest("pk").pk)
    yield address("quiz:quiz", content["reflecting"].slug)


def test_every_page_is_accessible_and_never_scrolls_sideways(browser, content, address):
    page = browser.new_context(bypass_csp=True, reduced_motion="reduce").new_page()
    faults = []

    for url in pages_of(content, address, page):
        if url:
            page.goto(url)
        faults += faults_of(page, WAYS)

    assert "\n".join(faults) == ""


def test_pages_keep_to_their_content_policy_and_ask_no_foreign_host(
    page, content, address, live_server
):
    faults = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda request: faults.append(request.url) if live_server.url not in request.url else None,
    )

    for url in pages_of(content, address, page):
        if url and "nothing-here" not in url:
            page.goto(url)

    assert "\n".join(faults) == ""
