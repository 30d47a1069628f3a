"""What is kept of scores for speed: the same as computed anew, dropped when it no longer holds,
rebuilt at will.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.patterns import Pattern, Stage
from quiz.tests.factory import make_answer, make_assessment, make_learner, make_practice, sure

from ... import progress
from ...models import Answer, Commitment, DailyScore

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def answered(learner, versions, n, days_ago, calls=None):
    """So many finished answers on a day, stored at once."""
    attempt = make_practice(learner)
    first = attempt.answers.count() + 1
    at = [NOW - timedelta(days=days_ago) + timedelta(microseconds=first + i) for i in range(n)]
    answers = Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=versions[(first + i) % len(versions)],
            position=first + i,
            finished_at=at[i],
        )
        for i in range(n)
    )
    Commitment.objects.bulk_create(
        Commitment(
            answer=answer,
            stage=stage,
            committed_at=answer.finished_at,
            **sure(calls or (answer.version.pattern if answer.position % 6 else "fatigable")),
        )
        for answer in answers
        for stage in Stage
    )


@pytest.fixture
def bank():
    return [make_version(pattern) for _ in range(14) for pattern in Pattern]


def test_what_is_kept_and_gone_on_from_is_what_is_computed_anew(bank):
    learner = make_learner()
    for days_ago in range(9, -1, -1):
        answered(learner, bank, 25, days_ago)
        found = progress.learner_progress(learner)

        assert found.days == progress.recomputed_days(learner)[-progress.DAYS :]
        assert found.report == progress.report_of_learner(learner)
    assert progress.learner_progress(learner) == found


def test_more_answers_on_the_same_day_are_added(bank):
    learner = make_learner()
    answered(learner, bank, 70, 1)
    answered(learner, bank, 5, 0)
    progress.learner_progress(learner)
    answered(learner, bank, 5, 0)

    assert progress.learner_progress(learner).days == progress.recomputed_days(learner)


def test_a_learner_with_5000_answers_asks_no_more_than_one_with_60(
    client, bank, django_assert_max_num_queries
):
    asked = []
    for n in (60, 5000):
        learner = make_learner(user=User.objects.create_user(f"{n}@example.org"))
        for days_ago in range(20):
            answered(learner, bank, n // 20, 20 - days_ago)
        client.force_login(learner.user)
        client.get(reverse("quiz:progress"))
        answered(learner, bank, 3, 0)
        for _ in range(2):
            with django_assert_max_num_queries(12) as queries:
                client.get(reverse("quiz:progress"))
            asked.append(len(queries))

    assert asked[1] == asked[3]


@pytest.mark.parametrize("what", ["withdrawn", "rekeyed", "merged"])
def test_what_no_longer_holds_is_dropped(admin_client, bank, what):
    learner = make_learner()
    answered(learner, bank, 30, 1)
    progress.learner_progress(learner)
    version = Answer.objects.first().version

    if what == "withdrawn":
        data = {"action": "withdraw", "_selected_action": [version.case_id], "confirmed": "yes"}
        admin_client.post(reverse("admin:cases_case_changelist"), data)
    elif what == "rekeyed":
        version.disease.pattern = "myogenic"
        version.disease.save()
    else:
        other = make_learner()
        answered(other, bank, 10, 3)
        learner.take_over(other)

    assert not DailyScore.objects.filter(learner=learner).exists()
    assert progress.learner_progress(learner).report == progress.report_of_learner(learner)


def test_answers_that_were_withheld_count_under_their_days_once_the_run_has_ended(bank):
    learner = make_learner()
    run = make_assessment(learner, withheld=True)
    make_answer(learner, bank[0], stages=3, attempt=run)
    Answer.objects.update(finished_at=NOW - timedelta(days=2))
    Commitment.objects.update(committed_at=NOW - timedelta(days=2))
    make_answer(learner, bank[1], stages=3)
    assert [day.n for day in progress.learner_progress(learner).days] == [1]

    run.end(timezone.now())

    assert [day.n for day in progress.learner_progress(learner).days] == [1, 1]


def test_rescore_rebuilds_and_says_what_differed(bank):
    right, wrong = make_learner(), make_learner()
    for learner in (right, wrong):
        answered(learner, bank, 30, 1)
        progress.learner_progress(learner)
    DailyScore.objects.filter(learner=wrong).update(
        probability=0.99, is_mastered=True, mastered_since=NOW
    )
    out = StringIO()

    call_command("rescore", stdout=out)

    said = out.getvalue()
    assert f"learner {wrong.pk}:" in said
    assert "Learners scored anew: 2. Kept scores that differed: 1." in said
    assert progress.learner_progress(wrong).days == progress.recomputed_days(wrong)


def test_a_clock_that_was_set_back_is_put_right_by_rescore(bank):
    learner = make_learner()
    answered(learner, bank, 30, 1)
    progress.learner_progress(learner)
    answered(learner, bank, 3, 5)

    call_command("rescore", stdout=StringIO())

    assert progress.learner_progress(learner).days == progress.recomputed_days(learner)
    assert Case.objects.count() == len(bank)
