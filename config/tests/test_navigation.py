"""Every page says where it lies."""

import re

import pytest
from django.urls import get_resolver, reverse

from cases.tests.factory import make_version
from config.navigation import SECTION_OF, SECTIONS
from knowledge.tests.factory import make_finding
from learners.middleware import COOKIE, cookie_value
from lessons.tests.factory import make_claim
from quiz.models import Attempt
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run

pytestmark = pytest.mark.django_db
IN_NONE = {"lessons:search"}  # its box stands in the head of every other page
NO_PAGE = {
    "lessons:answer_question",
    "lessons:keep_place",
    "lessons:read_lesson",
    "lessons:show_notes",
    "lessons:suggestions",
    "knowledge:start_patient",
    "quiz:anki_deck",
    "quiz:end_assessment",
    "quiz:export_csv",
    "quiz:export_json",
    "quiz:grade_card",
    "quiz:wish_outside",
    "quiz:download_pack",
    "quiz:send_beliefs",
}  # answers with another address, with a file or with a part of a page


def views_of(app):
    (pattern,) = (
        found for found in get_resolver().url_patterns if getattr(found, "namespace", None) == app
    )
    return {f"{app}:{route.name}" for route in pattern.url_patterns}


@pytest.mark.parametrize("app", ["lessons", "knowledge", "quiz"])
def test_every_view_that_shows_a_page_lies_in_a_section(app):
    listed = {name for name in SECTION_OF if name.startswith(f"{app}:")}

    assert listed <= views_of(app)
    assert views_of(app) - listed <= IN_NONE | NO_PAGE


def test_no_view_lies_in_two_sections():
    assert sum(map(len, SECTIONS.values())) == len(SECTION_OF)


def marked(client, url):
    """What the page marks as the place where it is: (words, kind)."""
    page = client.get(url).content.decode()
    return [
        (words, kind)
        for kind, words in re.findall(r'<a [^>]*aria-current="(\w+)"[^>]*>([^<]+)</a>', page)
    ]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("lessons:lesson_list", [("Learn", "page")]),
        ("home", [("Learn", "true")]),
        ("lessons:source_list", [("Learn", "true"), ("Sources", "page")]),
        ("lessons:reference_list", [("Learn", "true")]),
        ("lessons:search", []),
        ("knowledge:finding_list", [("Explore", "true")]),
        ("quiz:assessment", [("Practise", "true")]),
        ("quiz:practice", [("Practise", "page")]),
        ("about", [("About and review", "page")]),
        ("learners:account", [("Your data", "page")]),
        ("account_login", [("Sign in", "page")]),
        ("account_signup", [("Sign in", "true")]),
        ("account_reset_password", []),
    ],
)
def test_a_page_is_marked_where_it_lies_and_nowhere_else(client, name, places):
    assert marked(client, reverse(name)) == places


def test_pages_of_one_thing_lie_where_their_lists_lie(client):
    assert marked(client, make_finding().get_absolute_url()) == [("Explore", "true")]
    assert marked(client, make_claim().get_absolute_url()) == [("Learn", "true")]
    assert marked(client, make_quiz().get_absolute_url()) == [("Quizzes", "true")]
    assert marked(client, "/nothing/") == []


def test_a_run_lies_in_one_section_from_its_first_case_to_its_result(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    version = make_version()
    quiz = make_quiz(version)
    run = make_run(learner, quiz)
    answer = make_answer(learner, version, attempt=run, stages=3)
    assessment = Attempt.objects.begin_assessment(learner, withheld=False)
    assessed = make_answer(learner, version, attempt=assessment, stages=3)
    assessment.end(assessed.finished_at)

    for url in (
        run.get_absolute_url(),
        answer.get_absolute_url(),
        reverse("quiz:report_problem", args=[answer.pk]),
    ):
        assert marked(client, url) == [("Quizzes", "true")]
    for url in (assessment.get_absolute_url(), assessed.get_absolute_url()):
        assert marked(client, url) == [("Practise", "true")]
