"""Every view with two exits gives history a whole page, and never lets a part of it be stored in
its place.
"""

import ast
import inspect
import textwrap
from functools import cache
from types import FunctionType

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cases.tests.factory import make_version
from knowledge.patterns import Stage
from learners.middleware import COOKIE, cookie_value
from lessons.tests.factory import make_claim, make_lesson
from quiz.models import Answer, Attempt, Miss
from quiz.tests.factory import make_answer, make_assessment, make_learner, make_quiz, make_run, sure
from quiz.tickets import seal_answer

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
HISTORY = {**HTMX, "HX-History-Restore-Request": "true"}


OURS = {"cases", "config", "content", "knowledge", "learners", "lessons", "quiz"}


@cache
def has_two_exits(function: FunctionType) -> bool:
    """Whether a function of ours looks at `request.htmx`, itself or by another that it calls."""
    if function.__module__.split(".")[0] not in OURS:
        return False
    nodes = list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))))
    if any(getattr(node, "attr", "") == "htmx" for node in nodes):
        return True
    names = {getattr(node.func, "id", "") for node in nodes if isinstance(node, ast.Call)} - {
        function.__name__
    }
    called = [function.__globals__.get(name) for name in names]
    return any(has_two_exits(other) for other in called if isinstance(other, FunctionType))


def views_with_two_exits(resolver=None, prefix=""):
    """Names of the addresses behind which such a view stands."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from views_with_two_exits(pattern, prefix + space)
            continue
        view = inspect.unwrap(pattern.callback)
        view = getattr(view, "__func__", view)
        if isinstance(view, FunctionType) and has_two_exits(view):
            yield prefix + pattern.name


class Site:
    """Rows for every such view, and the requests that reach it."""

    def __init__(self, client):
        client.force_login(User.objects.create_superuser("ada"))
        learner = make_learner(user=User.objects.get())
        self.versions = [
            make_version(pattern) for pattern in ("fatigable", "neurogenic", "myogenic")
        ]
        quiz = make_quiz(*self.versions, reflect=True)
        reflecting = make_answer(
            learner, self.versions[0], attempt=make_run(learner, quiz), stages=2
        )
        finished = make_answer(learner, stages=3)
        waiting = make_answer(
            learner, attempt=make_run(learner, make_quiz(*self.versions)), stages=1
        )
        choices = [
            {"text": "Nerve", "right": True, "feedback": "Yes."},
            {"text": "Muscle", "feedback": "No."},
        ]
        claim = make_claim()
        questions = [{"text": "Which?", "choices": choices, "cites": [claim.pk]}]
        lesson = make_lesson(
            f"## Look\n\nLook [@{claim.pk}].\n\n[question: 1]", questions=questions
        )
        self.requests = {
            "quiz:answer": [
                ("get", reverse("quiz:answer", args=[pk]), {}) for pk in (waiting.pk, finished.pk)
            ],
            "quiz:begin": [
                ("post", reverse("quiz:begin"), {"case": self.token(learner), **sure("myogenic")})
            ],
            "quiz:commit_belief": [
                ("post", reverse("quiz:commit_belief", args=[waiting.pk, 2]), belief)
                for belief in (
                    {"fatigable": 90, "neurogenic": 90, "myogenic": 90},
                    sure("myogenic"),
                )
            ],
            "quiz:bookmark": [
                ("post", reverse("quiz:bookmark", args=[finished.pk]), {"keep": "yes"})
            ],
            "quiz:note": [
                ("post", reverse("quiz:note", args=[finished.pk]), {"note-text": text})
                for text in ("Lids first.", "x" * 2001)
            ],
            **{
                name: [("get", reverse(name, args=[finished.pk]), {})]
                for name in ("quiz:body_map", "quiz:lesser_findings")
            },
            "quiz:steered_case": [("get", reverse("quiz:steered_case"), {})],
            "quiz:reflect": [("post", reverse("quiz:reflect", args=[reflecting.pk]), {})],
            "quiz:next_case": [
                ("get", reverse("quiz:next_case", args=[make_quiz(*self.versions).slug]), {})
            ],
            "lessons:answer_question": [
                ("post", reverse("lessons:answer_question", args=[lesson.slug, 1]), {"q1": "1"})
            ],
            "admin:cases_caseversion_help": [("post", reverse("admin:cases_caseversion_help"), {})],
        }
        make_assessment(learner)
        # a pattern that another case makes a choice of, and an error that is due
        make_version("fatigable"), make_version("neurogenic")
        missed = make_answer(learner, self.versions[0], stages=3, **sure("myogenic"))
        Miss.objects.filter(answer=missed).update(due_at=timezone.now())

    def token(self, learner):
        """What the page of a first case carries."""
        return seal_answer(
            Answer(attempt=Attempt(), version=self.versions[1], position=9, rule="warm-up")
        )

    def of(self, name):
        return self.requests.get(name) or [("get", reverse(name), {})]


@pytest.fixture
def site(client):
    return Site(client)


def is_whole(response):
    return '<main class="page"' in response.text and '<header class="masthead"' in response.text


def is_whole_at_the_desk(response):
    return '<main id="content-start"' in response.text and 'id="header"' in response.text


NAMES = sorted(set(views_with_two_exits()))


def test_the_views_with_two_exits_are_found():
    assert {
        "quiz:answer",
        "quiz:practice",
        "quiz:begin",
        "lessons:source_list",
        "knowledge:contrast",
    } <= set(NAMES)
    assert "quiz:progress" not in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_history_is_given_a_whole_page(client, site, name):
    whole = is_whole_at_the_desk if name.startswith("admin:") else is_whole
    for method, url, data in site.of(name):
        response = getattr(client, method)(url, data, headers=HISTORY, follow=True)

        assert response.status_code in (200, 422)
        assert whole(response)


@pytest.mark.parametrize("name", NAMES)
def test_a_part_is_never_stored_and_a_page_says_that_there_is_one(client, site, name):
    for method, url, data in site.of(name):
        part = getattr(client, method)(url, data, headers=HTMX)
        assert part.status_code in (200, 422)
        assert "<html" not in part.text
        assert "no-store" in part["Cache-Control"]
        page = getattr(client, method)(url, data, follow=True)

        for answer in (part, page):
            assert {"HX-Request", "HX-History-Restore-Request"} <= set(answer["Vary"].split(", "))


def test_a_page_with_one_exit_varies_by_nothing_of_htmx(client):
    assert "HX-Request" not in client.get(reverse("about")).get("Vary", "")


@pytest.mark.parametrize("stages", range(len(Stage) + 1))
def test_a_case_at_each_stage_is_given_to_history_whole(client, stages):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    answer = make_answer(learner, stages=stages)

    for headers in (HISTORY, {"HX-History-Restore-Request": "true"}, {}):
        assert is_whole(client.get(answer.get_absolute_url(), headers=headers))


def test_the_stages_of_a_case_are_one_place_in_the_history(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    answer = make_answer(learner, stages=1)
    url = answer.get_absolute_url()

    def pushed(position, here):
        address = reverse("quiz:commit_belief", args=[answer.pk, position])
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}"}
        return client.post(address, sure("myogenic"), headers=headers).headers.get("HX-Push-Url")

    assert pushed(2, reverse("quiz:practice")) == url
    assert pushed(3, url) is None
