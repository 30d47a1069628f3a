"""The first page: for who comes by, and for who comes back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from learners.middleware import COOKIE, cookie_value
from learners.models import Learner
from lessons.models import Reading
from lessons.tests.factory import make_lesson
from quiz.models import FirstCase, Miss
from quiz.scoring.mastery import RULE
from quiz.tests.factory import make_answer, make_assessment, make_learner, sure

pytestmark = pytest.mark.django_db
PATTERNS = ("fatigable", "neurogenic", "myogenic")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """A Wednesday at noon, so that no day and no week ends within a test."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    return learner


def home(client):
    """What the first page says, without its tags."""
    page = client.get(reverse("home")).text
    return " ".join(re.sub(r"<[^>]+>", "", page).replace("&nbsp;", " ").split())


def separate(learner, n):
    for pattern in PATTERNS * n:
        make_answer(learner, make_version(pattern), stages=3, **sure(pattern))


def test_a_passer_by_is_told_what_it_is_for_whom_how_long_and_that_it_is_free(client):
    page = home(client)

    for words in (
        "For medical students",
        "say how sure you are, and learn whether you may be",
        "2 minutes a case",
        f"{RULE.fewest_cases} cases or so, to a first verdict",
        "Free no account needed",
        "The way through",
    ):
        assert words in page
    assert not Learner.objects.exists()


def test_the_lessons_are_folded_and_the_way_has_at_most_five_steps(client):
    lesson = make_lesson(minutes=8)

    page = client.get(reverse("home")).text

    folded = page.split('data-fold="home-lessons"')[1].split("</details>")[0]
    assert lesson.get_absolute_url() in folded
    steps = page.split('<ol class="journey">')[1].split("</ol>")[0].count("<li")
    assert 4 <= steps <= 5


def test_an_open_case_waits_with_what_was_committed(client, learner):
    make_answer(learner, stages=3)
    answer = make_answer(learner, make_version("myogenic"), stages=1)

    page = home(client)

    assert "Case 2 is waiting at the examination." in page
    assert "Practice, case 2. What you committed is kept. 2 steps left" in page
    assert f'href="{answer.get_absolute_url()}"' in client.get(reverse("home")).text


def test_an_open_case_says_nothing_of_what_it_is(client, learner):
    version = make_version("neurogenic")
    make_answer(learner, version, stages=1, **sure("fatigable"))

    page = client.get(reverse("home")).text

    for word in (version.title, str(version.disease), version.disease_id, version.case.code):
        assert word not in page


def test_the_weakest_pair_has_its_practice_and_its_lesson_goes_first(client, learner):
    first, on_muscle = make_lesson(), make_lesson(pattern="myogenic", title="Muscles")
    separate(learner, 4)
    make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))

    page = home(client)

    assert "Your weakest pair: Nerve and Muscle" in page
    assert "1 patient of the two was called the other one." in page
    assert "Next lesson: Muscles" in page
    Reading.objects.create(learner=learner, lesson=on_muscle)
    assert f"Next lesson: {first.title}" in home(client)


def test_how_far_it_is_stands_with_the_week(client, learner):
    separate(learner, 8)

    page = home(client)

    assert "You separate the three." in page
    assert "This week: 24 cases on 1 day" in page
    assert "Your weakest pair" not in page


def test_what_is_due_stands_first_where_no_case_is_open(client, learner):
    make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
    Miss.objects.update(due_at=timezone.now() - timedelta(hours=1))

    assert "1 case is due today." in home(client)


def test_a_case_whose_result_is_withheld_changes_no_bar(client, learner):
    separate(learner, 3)
    before = home(client).split("How far you are")[-1].split("This week")[0]
    run = make_assessment(learner, withheld=True)
    make_answer(learner, make_version("myogenic"), stages=3, attempt=run, **sure("neurogenic"))

    after = home(client)

    assert before in after
    assert "10 cases finished" in after


def test_nobody_sees_what_another_has_done(client, learner):
    make_answer(make_learner(), stages=1)

    assert "For medical students" in home(client)


def test_the_guided_case_is_ticked_once_it_is_done_and_not_for_another_case(client, learner):
    done = 'class="journey--done"'
    make_answer(learner, stages=3)

    assert done not in client.get(reverse("home")).text.split('class="journey"')[1]
    FirstCase.objects.record(learner)
    assert client.get(reverse("home")).text.split('class="journey"')[1].count(done) == 1


def test_who_has_done_the_guided_case_alone_is_sent_on_to_practise(client, learner):
    FirstCase.objects.record(learner)

    page = client.get(reverse("home")).text

    assert page.split('class="journey--next"')[1].split("</li>")[0].count("<b>Practise</b>") == 1
