"""Reflecting before the last belief: what fits, what does not, what is missing."""

import pytest
from django.urls import reverse

from cases.models import CaseFinding
from cases.tests.factory import make_version
from knowledge.patterns import Belief, Pattern
from quiz.models import Reflection
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run, sure

from ...practice import reflection

F, N, M = Pattern


def test_the_lead_and_its_rival_are_the_two_held_likeliest():
    assert reflection.in_the_lead(Belief(10, 60, 30)) == (N, M)
    assert reflection.in_the_lead(Belief(34, 33, 33)) == (F, N)


@pytest.mark.parametrize(
    ("decibans", "present", "word"),
    [
        (5, True, "fits"),
        (5, False, "fits"),
        (-5, True, "does not fit"),
        (-5, False, "is missing"),
        (0.5, True, "says nothing"),
    ],
)
def test_the_model_speaks_in_the_words_that_learners_choose_from(decibans, present, word):
    assert reflection.meant(decibans, present=present) == word


def test_learner_and_model_agree_on_for_or_against():
    assert reflection.agrees("fits", "fits")
    assert reflection.agrees("is missing", "does not fit")
    assert not reflection.agrees("fits", "is missing")
    assert not reflection.agrees("fits", "says nothing")


@pytest.fixture
def answer(learner):
    """A case of a quiz that asks to reflect, with two beliefs committed: neurogenic leads,
    fatigable is its rival.
    """
    version = make_version("myogenic")
    run = make_run(learner, make_quiz(version, reflect=True))
    return make_answer(
        learner, version, stages=2, attempt=run, fatigable=20, neurogenic=70, myogenic=10
    )


def marks(answer, *, rival=True):
    finding = CaseFinding.objects.filter(version=answer.version, decides=True).get().finding_id
    said = {f"neurogenic-{finding}": "fits"}
    return {**said, **({f"fatigable-{finding}": "does not fit"} if rival else {})}


def send(client, answer, data, **headers):
    return client.post(reverse("quiz:reflect", args=[answer.pk]), data, **headers)


@pytest.mark.django_db
class TestReflection:
    def test_the_last_belief_waits_until_it_is_done(self, client, answer):
        page = client.get(answer.get_absolute_url()).content.decode()
        response = client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"))

        assert "Before your last belief" in page
        assert "Where is the fault" not in page
        assert response.status_code == 422
        assert answer.commitments.count() == 2

    def test_it_is_kept_and_leads_to_the_belief(self, client, answer):
        response = send(client, answer, marks(answer))

        reflection = Reflection.objects.get()
        assert (reflection.leading, reflection.rival) == ("neurogenic", "fatigable")
        assert list(reflection.said["neurogenic"].values()) == ["fits"]
        assert "Where is the fault" in client.get(response.url).content.decode()

    def test_by_htmx_the_belief_comes_in_its_place(self, client, answer):
        response = send(client, answer, marks(answer), headers={"HX-Request": "true"})

        assert "Where is the fault" in response.content.decode()
        assert "<html" not in response.content.decode()

    def test_the_first_time_counts(self, client, answer):
        send(client, answer, marks(answer))
        send(client, answer, dict.fromkeys(marks(answer), "is missing"))

        assert list(Reflection.objects.get().said["neurogenic"].values()) == ["fits"]

    def test_other_marks_from_another_tab_are_told_to_come_too_late(self, client, answer):
        others = dict.fromkeys(marks(answer), "is missing")
        for data, told in ((marks(answer), False), (marks(answer), False), (others, True)):
            page = client.post(reverse("quiz:reflect", args=[answer.pk]), data, follow=True)

            assert ("The first ones count." in page.text) == told

    def test_a_last_belief_that_comes_before_the_marks_is_told(self, client, answer):
        page = client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"))

        assert (page.status_code, "Your last belief was not taken yet." in page.text) == (422, True)

    def test_one_mark_at_least_for_each_of_the_two(self, client, answer):
        response = send(client, answer, marks(answer, rival=False))

        assert response.status_code == 422
        assert "Mark at least one finding for junction." in response.content.decode()
        assert not Reflection.objects.exists()

    def test_feedback_lays_it_beside_the_findings(self, client, answer):
        send(client, answer, marks(answer))
        client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"))

        page = client.get(answer.get_absolute_url()).content.decode()

        assert "What you said before your last belief" in page
        assert "<td>does not fit</td>" in page

    def test_a_quiz_that_does_not_ask_shows_nothing_of_it(self, client, learner):
        version = make_version("myogenic")
        answer = make_answer(
            learner, version, stages=2, attempt=make_run(learner, make_quiz(version))
        )

        assert (
            "Before your last belief" not in client.get(answer.get_absolute_url()).content.decode()
        )

    def test_the_answers_of_others_are_not_found(self, client, answer, learner):
        answer.attempt.learner = make_learner()
        answer.attempt.save()

        assert send(client, answer, {}).status_code == 404
