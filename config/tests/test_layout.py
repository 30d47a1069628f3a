"""Pages with the shipped content in a browser: no sideways scroll, tables that stay legible,
lessons, paper.
"""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from config.tests.browsing import (
    commit_button,
    faults_of,
    say,
    sideways,
    signed_in,
    step_by_step,
    take_seat,
)
from knowledge.models import Disease, Finding
from lessons.models import Lesson
from quiz.models import Quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser, shipped):
    """A page as wide as a small phone."""
    return browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ).new_page()


def widest(model, *names):
    """The rows with the longest word in any of these fields: what breaks a narrow column if
    anything does.
    """
    return max(
        model.objects.all(),
        key=lambda row: max(len(w) for name in names for w in getattr(row, name).split()),
    )


def pages_of_knowledge(address):
    names = [
        "home",
        "lessons:lesson_list",
        "lessons:glossary",
        "lessons:reference_list",
        "knowledge:compare",
    ]
    names += [
        "lessons:source_list",
        "knowledge:explore",
        "knowledge:disease_list",
        "knowledge:finding_list",
        "knowledge:contrast",
    ]
    yield from map(address, names)
    yield address("lessons:search") + "?q=myasthenia"
    yield address("lessons:claim", "S07.4")
    yield (
        address("knowledge:explore") + "?with=fatigable_ptosis,-pupil_abnormal&age=34&region=tongue"
    )
    yield address("knowledge:compare") + "?a=cidp&b=myogenic"
    yield address("knowledge:contrast") + "?beside=cpeo"
    for disease in ("als", widest(Disease, "name").pk):
        yield address("knowledge:disease", disease)
    for finding in ("proximal_arm_weakness", "low_potassium", widest(Finding, "name").pk):
        yield address("knowledge:finding", finding)
    yield from (address("lessons:lesson", lesson.slug) for lesson in Lesson.objects.all())


def work(page, headings=("Examination", "Tests", "What decided")):
    """Work the case on the page in words, from stage to stage."""
    for heading in headings:
        say(page, "Fairly sure", "Nerve")
        commit_button(page).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def pages_of_work(address, page):
    """An address to go to, or nothing where the page is there."""
    yield address("quiz:practice")
    for _ in step_by_step(page):
        yield ""
    quiz = Quiz.objects.first()
    for _ in range(quiz.cases.count()):
        page.goto(address("quiz:next_case", quiz.slug))
        work(page)
    yield address("quiz:quiz", quiz.slug)
    page.get_by_role("link", name=re.compile("answered$")).click()
    expect(page.get_by_role("heading", name="The cases")).to_be_visible()
    yield ""
    yield from map(address, ("quiz:quiz_list", "quiz:progress", "quiz:how", "quiz:all_answers"))
    yield address("quiz:card_decks")
    for deck in ("findings", "deciding", "confusions", "errors"):
        page.goto(address("quiz:study_cards") + f"?deck={deck}")
        if page.get_by_text("Turn the card").count():
            page.get_by_text("Turn the card").click()
        yield ""
    yield address("quiz:look_alikes")
    for group in page.get_by_role("group").all():
        if group.get_by_role("radio").count():
            group.get_by_role("radio").first.check()
    wish = page.get_by_text(re.compile("^Mark (one|two|three) findings? that both"))
    if wish.count():
        number = ["one", "two", "three"].index(wish.inner_text().split()[1]) + 1
        for box in page.get_by_role("checkbox").all()[:number]:
            box.check()
    page.get_by_role("button", name="Commit and see the answer").click()
    expect(page.get_by_role("heading", name="What separates these two")).to_be_visible()
    yield ""


def test_no_page_scrolls_sideways_with_large_type_or_on_a_small_phone(browser, shipped, address):
    page = browser.new_context(reduced_motion="reduce").new_page()
    faults = []

    for url in pages_of_knowledge(address):
        page.goto(url)
        faults += sideways(page)
    for url in pages_of_work(address, page):
        if url:
            page.goto(url)
        faults += sideways(page)

    assert faults == []


def test_account_pages_of_somebody_signed_in_are_accessible_and_never_scroll_sideways(
    browser, live_server, address
):
    user = User.objects.create_user(
        "ada", "a.very.long.name.of.somebody@neurology.example.org", "a long passphrase"
    )
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    take_seat(context, live_server, signed_in(user))
    page = context.new_page()
    faults = []

    for name in (
        "learners:account",
        "account_email",
        "account_change_password",
        "account_logout",
        "home",
    ):
        page.goto(address(name))
        faults += faults_of(page)

    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_shipped_lesson_is_accessible_and_names_each_of_its_parts_apart(
    browser, shipped, address, scheme
):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    faults = []

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address("lessons:lesson", "weak-or-wasted"))
        faults += faults_of(page)
        page.get_by_role("button", name=re.compile("(Show|Hide) what was checked")).click()
        faults += faults_of(page)

    page.get_by_role("button", name="Show what was checked").click()
    notes = page.get_by_role("note")
    expect(notes.first).to_be_visible()
    names = notes.evaluate_all("notes => notes.map((note) => note.ariaLabel)")
    assert faults == []
    assert len(names) == len(set(names)) > 5
    assert page.locator("main a[aria-label]").count() == 0  # what is read out is what is shown


@pytest.mark.parametrize("name", ["knowledge:contrast", "quiz:how"])
def test_a_table_on_a_phone_keeps_its_first_column_in_sight_while_it_scrolls(phone, address, name):
    phone.set_viewport_size({"width": 320, "height": 800})
    phone.goto(address(name) + "?beside=cpeo")
    region = phone.get_by_role("region", name=re.compile("^Table")).first
    first = region.locator("tbody th[scope=row]").first

    region.focus()
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    for _ in range(20):
        phone.keyboard.press("ArrowRight")
    phone.wait_for_function("region => region.scrollLeft > 60", arg=region.element_handle())

    assert first.bounding_box()["x"] == pytest.approx(region.bounding_box()["x"], abs=1)
    assert first.evaluate("cell => getComputedStyle(cell).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_on_a_phone_the_three_patterns_stand_side_by_side_in_one_view(phone, address):
    phone.goto(address("knowledge:contrast"))

    heads = phone.get_by_role("columnheader", name=re.compile("Junction|Nerve|Muscle"))
    assert [
        head.bounding_box()["x"] + head.bounding_box()["width"] <= 390 for head in heads.all()
    ] == [True] * 3


def test_on_a_phone_the_verdict_on_a_pair_is_seen_without_scrolling(phone, address):
    phone.goto(address("quiz:practice"))
    work(phone)
    phone.goto(address("quiz:progress"))

    bars = phone.get_by_role("region", name="Each pair, and the line")
    expect(bars.get_by_role("heading", name="from")).to_have_count(3)
    assert bars.evaluate("region => region.scrollWidth <= region.clientWidth")


def test_an_explanation_opens_by_its_word(browser, shipped, address):
    page = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    ).new_page()
    page.goto(address("quiz:practice"))
    work(page)
    page.goto(address("quiz:progress"))
    for summary in page.locator(".fold > summary").all():
        summary.click()
    links = page.locator(".explained > a").all()
    assert len(links) > 7

    for link in links:
        link.focus()
        page.wait_for_function(
            STANDS_BY, arg=link.element_handle()
        )  # a frame later, if the window had to scroll


STANDS_BY = """(link) => {
    const word = link.getBoundingClientRect();
    const box = link.nextElementSibling.getBoundingClientRect();
    const middle = (word.left + word.right) / 2;
    const apart = Math.min(Math.abs(box.top - word.bottom), Math.abs(word.top - box.bottom));
    return apart < 10 && box.left <= middle && middle <= box.right
        && box.top >= 0 && box.bottom <= innerHeight;
}"""


PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")
OVERPRINTED = """() => {
    const boxes = [...document.querySelectorAll(".lesson > *, .passage > *, .passage__text > *")];
    const shown = boxes.filter(
        (box) => box.checkVisibility() && box.getBoundingClientRect().height);
    return shown.filter((box) => {
        const next = box.nextElementSibling;
        return next && shown.includes(next) && getComputedStyle(next).display !== "inline"
            && next.getBoundingClientRect().top < box.getBoundingClientRect().bottom - 1;
    }).map((box) => box.outerHTML.slice(0, 80));
}"""


def test_every_lesson_prints_on_at_most_7_pages_without_overprint(browser, shipped, address):
    page = browser.new_context(
        viewport={"width": 680, "height": 1000}, reduced_motion="reduce"
    ).new_page()
    pages = {}

    for lesson in Lesson.objects.all():
        page.goto(address("lessons:lesson", lesson.slug))
        page.emulate_media(media="print", color_scheme="light")
        assert (lesson.slug, page.evaluate(OVERPRINTED)) == (lesson.slug, [])
        expect(page.get_by_text("Printed from Motor Unit.")).to_contain_text(lesson.slug)
        sheet = page.pdf(
            format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "1.5cm")
        )
        pages[lesson.slug] = len(PAGE_OBJECT.findall(sheet))

    assert len(pages) == 12
    assert {slug: count for slug, count in pages.items() if not 2 <= count <= 7} == {}
