"""The place at which a learner left a lesson."""

import pytest
from django.urls import reverse

from learners.middleware import COOKIE, cookie_value
from learners.models import Learner
from lessons.tests.factory import make_lesson
from quiz.tests.factory import make_answer, make_learner

from ..models import ReadingPlace

pytestmark = pytest.mark.django_db
BODY = "Begin.\n\n## Look\n\nText.\n\n## Test *it*\n\nText.\n\n## Try it\n\nText."


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    return learner


def leave_at(client, lesson, section):
    return client.post(reverse("lessons:keep_place", args=[lesson.slug]), {"section": section})


def offer(client, lesson):
    """The link at the top of a lesson to where it was left; empty where none is shown."""
    page = client.get(lesson.get_absolute_url()).text
    opening = page[page.index('<p class="go-on"') :]
    return "" if "hidden" in opening[: opening.index(">")] else opening[: opening.index("</p>")]


def test_a_lesson_left_midway_offers_to_go_on_at_its_section(client, learner):
    lesson = make_lesson(BODY)
    assert offer(client, lesson) == ""

    leave_at(client, lesson, "look")
    leave_at(client, lesson, "test-it")

    assert 'href="#test-it"' in offer(client, lesson)
    assert "<b>Test it</b>" in offer(client, lesson)
    assert offer(client, make_lesson(BODY)) == ""


def test_the_last_section_and_the_button_at_its_end_end_it(client, learner):
    lesson = make_lesson(BODY)

    leave_at(client, lesson, "look")
    leave_at(client, lesson, "try-it")
    assert offer(client, lesson) == ""
    leave_at(client, lesson, "look")
    client.post(reverse("lessons:read_lesson", args=[lesson.slug]))
    assert offer(client, lesson) == ""


def test_a_section_that_a_lesson_does_not_have_changes_nothing(client, learner):
    lesson = make_lesson(BODY)
    leave_at(client, lesson, "look")

    assert leave_at(client, lesson, "nowhere").status_code == 204

    assert ReadingPlace.objects.get().section == "look"


def test_a_section_that_was_renamed_is_not_offered(client, learner):
    lesson = make_lesson(BODY)
    leave_at(client, lesson, "look")
    lesson.body = BODY.replace("Look", "See")
    lesson.save()

    assert offer(client, lesson) == ""


def test_reading_alone_makes_no_learner(client):
    response = leave_at(client, make_lesson(BODY), "look")

    assert (response.status_code, Learner.objects.count()) == (204, 0)


def test_nobody_is_shown_where_another_one_stopped(client):
    lesson = make_lesson(BODY)
    ReadingPlace.objects.keep(make_learner(), lesson, "look")

    assert offer(client, lesson) == ""


def test_a_guests_place_goes_to_their_account_unless_it_has_one(client):
    first, second = make_lesson(BODY), make_lesson(BODY)
    guest, own = make_learner(), make_learner()
    ReadingPlace.objects.keep(guest, first, "look")
    ReadingPlace.objects.keep(guest, second, "look")
    ReadingPlace.objects.keep(own, second, "test-it")

    own.take_over(guest)

    assert [place.section for place in ReadingPlace.objects.filter(learner=own, lesson=first)] == [
        "look"
    ]
    assert [place.section for place in ReadingPlace.objects.filter(lesson=second)] == ["test-it"]


def test_the_first_page_leads_back_into_the_lesson_that_was_begun(client, learner):
    make_lesson(BODY)
    begun = make_lesson(BODY)
    make_answer(learner, stages=3)
    leave_at(client, begun, "test-it")

    page = client.get(reverse("home")).text

    assert f"Lesson begun: {begun.title}" in page
    assert f'href="{begun.get_absolute_url()}#test-it"' in page
