"""Questions of lessons: how they are answered, and when they come back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.models import Learner
from lessons.models import Lesson, ReturningQuestion
from lessons.tests.factory import make_lesson

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHOICES = [
    {"text": "Nerve", "right": True, "feedback": "It thins."},
    {"text": "Muscle", "feedback": "Less so."},
]
RIGHT, WRONG = "1", "2"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def days(monkeypatch):
    """Lets days pass: `days(1)` is noon of the next one."""

    def pass_days(n):
        monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=n))

    pass_days(0)
    return pass_days


def make_asking_lesson(*ids):
    """A lesson with a question for each of these ids."""
    questions = [
        {"id": one, "text": f"Which of {one}?", "choices": CHOICES, "cites": []} for one in ids
    ]
    body = "\n\n".join(f"[question: {n}]" for n in range(1, len(ids) + 1))
    return make_lesson(body, questions=questions)


def answer(client, lesson, number, choice, **fields):
    url = reverse("lessons:answer_question", args=[lesson.slug, number])
    fields = {"question": lesson.questions[number - 1].get("id", ""), **fields}
    headers = fields.pop("headers", {})
    return client.post(url, {f"q{number}": choice, **fields}, headers=headers)


def at_home(client):
    """The ids of the questions that the first page asks."""
    return [one["id"] for one in client.get(reverse("home")).context["questions"]]


def test_an_answer_without_script_leads_back_to_the_question_with_its_feedback(client, days):
    lesson = make_asking_lesson("which")

    response = answer(client, lesson, 1, WRONG)

    assert response.url == f"{lesson.get_absolute_url()}?q1=2#question-1"
    assert "Less so." in client.get(response.url).text


def test_reading_a_lesson_or_the_address_of_an_answer_makes_nobody_a_learner(client, days):
    lesson = make_asking_lesson("which")

    client.get(f"{lesson.get_absolute_url()}?q1=2")
    client.get(f"{reverse('home')}?question=which&q1=2")

    assert not Learner.objects.exists()


def test_a_question_comes_back_on_the_next_day_once_and_then_is_gone(client, days):
    lesson = make_asking_lesson("which")
    answer(client, lesson, 1, RIGHT)
    assert at_home(client) == []

    days(1)
    assert at_home(client) == ["which"]
    answer(client, lesson, 1, RIGHT, at="home")
    assert at_home(client) == []

    days(30)
    assert at_home(client) == []


def test_a_question_that_is_missed_when_it_comes_back_returns_after_a_week_and_then_no_more(
    client, days
):
    lesson = make_asking_lesson("which")
    answer(client, lesson, 1, RIGHT)
    days(2)
    answer(client, lesson, 1, WRONG, at="home")

    days(8)
    assert at_home(client) == []
    days(9)
    assert at_home(client) == ["which"]
    answer(client, lesson, 1, WRONG, at="home")
    days(60)
    assert at_home(client) == []


def test_at_most_three_come_back_on_a_day_those_missed_first(client, days):
    lesson = make_asking_lesson("a", "b", "c", "d")
    for number, choice in enumerate((RIGHT, RIGHT, RIGHT, WRONG), 1):
        answer(client, lesson, number, choice)

    days(1)
    assert at_home(client) == ["d", "a", "b"]
    for number in (4, 1, 2):
        answer(client, lesson, number, RIGHT, at="home")
    assert at_home(client) == []
    days(2)
    assert at_home(client) == ["c"]


def test_only_the_first_choice_of_a_day_is_kept(client, days):
    lesson = make_asking_lesson("which")
    answer(client, lesson, 1, WRONG)
    answer(client, lesson, 1, RIGHT)

    assert ReturningQuestion.objects.get().is_missed
    days(1)
    answer(client, lesson, 1, WRONG, at="home")
    answer(client, lesson, 1, RIGHT, at="home")
    assert ReturningQuestion.objects.get().due_on == (NOON + timedelta(days=8)).date()


def test_a_question_that_is_due_is_answered_in_its_lesson_too(client, days):
    lesson = make_asking_lesson("which")
    answer(client, lesson, 1, WRONG)
    days(1)

    answer(client, lesson, 1, RIGHT)

    assert at_home(client) == []


def test_a_question_keeps_its_place_in_the_schedule_when_words_and_order_change(client, days):
    lesson = make_asking_lesson("a", "b")
    answer(client, lesson, 1, WRONG)
    lesson.questions = [lesson.questions[1], {**lesson.questions[0], "text": "Said anew?"}]
    lesson.save()

    days(1)

    assert at_home(client) == ["a"]
    assert "Said anew?" in client.get(reverse("home")).text


def test_a_question_that_no_lesson_asks_any_more_is_dropped(client, days):
    lesson = make_asking_lesson("gone", "stays")
    for number in (1, 2):
        answer(client, lesson, number, WRONG)
    Lesson.objects.update(questions=[lesson.questions[1]])

    days(1)

    assert at_home(client) == ["stays"]


def test_the_first_page_shows_the_feedback_of_what_was_answered_there(client, days):
    lesson = make_asking_lesson("a", "b")
    for number in (1, 2):
        answer(client, lesson, number, WRONG)
    days(1)

    response = answer(client, lesson, 2, WRONG, at="home")

    assert response.url == f"{reverse('home')}?question=b&q2=2#question-b"
    page = client.get(response.url)
    assert "Less so." in page.text
    assert [one["id"] for one in page.context["questions"]] == ["b", "a"]
    assert at_home(client) == ["a"]


def test_in_its_place_an_answer_gives_the_question_alone(client, days):
    lesson = make_asking_lesson("which")

    part = answer(client, lesson, 1, RIGHT, headers=HTMX, at="home")

    assert "<html" not in part.text
    assert 'id="question-which"' in part.text
    assert "It thins." in part.text


def test_a_question_without_an_id_is_answered_and_does_not_come_back(client, days):
    lesson = make_lesson("[question: 1]", questions=[{"text": "Q", "choices": CHOICES}])

    answer(client, lesson, 1, WRONG)

    assert not ReturningQuestion.objects.exists()
    assert not Learner.objects.exists()


@pytest.mark.parametrize(
    ("number", "fields", "status"),
    [
        (1, {"q1": "3"}, 400),
        (1, {}, 400),
        (1, {"q1": "1", "question": "another"}, 400),
        (2, {"q2": "1"}, 404),
    ],
)
def test_an_answer_to_what_is_not_asked_so_any_more_is_refused(
    client, days, number, fields, status
):
    lesson = make_asking_lesson("which")

    url = reverse("lessons:answer_question", args=[lesson.slug, number])
    response = client.post(url, {"question": "which", **fields})

    assert response.status_code == status
    assert not ReturningQuestion.objects.exists()


def test_a_guest_keeps_what_their_account_knows_of_a_question(client, days):
    guest, owner = (Learner.objects.create() for _ in range(2))
    today = timezone.localdate()
    for question in ("both", "guest"):
        ReturningQuestion.objects.take(guest, question, is_right=False, on=today)
    ReturningQuestion.objects.take(owner, "both", is_right=True, on=today)

    owner.take_over(guest)

    rows = ReturningQuestion.objects.filter(learner=owner).order_by("question")
    assert [(row.question, row.is_missed) for row in rows] == [("both", False), ("guest", True)]
