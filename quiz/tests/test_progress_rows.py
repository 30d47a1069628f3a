"""From rows to the report: what the scoring core is given."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from knowledge.patterns import Pattern, Stage
from quiz.tests.factory import make_answer, make_assessment, make_learner, sure

from .. import progress
from ..practice.selection import UNCOUNTED

pytestmark = pytest.mark.django_db


def test_a_report_knows_the_beliefs_of_all_stages():
    learner = make_learner()
    answer = make_answer(learner, make_version("neurogenic"), stages=3, **sure("neurogenic"))
    answer.commitments.filter(stage=Stage.HISTORY).update(**sure("myogenic"))

    stages = progress.report_of_learner(learner).stages

    assert [row.right for row in stages.rows] == [0, 1, 1]
    assert stages.settled == (Stage.EXAMINATION,)


def test_a_stage_that_was_never_committed_is_left_out():
    learner = make_learner()
    make_answer(learner, stages=3).commitments.filter(stage=Stage.EXAMINATION).delete()

    assert [row.n for row in progress.report_of_learner(learner).stages.rows] == [1, 0, 1]


def test_a_report_tells_typical_from_atypical_cases():
    learner = make_learner()
    make_answer(
        learner, make_version("myogenic", typicality="atypical"), stages=3, **sure("myogenic")
    )

    found = dict(progress.report_of_learner(learner).typicality)

    assert {name: (share.x, share.n) for name, share in found.items()} == {
        "typical": (0, 0),
        "less_typical": (0, 0),
        "atypical": (1, 1),
    }


@pytest.mark.parametrize("rule", UNCOUNTED)
def test_a_score_does_not_change_by_answers_whose_learner_was_told_of_them(client, learner, rule):
    """Neither do its trend, the choice of cases, a self-assessment under way and all answers."""
    run = make_assessment(learner)
    for pattern in Pattern:
        make_answer(learner, make_version(pattern), stages=3, attempt=run, **sure(pattern))
        make_answer(learner, make_version(pattern), stages=3, **sure("myogenic"))

    def scores():
        return (
            progress.report_of_learner(learner),
            progress.learner_progress(learner),
            progress.recomputed_days(learner),
            progress.recent_report(learner),
            progress.report_of_everything(learner),
            progress.report_of_assessment(run),
        )

    before = scores()
    for pattern in Pattern:
        make_answer(learner, make_version(pattern), stages=3, rule=rule, **sure("fatigable"))

    assert scores() == before
    rows = client.get(reverse("quiz:export_json")).json()["answers"]
    assert [row["counts"] for row in rows] == [True] * 6 + [False] * 3


def test_a_report_tells_kept_rules_from_broken_ones():
    learner = make_learner()
    broken = make_version("myogenic", exception="Weakness is distal.")
    make_answer(learner, broken, stages=3, **sure("myogenic"))
    make_answer(learner, make_version("neurogenic"), stages=3, **sure("myogenic"))

    found = dict(progress.report_of_learner(learner).pattern_rule)

    assert {rule: (share.x, share.n) for rule, share in found.items()} == {
        "keeps": (0, 1),
        "breaks": (1, 1),
    }


@pytest.mark.parametrize(
    ("hours_later", "settled"),
    [(0, (Stage.HISTORY, None)), (1, (None, Stage.HISTORY))],
)
def test_answers_are_ordered_by_when_they_were_finished_and_then_by_id(hours_later, settled):
    learner = make_learner()
    right, wrong = (
        make_answer(learner, make_version("myogenic"), stages=3, **sure(call))
        for call in ("myogenic", "fatigable")
    )
    now = timezone.now()
    wrong.commitments.update(committed_at=now)
    right.commitments.update(committed_at=now + timedelta(hours=hours_later))

    assert progress.report_of_learner(learner).stages.settled == settled


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_asks_one_question_however_many_answers(django_assert_num_queries, rows):
    learner = make_learner()
    for _ in range(rows):
        make_answer(learner, stages=3)

    with django_assert_num_queries(1):
        progress.report_of_learner(learner)


def test_the_window_found_among_recent_answers_is_the_window(monkeypatch):
    learner = make_learner()
    versions = [
        make_version(pattern)
        for pattern in ("fatigable", "neurogenic", "myogenic")
        for _ in range(12)
    ]
    for version in versions * 3:
        make_answer(learner, version, stages=3)
    whole = progress.report_of_learner(learner)

    for recent in (400, 100, 70, 40):
        monkeypatch.setattr(progress, "RECENT", recent)
        found = progress.recent_report(learner)
        assert (found.n, found.rows, found.pairs) == (whole.n, whole.rows, whole.pairs)
    assert whole.n == 60
