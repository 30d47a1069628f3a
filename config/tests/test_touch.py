"""A case worked by touch, with the events that a finger makes."""

import pytest
from playwright.sync_api import expect

from cases.tests.factory import make_version
from config.tests.browsing import share_field
from quiz.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser, browser_context_args, address):
    """A case on a telephone, its belief open, with room to scroll."""
    make_version("fatigable", history="He trips on kerbs. " * 80)
    size = {"width": 390, "height": 700}
    context = browser.new_context(
        **{**browser_context_args, "viewport": size}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address("quiz:practice"))
    page.locator(".belief__bar").tap()
    page.evaluate("scrollTo(0, 300)")
    yield page
    context.close()


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swipe(page, start, by):
    """A finger goes down at a place, moves in small steps, and lifts."""
    finger = page.context.new_cdp_session(page)

    def send(kind, share):
        places = (
            [{"x": start[0] + by[0] * share, "y": start[1] + by[1] * share}]
            if kind != "touchEnd"
            else []
        )
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", 0)
    for step in range(1, 13):
        send("touchMove", step / 12)
    send("touchEnd", 1)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def scrolled(page):
    return page.evaluate("scrollY")


def shares(page):
    return [share_field(page, name).input_value() for name in ("Junction", "Nerve", "Muscle")]


def test_keys_are_explained_only_where_there_are_keys(phone, page, address):
    keys = ("button", "Which keys do what")
    expect(phone.get_by_role("radio", name="Leaning")).to_be_visible()
    expect(phone.get_by_role(keys[0], name=keys[1])).to_be_hidden()
    page.goto(address("quiz:practice"))

    page.get_by_role(keys[0], name=keys[1]).click()
    expect(page.get_by_role("dialog", name=keys[1])).to_contain_text("move the point by 1")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=keys[1])).to_be_visible()


def test_without_javascript_no_keys_are_explained(browser, address):
    make_version()
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address("quiz:practice"))

    expect(page.get_by_role("radio", name="Leaning")).to_be_visible()
    expect(page.get_by_role("button", name="Which keys do what")).to_be_hidden()


@pytest.mark.parametrize("by", [(0, -150), (0, 150), (90, 60), (-90, 60)])
def test_dragging_the_point_moves_it_and_never_the_page(phone, by):
    before = scrolled(phone)
    swipe(phone, centre(phone.locator(".triangle__point")), by)

    assert shares(phone) != ["34", "33", "33"]
    assert scrolled(phone) == before


def test_the_point_goes_with_the_finger_and_takes_the_belief_along(phone):
    corner = centre(phone.locator(".belief__sheet .triangle__names").first)
    start = centre(phone.locator(".triangle__point"))
    swipe(phone, start, (0, -400))
    assert shares(phone) == ["100", "0", "0"]
    swipe(phone, centre(phone.locator(".triangle__point")), (corner[0] - start[0], 400))
    assert int(shares(phone)[0]) == 0
    phone.get_by_role("button", name="Commit").tap()
    expect(phone.get_by_role("heading", name="Examination")).to_be_visible()

    assert Answer.objects.get().commitments.get().fatigable == 0


@pytest.mark.parametrize("beside", ["on the triangle", "under it"])
def test_swiping_beside_the_point_scrolls_the_page(phone, beside):
    box = phone.locator(".belief__sheet svg.triangle").bounding_box()
    x, y = centre(phone.locator(".triangle__point"))
    start = (x, y + 75) if beside == "on the triangle" else (x, box["y"] + box["height"] + 20)
    before = scrolled(phone)
    swipe(phone, start, (0, -150))

    phone.wait_for_function("before => scrollY > before + 80", arg=before)
    assert shares(phone) == ["34", "33", "33"]


def test_a_tap_on_the_triangle_moves_the_point_there(phone):
    x, y = centre(phone.locator(".triangle__point"))
    before = scrolled(phone)
    phone.touchscreen.tap(x, y - 60)

    assert int(shares(phone)[0]) > 50
    assert scrolled(phone) == before


def test_the_triangle_stays_under_the_finger_when_the_question_above_commit_is_answered(phone):
    phone.locator(".belief__bar").tap()
    phone.get_by_role("button", name="Commit").tap()
    expect(phone.get_by_text("You have not moved the point.")).to_be_visible()
    phone.locator(".belief__bar").tap()
    before = centre(phone.locator(".triangle__point"))
    swipe(phone, before, (0, -4))

    expect(phone.get_by_text("You have not moved the point.")).to_have_count(0)
    after = centre(phone.locator(".triangle__point"))
    assert before[1] - 12 < after[1] < before[1]
    assert 34 < int(shares(phone)[0]) < 45


def test_a_fault_goes_and_the_rest_is_filled_once_the_numbers_are_right(phone):
    for name, share in {"Junction": "90", "Nerve": "30", "Muscle": ""}.items():
        share_field(phone, name).fill(share)
    phone.get_by_role("button", name="Commit").tap()
    fault = phone.get_by_text("The others add up to 120, more than 100.")
    expect(phone.locator(".share .error")).to_be_visible()
    expect(share_field(phone, "Muscle")).to_have_attribute("aria-invalid", "true")
    share_field(phone, "Nerve").fill("5")

    expect(fault).to_have_count(0)
    expect(phone.locator(".error")).to_have_count(0)
    expect(share_field(phone, "Muscle")).not_to_have_attribute("aria-invalid", "true")
    assert shares(phone) == ["90", "5", "5"]


def test_what_the_first_case_would_earn_is_in_sight_while_the_point_moves(phone, address):
    phone.goto(address("quiz:first_case"))
    phone.locator(".belief__bar").tap()
    swipe(phone, centre(phone.locator(".triangle__point")), (0, -150))

    earned = phone.get_by_role("region", name="What it would earn")
    expect(earned.get_by_text("−20").first).to_be_visible()
    expect(earned).to_be_in_viewport(ratio=1)


def test_which_stage_it_is_stays_in_sight_after_commit(phone):
    swipe(phone, centre(phone.locator(".triangle__point")), (0, -150))
    phone.get_by_role("button", name="Commit").tap()

    expect(phone.get_by_role("heading", name="Examination")).to_be_in_viewport()
    steps = phone.get_by_role("list", name="Stages")
    expect(steps).to_be_in_viewport(ratio=1)
    expect(steps.locator("[aria-current=step]")).to_have_text("Examination")
    heading = phone.get_by_role("heading", name="Examination").bounding_box()
    bar = steps.bounding_box()
    assert heading["y"] >= bar["y"] + bar["height"]


def test_numbers_half_typed_are_told_calmly_and_the_bar_says_them(phone):
    share_field(phone, "Junction").fill("90")

    expect(phone.get_by_role("status").filter(has_text="add up to 156")).to_be_visible()
    expect(phone.locator(".belief .error")).to_have_count(0)
    assert phone.locator(".belief__bar [data-figure]").all_text_contents() == ["90", "33", "33"]
    phone.get_by_role("button", name="Commit").tap()
    expect(phone.locator(".belief .error")).to_have_text(
        "The shares add up to 156. Make them add up to 100."
    )
    assert phone.locator(".belief__bar [data-figure]").all_text_contents() == ["90", "33", "33"]
