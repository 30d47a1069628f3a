"""Pages ask the database a constant number of questions, however much there is."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseFinding
from cases.tests.factory import make_version
from knowledge.current_model import current_model
from knowledge.tests.factory import make_finding, make_reference
from quiz.cards.decks import shared_decks
from quiz.models import StudiedCard
from quiz.practice.card_schedule import Grade
from quiz.tests.factory import make_answer, make_assessment, make_learner, make_quiz, make_run, sure

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def learner(client):
    """Signed in, which asks two questions more than a browser without an account."""
    user = User.objects.create_user("a@example.org", "a@example.org", "a good password")
    client.force_login(user)
    return make_learner(user=user)


def rich_version(rows):
    version = make_version(claims=["S01.1", "S01.2", "S01.3"][:rows], published=False)
    for _ in range(rows):
        version.references.add(make_reference())
        CaseFinding.objects.create(
            version=version, finding=make_finding(), stage="tests", decides=True
        )
    version.publish()
    return version


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("stages", "most"), [(0, 9), (1, 9), (3, 11)])
def test_case_page_asks_at_most_9_and_with_feedback_11(
    client, learner, django_assert_max_num_queries, rows, stages, most
):
    answer = make_answer(learner, rich_version(rows), stages=stages)
    for _ in range(rows):
        make_answer(learner, stages=3)

    current_model()  # read once, and looked at again twice a minute

    with django_assert_max_num_queries(most):
        client.get(answer.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_dealing_a_case_asks_at_most_13(client, learner, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_answer(learner, stages=3)
        make_version()

    with django_assert_max_num_queries(13):
        client.get(reverse("quiz:practice"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("stage", "most"), [(1, 13), (2, 13), (3, 16)])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_committing_a_belief_asks_at_most_13_and_the_last_with_feedback_16(
    client, learner, django_assert_max_num_queries, rows, stage, most, headers
):
    answer = make_answer(learner, rich_version(rows), stages=stage - 1)

    current_model()

    with django_assert_max_num_queries(most):
        client.post(
            reverse("quiz:commit_belief", args=[answer.pk, stage]),
            sure("myogenic"),
            headers=headers,
        )

    assert answer.commitments.count() == stage


def test_the_last_belief_of_a_quiz_asks_at_most_15(client, learner, django_assert_max_num_queries):
    version = rich_version(3)
    attempt = make_run(learner, make_quiz(version))
    answer = make_answer(learner, version, stages=2)
    answer.attempt = attempt
    answer.save()

    current_model()

    with django_assert_max_num_queries(15):
        client.post(
            reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"), headers=HTMX
        )

    attempt.refresh_from_db()
    assert attempt.ended_at is not None


def test_the_first_belief_of_a_new_learner_asks_at_most_13(client, django_assert_max_num_queries):
    make_version()
    case = client.get(reverse("quiz:practice")).context["token"]

    current_model()

    with django_assert_max_num_queries(13):
        response = client.post(
            reverse("quiz:begin"), {"case": case, **sure("myogenic")}, headers=HTMX
        )

    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_progress_asks_at_most_11(client, learner, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_answer(learner, stages=3)
        make_answer(learner, stages=1)

    with django_assert_max_num_queries(11):
        client.get(reverse("quiz:progress"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_of_somebody_who_comes_back_asks_at_most_19(
    client, learner, django_assert_max_num_queries, rows
):
    for row in range(rows):
        make_answer(learner, stages=3)
        make_answer(learner, stages=1)
        make_run(learner, make_quiz(make_version()))
        key = f"finding:sign-{row}"
        StudiedCard.objects.take(learner, key, Grade.AGAIN, times=0, at=timezone.now())
    shared_decks()  # made once, while the tables stay

    with django_assert_max_num_queries(19):
        client.get(reverse("home"))


@pytest.mark.parametrize("rows", [1, 12])
def test_the_next_case_of_a_self_assessment_asks_at_most_16(
    client, learner, django_assert_max_num_queries, rows
):
    attempt = make_assessment(learner)
    for _ in range(rows):
        make_answer(learner, stages=3, attempt=attempt)

    with django_assert_max_num_queries(16):
        client.get(reverse("quiz:next_assessed"))


@pytest.mark.parametrize("rows", [1, 12])
def test_the_last_belief_on_a_case_of_a_self_assessment_asks_at_most_20(
    client, learner, django_assert_max_num_queries, rows
):
    attempt = make_assessment(learner)
    for _ in range(rows):
        make_answer(learner, stages=3, attempt=attempt)
    answer = make_answer(learner, stages=2, attempt=attempt)

    with django_assert_max_num_queries(20):
        client.post(
            reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("myogenic"), headers=HTMX
        )
