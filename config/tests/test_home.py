"""The first page: for who comes by, and for who comes back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from learners.middleware import COOKIE, cookie_value
from learners.models import Learner
from lessons.models import Reading, ReturningQuestion
from lessons.tests.factory import make_lesson
from quiz.models import FirstCase, Miss, StudiedCard
from quiz.practice.card_schedule import Grade
from quiz.scoring.mastery import RULE
from quiz.tests.factory import (
    make_answer,
    make_assessment,
    make_learner,
    make_quiz,
    make_run,
    sure,
)

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
    assert "1 of these patients was called the other." in page
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


def turn_cards(learner, *keys):
    """Cards that come back today."""
    for key in keys:
        StudiedCard.objects.take(learner, key, Grade.AGAIN, times=0, at=timezone.now())


def test_flash_cards_that_are_due_are_told_with_how_long_they_take(client, learner, monkeypatch):
    keys = [f"finding:sign-{n}" for n in range(12)]
    monkeypatch.setattr("quiz.cards.study.cards_of", lambda learner: dict.fromkeys(keys))
    turn_cards(learner, *keys, "finding:gone")

    page = home(client)

    assert "12 cards are due today." in page
    assert "12 flash cards due Turn them About 3 minutes." in page
    assert f'href="{reverse("quiz:study_cards")}"' in client.get(reverse("home")).text


def test_quizzes_and_self_assessments_that_were_begun_are_gone_on_with(client, learner):
    versions = [make_version(pattern) for pattern in PATTERNS]
    quiz = make_quiz(*versions, title="Drooping eyelids")
    make_answer(learner, versions[0], attempt=make_run(learner, quiz), stages=3)
    make_assessment(learner)

    page = home(client)

    assert "Drooping eyelids, begun Go on with it 1 of 3 cases done." in page
    assert "Self-assessment, begun Go on with it 0 cases done." in page
    assert reverse("quiz:next_case", args=[quiz.slug]) in client.get(reverse("home")).text


def test_who_has_only_begun_a_self_assessment_is_led_back_to_it(client, learner):
    make_assessment(learner)

    page = home(client)

    assert "Welcome back Self-assessment is waiting." in page
    assert "0 cases finished" not in page


def test_a_run_that_ended_or_whose_quiz_is_taken_back_is_not_gone_on_with(client, learner):
    make_answer(learner, stages=3)
    make_run(learner, make_quiz(make_version(), title="Taken back", published_at=None))
    make_assessment(learner, ended_at=timezone.now())

    assert ", begun" not in home(client)


def test_the_run_of_the_open_case_is_told_once(client, learner):
    make_answer(learner, attempt=make_assessment(learner), stages=1)

    page = home(client)

    assert "Self-assessment, case 1. What you committed is kept." in page
    assert ", begun" not in page


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


@pytest.mark.parametrize("n", [1, 3])
def test_as_many_queries_however_many_questions_come_back(
    client, learner, django_assert_max_num_queries, n
):
    choices = [{"text": "A", "right": True, "feedback": "Yes."}, {"text": "B", "feedback": "No."}]
    yesterday = timezone.localdate() - timedelta(days=1)
    for number in range(n):
        question = {"id": f"question-{number}", "text": "Which?", "choices": choices, "cites": []}
        make_lesson("[question: 1]", questions=[question])
        ReturningQuestion.objects.take(learner, question["id"], is_right=False, on=yesterday)
        make_answer(learner, stages=3)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("home")).text

    assert "Questions from your lessons" in page
    assert page.count("Which?") == n
