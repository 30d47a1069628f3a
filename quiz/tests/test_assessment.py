"""A self-assessment: cases chosen for its learner until there is a verdict."""

import random
import re
from collections import Counter
from itertools import cycle, islice

import pytest
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import Pattern
from quiz.tests.factory import make_answer, make_assessment, make_learner, sure

from ..models import Answer, Attempt, Mode
from ..modes import drawing
from ..scoring.adaptive import CAP

pytestmark = pytest.mark.django_db
NEXT = "quiz:next_assessed"


@pytest.fixture(autouse=True)
def _same_chance(monkeypatch):
    """Simulated learners meet the same cases in every run of the tests, whatever the ids of their
    rows.
    """
    monkeypatch.setattr(
        drawing, "chance_of", lambda kind, place, position=0: random.Random(f"7 {position}")
    )


@pytest.fixture
def bank():
    """Cases enough for a self-assessment without repeats, of all kinds."""
    kinds = ("typical", "less_typical", "atypical")
    return [
        make_version(pattern, typicality=kinds[n % 3]) for pattern in Pattern for n in range(26)
    ]


def begin(client, feedback="each"):
    return client.post(reverse("quiz:assessment"), {"feedback": feedback})


def work(client, calls, limit=CAP + 5):
    """Answer what is dealt, each as `calls` says of its truth, until the self-assessment ends; the
    run.
    """
    for _ in range(limit):
        response = client.get(reverse(NEXT))
        if response.status_code == 302:
            break
        token = re.search(r'name="case" value="([^"]+)"', response.content.decode())[1]
        version = response.context["answer"].version
        belief = sure(calls(CaseVersion.objects.get(pk=version.pk).pattern))
        client.post(reverse("quiz:begin"), {"case": token, **belief})
        answer = Answer.objects.latest("pk")
        for position in (2, 3):
            client.post(reverse("quiz:commit_belief", args=[answer.pk, position]), belief)
    return Attempt.objects.get(mode=Mode.ASSESSMENT)


def test_a_wish_for_feedback_that_comes_too_late_is_told(client, bank):
    page = {}
    for wish in ("each", "each", "end"):
        page[wish] = client.post(reverse("quiz:assessment"), {"feedback": wish}, follow=True).text

    told = "You had begun one already"
    assert (told in page["each"], told in page["end"]) == (False, True)
    assert not Attempt.objects.get(mode=Mode.ASSESSMENT).withheld


def test_a_perfect_learner_stops_early_at_separates(client, bank):
    begin(client)

    run = work(client, lambda truth: truth)

    page = client.get(run.get_absolute_url()).content.decode()
    assert 22 <= run.answers.count() <= 30
    assert run.ended_at is not None
    assert "<h1>You separate the three.</h1>" in page


def test_a_learner_who_confuses_one_pair_gets_it_named(client, bank):
    halves = {pattern: cycle([Pattern.NEUROGENIC, Pattern.MYOGENIC]) for pattern in Pattern}
    begin(client)

    work(
        client, lambda truth: truth if truth == Pattern.FATIGABLE else next(halves[truth]), limit=30
    )

    client.post(reverse("quiz:end_assessment"))
    page = client.get(Attempt.objects.get().get_absolute_url()).content.decode()
    assert "Nerve from muscle, not yet." in page
    assert "Practise nerve and muscle" in page


def test_a_guesser_is_told_not_yet_within_15_and_may_go_on(client, bank):
    chance = random.Random(1)
    begin(client)
    work(client, lambda truth: chance.choice(list(Pattern)), limit=15)

    page = client.get(reverse(NEXT)).content.decode()

    assert "As it stands:" in page
    assert "not yet" in page
    assert "and see the examination" in page


def test_it_ends_after_60_answers_without_a_verdict_even_if_repeats_do_not_count(client):
    versions = [make_version(pattern) for pattern in Pattern]
    begin(client)
    run = Attempt.objects.get(mode=Mode.ASSESSMENT)
    for version in islice(cycle(versions), CAP - 3):
        make_answer(run.learner, version, attempt=run, stages=3, **sure(version.pattern))

    work(client, lambda truth: truth)

    assert run.answers.count() == CAP
    assert "Undecided is an honest answer" in client.get(run.get_absolute_url()).content.decode()


def test_it_draws_from_all_kinds_of_cases_and_records_the_rule(client, bank):
    begin(client)

    run = work(client, lambda truth: truth)

    answers = run.answers.select_related("version")
    assert len({answer.version.typicality for answer in answers}) == 3
    assert Counter(answer.rule for answer in answers).keys() == {"warm-up", "thin edge"}
    assert answers[0].rule == "warm-up"


def test_it_is_resumed_where_it_was_left(client, bank):
    begin(client)
    work(client, lambda truth: truth, limit=3)
    before = client.get(reverse(NEXT)).context["answer"].version

    begin(client, feedback="end")

    assert client.get(reverse(NEXT)).context["answer"].version == before
    assert [run.withheld for run in Attempt.objects.all()] == [False]
    assert "Go on where you were" in client.get(reverse("quiz:assessment")).content.decode()


def test_it_does_not_mix_with_practice(client, bank):
    begin(client)
    work(client, lambda truth: truth, limit=2)

    page = client.get(reverse("quiz:practice")).content.decode()

    assert "<h1>Case 1" in page


def test_the_choice_of_feedback_must_be_made(client):
    response = client.post(reverse("quiz:assessment"), {})

    assert response.status_code == 422
    assert "Choose when you want feedback." in response.content.decode()
    assert Attempt.objects.count() == 0


def test_feedback_that_is_withheld_shows_nowhere_until_the_end(client, bank):
    begin(client, feedback="end")
    work(client, lambda truth: truth, limit=2)
    answer = Answer.objects.latest("pk")

    for url in (
        answer.get_absolute_url(),
        reverse("quiz:progress"),
        reverse("quiz:all_answers"),
        reverse("quiz:export_csv"),
        reverse("quiz:export_json"),
    ):
        page = client.get(url).content.decode()
        assert "A diagnosis with its result." not in page
        assert '"right": true' not in page
        assert "right, 2 of 2" not in re.sub("<[^>]+>", "", page)
    assert "misses" not in client.get(reverse("learners:export")).json()
    assert "Your belief is kept" in client.get(answer.get_absolute_url()).content.decode()
    assert "counted here once it has ended" in client.get(reverse("quiz:progress")).content.decode()

    client.post(reverse("quiz:end_assessment"))

    assert "A diagnosis with its result." in client.get(answer.get_absolute_url()).content.decode()


def test_withheld_assessment_tells_no_verdict_and_no_rule_before_its_end(client, bank):
    chance = random.Random(1)
    begin(client, feedback="end")
    work(client, lambda truth: chance.choice(list(Pattern)), limit=15)

    page = client.get(reverse(NEXT)).content.decode()
    attempts = client.get(reverse("learners:export")).json()["attempts"]

    assert "As it stands:" not in page
    assert "told at the end" in page
    assert {answer["rule"] for run in attempts for answer in run["answers"]} == {None}


def test_withheld_errors_are_in_the_export_once_it_has_ended(client, bank):
    begin(client, feedback="end")
    work(client, lambda truth: next(other for other in Pattern if other != truth), limit=2)
    client.post(reverse("quiz:end_assessment"))

    assert len(client.get(reverse("learners:export")).json()["misses"]) == 2


def test_feedback_after_each_case_comes_at_once(client, bank):
    begin(client)
    work(client, lambda truth: truth, limit=1)

    page = client.get(Answer.objects.get().get_absolute_url()).content.decode()

    assert "A diagnosis with its result." in page
    assert reverse(NEXT) in page


def test_it_looks_at_the_cases_of_its_own_run_only(client, learner, bank):
    for version in bank:
        make_answer(learner, version, stages=3, **sure(version.pattern))

    begin(client)
    run = work(client, lambda truth: truth, limit=1)

    assert run.ended_at is None


def test_a_belief_for_a_run_that_has_ended_is_refused_in_a_sentence(client, bank):
    begin(client)
    token = re.search(r'name="case" value="([^"]+)"', client.get(reverse(NEXT)).content.decode())[1]
    client.post(reverse("quiz:end_assessment"))

    response = client.post(reverse("quiz:begin"), {"case": token, **sure("myogenic")}, follow=True)

    assert "is no longer open, so this belief was not taken" in response.content.decode()
    assert Answer.objects.count() == 0


def test_a_stage_committed_after_the_end_changes_nothing(client, learner):
    run = make_assessment(learner)
    answer = make_answer(learner, stages=1, attempt=run)
    client.post(reverse("quiz:end_assessment"))

    url = reverse("quiz:commit_belief", args=[answer.pk, 2])
    plain = client.post(url, sure("myogenic"), follow=True).content.decode()
    htmx = client.post(url, sure("myogenic"), headers={"HX-Request": "true"})

    assert "is no longer open, so this belief was not taken" in plain
    assert htmx.headers["HX-Redirect"] == reverse("quiz:assessment")
    assert answer.commitments.count() == 1


def test_runs_of_others_are_not_ended_or_seen(client, learner):
    run = make_assessment(make_learner())

    assert client.post(reverse("quiz:end_assessment")).status_code == 404
    assert client.get(run.get_absolute_url()).status_code == 404
    assert client.get(reverse(NEXT)).url == reverse("quiz:assessment")


def test_an_empty_bank_says_so(client):
    begin(client)

    response = client.get(reverse(NEXT), follow=True)

    assert "No case is ready" in response.content.decode()
