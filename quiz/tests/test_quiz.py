"""A quiz: a chosen list of cases with a beginning and an end."""

import re
from collections import Counter
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from knowledge.patterns import OUTSIDE, Pattern
from quiz.models import Answer, Attempt, Quiz, QuizCase
from quiz.tests.factory import make_learner, make_quiz, make_run, sure

from ..loaders import Quizzes
from ..modes.quiz import current_quiz_attempt

pytestmark = pytest.mark.django_db


def work_through(client, quiz):
    """Answer the case that waits; its version."""
    response = client.get(reverse("quiz:next_case", args=[quiz.slug]))
    case = re.search(r'name="case" value="([^"]+)"', response.content.decode())[1]
    client.post(reverse("quiz:begin"), {"case": case, **sure("myogenic")})
    answer = Answer.objects.latest("pk")
    for position in (2, 3):
        client.post(reverse("quiz:commit_belief", args=[answer.pk, position]), sure("myogenic"))
    return answer.version


@pytest.fixture
def quiz():
    return make_quiz(*(make_version() for _ in range(3)), title="Three of them")


def test_a_quiz_deals_each_of_its_cases_once_and_ends_with_a_result(client, quiz):
    worked = {work_through(client, quiz).pk for _ in range(3)}

    attempt = Attempt.objects.get()
    response = client.get(reverse("quiz:attempt", args=[attempt.pk]))
    assert worked == {case.current_id for case in quiz.cases.all()}
    assert attempt.ended_at is not None
    assert "3 of 3 right" in response.content.decode()


def test_the_order_of_a_run_is_fixed_when_it_begins(client, quiz):
    first = work_through(client, quiz)

    attempt = Attempt.objects.get()
    assert attempt.order[0] == first.pk
    assert sorted(attempt.order) == sorted(case.current_id for case in quiz.cases.all())


def test_leaving_and_coming_back_resumes(client, quiz):
    work_through(client, quiz)

    page = client.get(reverse("quiz:next_case", args=[quiz.slug])).content.decode()

    assert "case 2 of 3" in " ".join(page.split())
    assert "Go on where you were" in client.get(quiz.get_absolute_url()).content.decode()


def test_a_new_version_does_not_change_a_run_under_way(client, quiz):
    work_through(client, quiz)
    attempt = Attempt.objects.get()
    for case in quiz.cases.all():
        case.current.new_version().publish()

    assert work_through(client, quiz).pk == attempt.order[1]


def test_a_quiz_taken_again_is_another_run_in_another_order(client, quiz):
    for _ in range(4):
        work_through(client, quiz)

    first, second = Attempt.objects.all()
    assert first.ended_at
    assert not second.ended_at
    assert sorted(first.order) == sorted(second.order)


def test_quiz_orders_differ_between_runs(quiz):
    learner = make_learner()
    orders = {tuple(current_quiz_attempt(learner, quiz, learner.browser).order)}
    for _ in range(20):
        make_run(learner, quiz).end(timezone.now())
        orders.add(tuple(current_quiz_attempt(learner, quiz, learner.browser).order))

    assert len(orders) > 3


def test_a_result_before_the_first_case_is_finished_says_so(client, learner, quiz):
    attempt = make_run(learner, quiz)

    assert "No case finished yet" in client.get(attempt.get_absolute_url()).content.decode()


def test_quizzes_that_are_not_published_are_not_found(client):
    quiz = make_quiz(make_version(), published_at=None)

    assert quiz.title not in client.get(reverse("quiz:quiz_list")).content.decode()
    assert client.get(quiz.get_absolute_url()).status_code == 404
    assert client.get(reverse("quiz:next_case", args=[quiz.slug])).status_code == 404


def test_runs_of_others_are_not_found(client, quiz):
    attempt = make_run(make_learner(), quiz)

    assert client.get(attempt.get_absolute_url()).status_code == 404


def test_an_empty_quiz_says_so(client):
    quiz = make_quiz()

    assert (
        "No case is ready"
        in client.get(reverse("quiz:next_case", args=[quiz.slug])).content.decode()
    )


def test_a_quiz_page_counts_its_cases(client, quiz):
    assert "3 cases" in client.get(reverse("quiz:quiz_list")).content.decode()


def test_the_quizzes_that_ship_are_balanced_and_the_first_all_typical(shipped, client):
    quizzes = {
        quiz.slug: list(quiz.cases.values_list("current__disease__pattern", "current__typicality"))
        for quiz in Quiz.objects.all()
    }

    three = dict.fromkeys(Pattern, 3)
    shares = {
        "first-look": three,
        "forearms-and-feet": three,
        "droop": three,
        "danger": {**three, OUTSIDE: 3},
        "nerve-or-cord": {Pattern.NEUROGENIC: 6, OUTSIDE: 6},
        "whose-eyelid": {**three, OUTSIDE: 3},
    }
    assert {slug: Counter(key for key, _ in cases) for slug, cases in quizzes.items()} == shares
    for slug in quizzes:
        assert client.get(reverse("quiz:quiz", args=[slug])).status_code == 200
    assert {typicality for _, typicality in quizzes["first-look"]} == {"typical"}


def test_a_quiz_that_leaves_room_for_something_else_keeps_it_in_its_file(shipped):
    stored = Quizzes().stored()

    assert stored["droop"].may_be_outside
    assert not stored["first-look"].may_be_outside


def test_a_run_keeps_the_order_that_its_quiz_had_when_it_began(client, quiz):
    quiz.arrangement = "blocked"
    quiz.save()
    work_through(client, quiz)
    quiz.arrangement = "mixed"
    quiz.save()
    work_through(client, quiz)

    assert [run.arrangement for run in Attempt.objects.all()] == ["blocked"]


def test_a_quiz_says_that_cases_come_in_blocks(client, quiz):
    quiz.arrangement = "blocked"
    quiz.save()

    assert (
        "Cases of one pattern come together" in client.get(quiz.get_absolute_url()).content.decode()
    )


def test_a_quiz_as_listed_gives_its_cases_by_position_in_every_run(quiz):
    quiz.arrangement = "listed"
    places = list(quiz.quizcase_set.all())
    for place, position in zip(places, range(len(places), 0, -1), strict=True):
        QuizCase.objects.filter(pk=place.pk).update(position=position)

    listed = [place.case.current_id for place in reversed(places)]
    assert [quiz.listed(Random(seed)) for seed in range(3)] == [(listed, False)] * 3


def deal(client, quiz):
    """The form of a sure learner with the ticket of the case that the quiz deals next."""
    page = client.get(reverse("quiz:next_case", args=[quiz.slug])).content.decode()
    return {"case": re.search(r'name="case" value="([^"]+)"', page)[1], **sure("myogenic")}


def test_ticket_of_a_quiz_that_was_taken_back_takes_no_belief(client, quiz):
    form = deal(client, quiz)
    Quiz.objects.update(published_at=None)

    page = client.post(reverse("quiz:begin"), form, follow=True).content.decode()

    assert "is no longer open, so this belief was not taken" in page
    assert Attempt.objects.count() == 0


def test_ticket_of_a_quiz_that_is_gone_is_answered_by_a_page(client, quiz):
    form = deal(client, quiz)
    quiz.delete()

    response = client.post(reverse("quiz:begin"), form)

    assert response.status_code == 400
    assert "<main" in response.content.decode()


def test_ticket_of_a_run_that_has_ended_begins_no_other(client, quiz):
    first = deal(client, quiz)
    for _ in range(3):
        work_through(client, quiz)

    page = client.post(reverse("quiz:begin"), first, follow=True).content.decode()

    assert "is no longer open, so this belief was not taken" in page
    assert [run.ended_at is not None for run in Attempt.objects.all()] == [True]


def test_ticket_of_a_later_case_takes_no_belief_after_its_run_has_ended(client, quiz):
    work_through(client, quiz)
    later = deal(client, quiz)
    Attempt.objects.get().end(timezone.now())

    page = client.post(reverse("quiz:begin"), later, follow=True).content.decode()

    assert "is no longer open, so this belief was not taken" in page
    assert Answer.objects.count() == 1
