"""Running sums over answers, and their rebuild from the raw ones."""

import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.patterns import KEYS, Belief, Pattern, Stage
from quiz.analysis import rebuild
from quiz.models import Answer
from quiz.models.response_tally import ResponseTally, TallyKey
from quiz.tests.factory import make_answer, make_learner, sure

from ...analysis.item_statistics import discrimination
from ...analysis.response_tally import UNIT, Called, CaseStatistics
from ...practice.selection import UNCOUNTED
from ...scoring.belief_score import choice

pytestmark = pytest.mark.django_db
NO_CHOICE = {"fatigable": 34, "neurogenic": 33, "myogenic": 33}


def rebuild_statistics(**options):
    out, err = StringIO(), StringIO()
    call_command("rebuild_statistics", stdout=out, stderr=err, **options)
    return out.getvalue().splitlines(), err.getvalue()


def elsewhere(work):
    """Do it on another connection, now; what it raises is raised here."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()
        pool.submit(lambda: connection.close()).result()  # that of the other thread


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    """As in use.

    SQLite's database for tests is in memory, where reading keeps others from writing.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "test.sqlite3")) as file:
        in_memory.backup(file)
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "test.sqlite3")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name


def answer_at_random(learners, versions, times, seed=1):
    """Some cases twice, some without a choice, some not finished, some dealt by a filter."""
    chance = random.Random(seed)
    beliefs = [*map(sure, Pattern), sure("myogenic"), NO_CHOICE]
    for learner in learners:
        for _ in range(times):
            stages = chance.choice([2, 3, 3, 3, 3])
            rule, belief = (
                chance.choice(["", "due", "", "due", "", "due", "", "due", "filter"]),
                chance.choice(beliefs),
            )
            make_answer(learner, chance.choice(versions), stages=stages, rule=rule, **belief)


def by_hand():
    """The same sums from the definitions, one answer after the other."""
    sums, met, marks = {}, set(), {}
    for answer in Answer.objects.finished().order_by("finished_at", "id"):
        learner, truth = answer.attempt.learner_id, answer.version.pattern
        if (learner, answer.version.case_id) in met or answer.version.case.withdrawn_at:
            continue
        met.add((learner, answer.version.case_id))
        if not answer.counts:
            continue
        called, before = choice(answer.last_belief), marks.setdefault((learner, truth), [])
        rest = UNIT * sum(before) // len(before) if len(before) >= 5 else None
        row = sums.setdefault(TallyKey(answer.version_id, called or ""), [0, 0, 0, 0])
        for place, value in enumerate([1, rest is not None, rest or 0, (rest or 0) ** 2]):
            row[place] += value
        before.append(called == truth)
    return {key: tuple(row) for key, row in sums.items()}


@pytest.fixture
def answered():
    versions = [make_version() for _ in range(16)] + [
        make_version("fatigable"),
        make_version("neurogenic"),
    ]
    learners = [make_learner() for _ in range(5)]
    answer_at_random(learners, versions, 30)
    return versions, learners


def test_running_sums_a_rebuild_and_the_definitions_agree(answered):
    running = ResponseTally.objects.stored()

    assert rebuild_statistics()[0] == ["No difference."]
    assert ResponseTally.objects.stored() == running == by_hand()
    assert sum(row[1] for row in running.values()) > 10


def test_a_rebuild_from_nothing_gives_the_same(answered):
    running = ResponseTally.objects.stored()
    ResponseTally.objects.all().delete()

    said, _ = rebuild_statistics()

    assert said[-1] == f"Sums that differed: {len(running)}."
    assert ResponseTally.objects.stored() == running


def test_a_rebuild_says_what_differed_and_mends_it():
    version = make_version()
    make_answer(make_learner(), version, stages=3, **sure("fatigable"))
    ResponseTally.objects.update(n=7)

    said, bar = rebuild_statistics()

    assert said == [f"Version {version.pk} called fatigable: n 7, now 1", "Sums that differed: 1."]
    assert bar.rstrip().endswith("100%")
    assert ResponseTally.objects.get().n == 1


def test_a_dry_run_mends_nothing():
    make_answer(make_learner(), stages=3)
    ResponseTally.objects.update(n=7)

    assert rebuild_statistics(dry_run=True)[0][-1] == "Sums that differed: 1."
    assert ResponseTally.objects.get().n == 7


def test_an_answer_finished_during_a_rebuild_waits_for_nothing_and_is_counted_once(on_disk):
    version, learner, late = make_version(), make_learner(), make_learner()
    make_answer(learner, version, stages=3)
    waiting = make_answer(late, version, stages=2)
    ResponseTally.objects.update(n=7)

    steps = rebuild.rebuild_tallies()
    next(steps)
    elsewhere(lambda: waiting.commit(Belief(0, 0, 100), stage=list(Stage)[-1], at=timezone.now()))
    *_, found = steps

    assert [difference.stored[0] - difference.counted[0] for difference in found] == [6]
    assert ResponseTally.objects.stored() == by_hand()
    assert sum(row[0] for row in ResponseTally.objects.stored().values()) == 2


def test_reading_first_calls_again_is_stored_part_by_part(on_disk, monkeypatch):
    monkeypatch.setattr("quiz.analysis.rebuild.LEARNERS", 1)
    for _ in range(2):
        make_answer(make_learner(), stages=3)
    Answer.objects.update(first_call="fatigable")
    right = []

    for _ in rebuild.reread_all_first_calls():
        elsewhere(lambda: right.append(Answer.objects.exclude(first_call="fatigable").count()))

    assert right == [1, 2, 2]


def test_without_learners_there_is_nothing_to_rebuild():
    assert rebuild_statistics()[0] == ["No difference."]


def test_only_the_first_answer_of_a_learner_counts():
    version, learner = make_version(), make_learner()

    for pattern in ("fatigable", "myogenic"):
        make_answer(learner, version, stages=3, **sure(pattern))

    assert ResponseTally.objects.stored() == {TallyKey(version.pk, "fatigable"): (1, 0, 0, 0)}


@pytest.mark.parametrize("rule", UNCOUNTED)
def test_a_case_that_its_learner_was_told_of_is_in_no_sum_now_or_later(rule):
    """Nor is a second answer to it, which is no first meeting."""
    learner, version = make_learner(), make_version()
    make_answer(learner, version, stages=3, rule=rule)
    make_answer(learner, version, stages=3)

    assert ResponseTally.objects.stored() == {}
    assert rebuild_statistics(beliefs=True)[0][0] == "Answers whose first call differed: 0."
    assert ResponseTally.objects.stored() == {}


def test_a_case_met_in_another_version_is_not_met_for_the_first_time():
    version, learner = make_version(), make_learner()
    make_answer(learner, version, stages=3)
    later = version.new_version()
    later.publish()

    make_answer(learner, later, stages=3)

    assert [key.line for key in ResponseTally.objects.stored()] == [version.pk]


@pytest.mark.parametrize(
    ("change", "sums"), [("wording", [2]), ("clinical", [1, 1]), ("key", [1, 1])]
)
def test_statistics_go_on_over_a_correction_of_wording_only(change, sums):
    version = make_version()
    make_answer(make_learner(), version, stages=3)
    later = version.new_version(change=change)
    later.publish()

    make_answer(make_learner(), later, stages=3)

    assert [row[0] for row in ResponseTally.objects.stored().values()] == sums
    assert rebuild_statistics()[0] == ["No difference."]


def test_beliefs_are_read_again_when_asked(answered):
    running = ResponseTally.objects.stored()
    first = Answer.objects.exclude(first_call=None)
    n, second = first.count(), Answer.objects.finished().filter(first_call=None).first()
    first.update(first_call="")
    Answer.objects.filter(pk=second.pk).update(first_call="myogenic")

    said, _ = rebuild_statistics(beliefs=True)

    called = sum(row[0] for key, row in running.items() if key.called)
    assert said == [f"Answers whose first call differed: {called + 1}.", "No difference."]
    assert first.count() == n
    assert ResponseTally.objects.stored() == running


def test_a_dry_run_keeps_first_calls_as_they_are():
    make_answer(make_learner(), stages=3)
    Answer.objects.update(first_call="fatigable")

    said, _ = rebuild_statistics(beliefs=True, dry_run=True)

    assert said[0] == "Answers whose first call differed: 1."
    assert Answer.objects.get().first_call == "fatigable"


def test_joined_accounts_have_one_first_answer_to_a_case():
    version, one, other = make_version(), make_learner(), make_learner()
    make_answer(one, version, stages=3, **sure("fatigable"))
    make_answer(other, version, stages=3, **sure("myogenic"))

    other.take_over(one)

    assert list(Answer.objects.order_by("finished_at").values_list("first_call", flat=True)) == [
        "fatigable",
        None,
    ]


def test_committing_twice_counts_once():
    answer = make_answer(make_learner(), stages=3)

    answer.commit(Belief(100, 0, 0), stage=list(answer.beliefs)[-1], at=answer.finished_at)

    assert [row[0] for row in ResponseTally.objects.stored().values()] == [1]


def test_answers_to_a_withdrawn_case_leave_at_the_next_rebuild():
    answer = make_answer(make_learner(), stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=answer.finished_at)

    rebuild_statistics()

    assert ResponseTally.objects.stored() == {}


@pytest.mark.parametrize("times", [1, 12])
def test_counting_an_answer_asks_once_however_many_there_are(django_assert_num_queries, times):
    learner = make_learner()
    for _ in range(times):
        answer = make_answer(learner, stages=3)

    with django_assert_num_queries(1):
        ResponseTally.objects.record_answer(answer.pk, learner.pk)


@pytest.mark.parametrize("learners", [1, 3])
def test_a_rebuild_asks_no_more_than_its_parts(django_assert_max_num_queries, learners):
    for _ in range(learners):
        make_answer(make_learner(), stages=3)

    with django_assert_max_num_queries(50):
        rebuild_statistics()


def test_statistics_of_a_case_follow_from_its_sums():
    pairs = [(True, 9000), (True, 6000), (False, 2000), (True, 8000), (False, 5000)]
    sums = {
        mark: Called(
            *(sum(rest**power for right, rest in pairs if right == mark) for power in (0, 0, 1, 2))
        )
        for mark in (True, False)
    }

    found = CaseStatistics(Pattern.MYOGENIC, {Pattern.MYOGENIC: sums[True], None: sums[False]})

    assert (found.found.x, found.n, found.easiness) == (3, 5, 5 / 8)
    whole = discrimination(5, 3, 3.0, 2.3, 2.1)
    assert found.discrimination.r == pytest.approx(whole.r)
    assert [called and called.value for called, _ in found.options] == [*KEYS, None]
    assert found.options[-1][1].mean_rest == pytest.approx(0.35)
    assert found.options[0][1].mean_rest is None
