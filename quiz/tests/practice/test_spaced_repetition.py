"""Confident errors come back after about a week, first thing in practice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.patterns import Belief, Pattern
from quiz.tests.factory import make_answer, make_assessment, make_learner, sure

from ...models import ConfidentError
from ...practice import spaced_repetition

F, N, M = Pattern
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WRONG, RIGHT = Belief(0, 90, 10), Belief(0, 10, 90)


@pytest.mark.parametrize(
    ("belief", "error"),
    [
        (Belief(0, 80, 20), True),
        (Belief(1, 79, 20), False),
        (Belief(0, 0, 100), False),
        (Belief(50, 50, 0), False),
    ],
)
def test_an_error_is_confident_from_80_percent_on(belief, error):
    assert spaced_repetition.is_confident_error(belief, M) is error


@pytest.mark.parametrize(
    ("belief", "rating"),
    [
        (Belief(0, 90, 10), "Again"),
        (Belief(50, 0, 50), "Again"),
        (Belief(20, 25, 55), "Hard"),
        (Belief(20, 10, 70), "Good"),
        (Belief(0, 5, 95), "Easy"),
    ],
)
def test_an_answer_rates_itself_by_result_and_certainty(belief, rating):
    assert spaced_repetition.rating(belief, M).name == rating


def test_a_confident_error_is_due_after_about_a_week():
    card = spaced_repetition.opened(1, WRONG, M, NOW)

    assert timedelta(days=6) <= spaced_repetition.due(card) - NOW <= timedelta(days=8)


def test_the_surer_the_right_answer_the_later_it_comes_again():
    card = spaced_repetition.opened(1, WRONG, M, NOW)
    week = spaced_repetition.due(card)

    waits = [
        spaced_repetition.due(spaced_repetition.returned(card, belief, M, week)) - week
        for belief in (WRONG, Belief(20, 25, 55), Belief(20, 10, 70), RIGHT)
    ]

    assert waits == sorted(set(waits))
    assert waits[0] <= timedelta(days=8)


@pytest.fixture
def error(learner):
    """A myogenic case called neurogenic with 94 %, which is due."""
    answer = make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
    ConfidentError.objects.update(due_at=timezone.now() - timedelta(hours=1))
    return answer.review


@pytest.mark.django_db
class TestTheList:
    def test_a_confident_error_stands_on_it_and_others_do_not(self, learner):
        for belief in (
            sure("neurogenic"),
            sure("myogenic"),
            {"fatigable": 10, "neurogenic": 70, "myogenic": 20},
        ):
            make_answer(learner, make_version("myogenic"), stages=3, **belief)

        review = ConfidentError.objects.get()

        assert review.pair == (M, N)
        assert timedelta(days=6) < review.due_at - timezone.now() < timedelta(days=8)

    def test_the_last_belief_sent_twice_makes_one_entry(self, client, learner):
        answer = make_answer(learner, make_version("myogenic"), stages=2)

        for _ in range(2):
            client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("neurogenic"))

        assert ConfidentError.objects.count() == 1

    def test_feedback_says_how_sure_one_was_and_when_it_comes_back(self, client, learner, error):
        page = client.get(error.answer.get_absolute_url()).content.decode()

        assert "You were 94&nbsp;% sure, so this is worth a second look" in page
        assert error.due_at.strftime("%-d %B %Y") in page

    def test_feedback_on_a_right_answer_says_nothing_of_it(self, client, learner):
        answer = make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))

        assert "second look" not in client.get(answer.get_absolute_url()).content.decode()

    def test_the_progress_page_lists_it(self, client, error):
        page = client.get(reverse("quiz:progress")).content.decode()

        assert "Errors you were sure of" in page
        assert "due now" in page

    def test_a_case_of_the_pair_comes_first_in_practice_and_not_the_same_one(self, client, error):
        make_version("fatigable")
        other = make_version("myogenic")

        answer = client.get(reverse("quiz:practice")).context["answer"]

        assert (answer.version_id, answer.rule) == (other.pk, "due")

    def test_answered_right_it_is_done_for_now(self, client, learner, error):
        make_answer(learner, make_version("neurogenic"), stages=3, rule="due", **sure("neurogenic"))

        error.refresh_from_db()
        assert error.due_at > timezone.now() + timedelta(days=12)
        assert client.get(reverse("quiz:practice")).context["answer"].rule != "due"

    def test_answered_wrong_it_comes_again_soon(self, learner, error):
        make_answer(
            learner,
            make_version("neurogenic"),
            stages=3,
            rule="due",
            fatigable=50,
            neurogenic=0,
            myogenic=50,
        )

        error.refresh_from_db()
        assert timezone.now() < error.due_at < timezone.now() + timedelta(days=9)

    def test_a_case_dealt_by_another_rule_leaves_it_due(self, learner, error):
        make_answer(learner, make_version("neurogenic"), stages=3, **sure("neurogenic"))

        assert list(ConfidentError.objects.due(learner, timezone.now())) == [error]

    def test_errors_that_are_withheld_are_neither_listed_nor_due(self, client, learner):
        run = make_assessment(learner, withheld=True)
        make_answer(learner, make_version("myogenic"), stages=3, attempt=run, **sure("neurogenic"))
        ConfidentError.objects.update(due_at=timezone.now() - timedelta(hours=1))

        assert (
            "Errors you were sure of" not in client.get(reverse("quiz:progress")).content.decode()
        )
        assert "Due today" not in client.get(reverse("home")).content.decode()

    def test_errors_on_withdrawn_cases_are_not_due(self, learner, error):
        Case.objects.update(withdrawn_at=timezone.now())

        assert not ConfidentError.objects.due(learner, timezone.now()).exists()

    def test_errors_of_others_are_not_seen(self, client, learner):
        make_answer(make_learner(), make_version("myogenic"), stages=3, **sure("neurogenic"))

        assert (
            "Errors you were sure of" not in client.get(reverse("quiz:progress")).content.decode()
        )

    def test_the_first_page_says_what_is_due_today(self, client, learner, error):
        page = client.get(reverse("home")).content.decode()

        assert "Due today: 1 case" in page

    def test_the_first_page_says_nothing_to_a_passer_by(self, client):
        assert "Due today" not in client.get(reverse("home")).content.decode()

    def test_the_list_leaves_with_the_rest_of_the_learners_data(self, learner, error):
        (exported,) = learner.export()["confident_errors"]

        assert exported["called"] == "neurogenic"
