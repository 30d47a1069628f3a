"""Bad and unusual input: each is borne, and told in a sentence."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from quiz.models import Answer, Attempt, Commitment
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run, sure

from .. import progress
from ..tickets import store_answer

pytestmark = pytest.mark.django_db


def commit(client, answer, position, pattern="myogenic", **headers):
    return client.post(
        reverse("quiz:commit_belief", args=[answer.pk, position]), sure(pattern), **headers
    )


def dealt(client):
    """What a tab with a case that nobody has begun will send with the first belief."""
    return re.search(r'name="case" value="([^"]+)"', client.get(reverse("quiz:practice")).text)[1]


def withdraw(version):
    Case.objects.filter(pk=version.case_id).update(withdrawn_at=timezone.now())


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (("50", "20", "20"), "The shares add up to 90."),
        (("120", "-10", "-10"), "Give at least 0."),
        (("33.3", "33.3", "33.4"), "33.4 is not a whole number. Give 33 or 34."),
    ],
)
def test_a_belief_that_is_none_is_refused_in_a_sentence(client, learner, shares, words):
    answer = make_answer(learner)
    form = dict(zip(("fatigable", "neurogenic", "myogenic"), shares, strict=True))

    response = client.post(reverse("quiz:commit_belief", args=[answer.pk, 1]), form)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert answer.commitments.count() == 0


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_second_belief_for_a_stage_from_another_tab_says_that_the_first_one_counts(
    client, learner, headers
):
    answer = make_answer(learner, stages=1, **sure("fatigable"))

    page = client.post(
        reverse("quiz:commit_belief", args=[answer.pk, 1]),
        sure("neurogenic"),
        headers=headers,
        follow=True,
    )

    assert "The first one counts." in page.content.decode()
    assert [item.fatigable for item in answer.commitments.all()] == [94]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_first_belief_from_another_tab_says_that_the_first_one_counts(client, headers):
    make_version()
    tabs = [dealt(client) for _ in range(2)]
    client.post(reverse("quiz:begin"), {"case": tabs[0], **sure("fatigable")})
    page = client.post(
        reverse("quiz:begin"), {"case": tabs[1], **sure("myogenic")}, headers=headers, follow=True
    )

    assert "The first one counts." in page.text
    assert (
        "(junction 94\N{NO-BREAK SPACE}%, nerve 3\N{NO-BREAK SPACE}%, muscle"
        " 3\N{NO-BREAK SPACE}%)" in page.text
    )
    assert [item.fatigable for item in Answer.objects.get().commitments.all()] == [94]
    again = client.post(
        reverse("quiz:begin"), {"case": tabs[1], **sure("fatigable")}, headers=headers, follow=True
    )
    assert "The first one counts." not in again.text


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_belief_that_comes_after_the_case_was_finished_in_another_tab_is_told(
    client, learner, position
):
    answer = make_answer(learner, stages=3)

    for shares in (sure("neurogenic"), {"fatigable": "x"}):
        url = reverse("quiz:commit_belief", args=[answer.pk, position])
        page = client.post(url, shares, headers={"HX-Request": "true"})

        assert (page.status_code, "The first one counts." in page.text) == (200, True)


def test_the_same_click_sent_twice_says_nothing(client, learner):
    answer = make_answer(learner, stages=1, **sure("myogenic"))

    page = client.post(
        reverse("quiz:commit_belief", args=[answer.pk, 1]), sure("myogenic"), follow=True
    )

    assert "The first one counts." not in page.content.decode()


def test_a_stage_out_of_order_leads_to_the_stage_that_waits(client, learner):
    answer = make_answer(learner, stages=1)

    page = client.post(
        reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"), follow=True
    )

    assert "and see the tests" in page.content.decode()
    assert "not come to the tests yet, so this belief was not taken" in page.text
    assert answer.commitments.count() == 1


def test_a_stage_in_the_attempt_of_another_is_not_found(client, learner):
    other = make_answer(make_learner())

    assert commit(client, other, 1).status_code == 404
    assert other.commitments.count() == 0


def test_two_tabs_that_begin_different_cases_of_practice_keep_both(client, learner):
    for _ in range(2):
        make_version()
    first, second = (client.get(reverse("quiz:practice")).context["answer"] for _ in range(2))
    second.version = next(
        case.current for case in Case.objects.all() if case.current_id != first.version_id
    )

    stored = [store_answer(answer, learner) for answer in (first, second)]

    assert [answer.position for answer in stored] == [1, 2]


def test_a_case_withdrawn_while_it_is_worked_says_that_it_counts_nowhere(client, learner):
    answer = make_answer(learner, stages=2)
    withdraw(answer.version)

    page = client.get(answer.get_absolute_url()).content.decode()
    commit(client, answer, 3)

    assert "This case has been withdrawn since it was dealt." in page
    assert "No cases yet" in client.get(reverse("quiz:progress")).content.decode()
    assert answer.commitments.count() == 3


def test_a_case_withdrawn_during_a_quiz_is_left_out_and_the_run_comes_to_its_end(client, learner):
    versions = [make_version() for _ in range(2)]
    run = make_run(learner, make_quiz(*versions))
    make_answer(learner, versions[0], stages=3, attempt=run)
    withdraw(versions[1])

    response = client.get(reverse("quiz:next_case", args=[run.quiz.slug]), follow=True)

    assert "1 of 1 right" in response.content.decode()
    assert Attempt.objects.get().ended_at is not None


def test_a_bank_without_a_pattern_says_so_before_a_self_assessment(client):
    make_version("myogenic")

    page = client.get(reverse("quiz:assessment")).content.decode()

    assert "none of junction, none of nerve, 1 of muscle" in page


def test_a_bank_that_is_large_enough_says_nothing(client):
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        for _ in range(25):
            make_version(pattern)

    assert "There are few cases" not in client.get(reverse("quiz:assessment")).content.decode()


def test_a_bank_without_a_pattern_still_deals_the_others(client):
    make_version("myogenic")

    assert client.get(reverse("quiz:practice")).context["answer"].version.pattern == "myogenic"


def test_a_bank_smaller_than_the_window_lets_a_repeat_count_once_enough_lies_between(learner):
    versions = [
        make_version(pattern)
        for pattern in ("fatigable", "neurogenic", "myogenic")
        for _ in range(11)
    ]
    for version in versions * 2:
        make_answer(learner, version, stages=3)

    assert progress.learner_progress(learner).report.n == 60


def test_a_clock_set_back_between_two_answers_orders_them_by_what_it_said(learner):
    first, second = (
        make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))
        for _ in range(2)
    )
    earlier = timezone.now() - timedelta(days=1)
    Answer.objects.filter(pk=second.pk).update(finished_at=earlier)
    Commitment.objects.filter(answer=second).update(committed_at=earlier)

    days = progress.learner_progress(learner).days

    assert [day.n for day in days] == [1, 1]
    assert days[0].day < days[1].day
    assert first.pk < second.pk
