"""The score, computed from raw commitments."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from quiz.models import Answer
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = pytest.mark.django_db
PATTERNS = ("fatigable", "neurogenic", "myogenic")


def progress(client):
    return client.get(reverse("quiz:progress")).content.decode()


def test_progress_of_nobody_says_what_to_do_first(client):
    page = progress(client)

    assert "Too few cases to say." in page
    assert "Work your first case" in page


def test_progress_states_n_chance_and_interval(client, learner):
    make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))
    make_answer(learner, make_version("neurogenic"), stages=3, **sure("myogenic"))

    page = progress(client)

    for words in ("right, 1 of 2", "9 to 91", "chance gives 33", "no cases yet", "−37"):
        assert words in page


def test_progress_names_what_holds_once_it_holds(client, learner):
    for pattern in PATTERNS:
        for _ in range(8):
            make_answer(learner, make_version(pattern), stages=3, **sure(pattern))

    page = progress(client)

    assert "<h1>You separate the three.</h1>" in page
    assert "<dd>.84</dd>" in page
    assert "You have held" in page


def test_cases_begun_and_not_finished_count_nowhere_and_are_listed(client, learner):
    answer = make_answer(learner, stages=2)

    page = progress(client)

    assert "Too few cases to say." in page
    assert answer.get_absolute_url() in page


def test_answers_to_withdrawn_cases_count_nowhere_and_are_kept(client, learner):
    answer = make_answer(learner, stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=timezone.now())

    assert "No cases yet" in progress(client)
    assert Answer.objects.finished().count() == 1


def test_a_corrected_key_scores_again(client, learner):
    version = make_version("myogenic")
    make_answer(learner, version, stages=3, **sure("neurogenic"))
    version.disease.pattern = "neurogenic"
    version.disease.save()

    assert "right, 1 of 1" in progress(client)


def test_a_repeat_soon_after_counts_only_among_all_answers_ever(client, learner):
    version = make_version()
    for _ in range(2):
        make_answer(learner, version, stages=3)

    assert "right, 1 of 1" in progress(client)
    assert "right, 2 of 2" in client.get(reverse("quiz:all_answers")).content.decode()


def test_progress_shows_nothing_of_others(client, learner):
    make_answer(make_learner(), stages=3)

    assert "No cases yet" in progress(client)
