"""The list of past cases."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from knowledge.patterns import KEYS, Belief, Pattern
from quiz.models import Answer, Bookmark, CaseNote
from quiz.past_cases import PAGE, past_answers
from quiz.scoring.belief_score import choice
from quiz.tests.factory import (
    correct_key,
    make_answer,
    make_assessment,
    make_learner,
    sure,
    sure_of_four,
)

pytestmark = pytest.mark.django_db
URL = "quiz:past_cases"


def listed(client, **query):
    page = client.get(reverse(URL), query)
    assert page.status_code == 200
    return [row["answer"].pk for row in page.context["rows"]]


def test_it_lists_what_was_finished_the_latest_first_with_what_it_was(client, learner):
    first = make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
    second = make_answer(learner, make_version("fatigable"), stages=3, **sure("fatigable"))
    make_answer(learner, stages=2)
    make_answer(make_learner(), stages=3)

    page = client.get(reverse(URL)).text

    assert listed(client) == [second.pk, first.pk]
    for answer in (first, second):
        assert f'href="{answer.get_absolute_url()}"' in page
        assert str(answer.version.disease) in page
    assert page.count("you said nerve") == 1
    assert "<b>−174</b> points" in page


def test_it_is_narrowed_to_missed_bookmarked_noted_and_a_pair(client, learner):
    missed = make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
    kept = make_answer(learner, make_version("neurogenic"), stages=3, **sure("neurogenic"))
    noted = make_answer(learner, make_version("fatigable"), stages=3, **sure("fatigable"))
    Bookmark.objects.put(learner, kept.version.case, is_kept=True)
    CaseNote.objects.write(learner, noted.version.case, "Lids.", at=timezone.now())

    assert listed(client, which="missed") == [missed.pk]
    assert listed(client, which="bookmarked") == [kept.pk]
    assert listed(client, which="noted") == [noted.pk]
    assert listed(client, pair="fatigable-myogenic") == [noted.pk, missed.pk]
    assert listed(client, which="missed", pair="fatigable-neurogenic") == []
    assert listed(client, which="nonsense", pair="x") == [noted.pk, kept.pk, missed.pk]


def test_the_marks_of_another_narrow_nothing(client, learner):
    answer = make_answer(learner, stages=3)
    Bookmark.objects.put(make_learner(), answer.version.case, is_kept=True)

    assert listed(client, which="bookmarked") == []


def test_missed_is_what_the_score_calls_missed(learner):
    beliefs = [sure_of_four(key) for key in KEYS]
    beliefs += [
        dict(zip(KEYS, shares, strict=True))
        for shares in ((26, 25, 25, 24), (27, 25, 24, 24), (50, 50, 0, 0), (49, 51, 0, 0))
    ]
    answers = [
        make_answer(learner, make_version(truth), stages=3, may_be_outside=True, **belief)
        for truth in KEYS
        for belief in beliefs
    ]

    missed = set(past_answers(learner, which="missed").values_list("pk", flat=True))

    assert missed == {
        answer.pk for answer in answers if choice(answer.last_belief) != answer.version.pattern
    }
    assert isinstance(answers[0].last_belief, Belief)


def test_what_is_withheld_is_not_listed_before_its_run_has_ended(client, learner):
    run = make_assessment(learner, withheld=True)
    answer = make_answer(learner, stages=3, attempt=run)
    before = client.get(reverse(URL)).text

    run.end(timezone.now())

    assert str(answer.version.disease) not in before
    assert "is told at its end" in before
    assert listed(client) == [answer.pk]


def test_a_withdrawn_case_says_so_and_opens(client, learner):
    answer = make_answer(learner, stages=3)
    answer.version.case.withdrawn_at = timezone.now()
    answer.version.case.save()

    assert "Withdrawn" in client.get(reverse(URL)).text
    assert "It counts nowhere." in client.get(answer.get_absolute_url()).text


def test_a_corrected_key_is_told_as_it_is_now(client, learner):
    version, nerve = make_version("myogenic"), make_version("neurogenic").disease
    answer = make_answer(learner, version, stages=3, **sure("neurogenic"))
    correct_key(version, nerve)

    assert listed(client, which="missed") == []
    assert listed(client, pair="fatigable-neurogenic") == [answer.pk]
    assert version.title not in client.get(reverse(URL)).text


def test_pages_keep_what_the_list_was_narrowed_to(client, learner):
    version = make_version("myogenic")
    for _ in range(PAGE + 1):
        make_answer(learner, version, stages=3, **sure("neurogenic"))

    first = client.get(reverse(URL), {"which": "missed"}).text

    assert "which=missed&amp;page=2" in first
    assert len(listed(client, which="missed", page=2)) == 1
    assert len(listed(client, page="nonsense")) == PAGE


def test_nobody_yet_is_told_what_will_stand_there(client):
    page = client.get(reverse(URL)).text

    assert "No cases yet." in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize("rows", [1, 5])
def test_it_asks_at_most_7(client, learner, django_assert_max_num_queries, rows):
    for pattern in list(Pattern)[:rows]:
        answer = make_answer(learner, make_version(pattern), stages=3)
        CaseNote.objects.write(learner, answer.version.case, "Lids.", at=timezone.now())
    for _ in range(rows):
        make_answer(learner, stages=3)

    with django_assert_max_num_queries(7):
        client.get(reverse(URL))
