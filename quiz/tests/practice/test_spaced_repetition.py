"""What was missed comes back as another case of its pair, by one of two fixed schedules."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.patterns import Belief, Pattern
from quiz.tests.factory import make_answer, make_assessment, make_learner, make_practice, sure

from ...models import Miss
from ...models.miss import drawn_schedule
from ...practice import spaced_repetition
from ...practice.spaced_repetition import WEEK, Schedule
from ...progress import report_of_learner

F, N, M = Pattern
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVEN = {"fatigable": 50, "neurogenic": 0, "myogenic": 50}


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
    ("belief", "called"),
    [
        (Belief(10, 50, 40), N),
        (Belief(20, 20, 60), None),
        (Belief(50, 0, 50), F),  # no choice, and one rival
        (Belief(34, 33, 33), None),  # no idea: no rival
        (Belief(50, 50, 0), None),  # two rivals
    ],
)
def test_what_it_was_taken_for_is_the_choice_or_the_only_rival(belief, called):
    assert spaced_repetition.taken_for(belief, M) == called


def test_three_returns_come_in_the_session_after_a_week_and_after_four():
    first = spaced_repetition.first_return(Schedule.THREE, NOW, Random(1))
    second, third = (
        spaced_repetition.next_return(Schedule.THREE, n, missed_at=NOW, at=at)
        for n, at in ((1, NOW), (2, NOW + WEEK))
    )

    assert 3 <= first.cases_left <= 5
    assert (second.due_at, third.due_at) == (NOW + WEEK, NOW + 4 * WEEK)
    assert (
        spaced_repetition.next_return(Schedule.THREE, 3, missed_at=NOW, at=NOW + 4 * WEEK) is None
    )


def test_one_return_comes_after_a_week():
    assert spaced_repetition.first_return(Schedule.ONE, NOW, Random(1)).due_at == NOW + WEEK
    assert spaced_repetition.next_return(Schedule.ONE, 1, missed_at=NOW, at=NOW + WEEK) is None


@given(
    st.sampled_from(Schedule), st.lists(st.integers(0, 90), max_size=6), st.integers(0, 2**32 - 1)
)
def test_whoever_answers_right_is_through_after_as_many_returns_and_never_asked_early(
    schedule, late, seed
):
    due, at, returns = spaced_repetition.first_return(schedule, NOW, Random(seed)), NOW, 0
    while due:
        at = due.due_at + timedelta(days=late[returns] if returns < len(late) else 0)
        returns += 1
        due = spaced_repetition.next_return(schedule, returns, missed_at=NOW, at=at)
        assert due is None or due.due_at - at >= WEEK

    assert returns == len(schedule.waits)


def test_the_lot_gives_each_schedule_to_about_half_and_the_same_each_time():
    pairs = [(learner, frozenset((N, M))) for learner in range(400)]

    drawn = [drawn_schedule(*pair) for pair in pairs]

    assert drawn == [drawn_schedule(*pair) for pair in pairs]
    assert 150 < drawn.count(Schedule.THREE) < 250
    assert set(drawn) == {Schedule.THREE, Schedule.ONE}


def by(monkeypatch, schedule):
    monkeypatch.setattr("quiz.models.miss.drawn_schedule", lambda learner, pair: schedule)


@pytest.fixture
def three(monkeypatch):
    by(monkeypatch, Schedule.THREE)


@pytest.fixture
def mixed_in(monkeypatch):
    """Practice deals whatever is due."""
    monkeypatch.setattr("quiz.practice.selection.MIXED_IN", 1)


@pytest.fixture
def miss(learner, monkeypatch):
    """A myogenic case called neurogenic with 94 %, which is due, of three returns."""
    by(monkeypatch, Schedule.THREE)
    answer = make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
    Miss.objects.update(due_at=timezone.now() - timedelta(hours=1), cases_left=0)
    return Miss.objects.get(answer=answer)


@pytest.mark.django_db
class TestTheList:
    def test_whatever_was_missed_stands_on_it_sure_or_not_and_by_whatever_rule(self, learner):
        for belief, rule in (
            (sure("neurogenic"), "thin edge"),
            ({"fatigable": 40, "neurogenic": 30, "myogenic": 30}, "pack"),
            (sure("myogenic"), "thin edge"),
            ({"fatigable": 34, "neurogenic": 33, "myogenic": 33}, ""),
        ):
            make_answer(learner, make_version("myogenic"), stages=3, rule=rule, **belief)

        assert [(miss.pair, miss.is_confident) for miss in Miss.objects.all()] == [
            ((M, N), True),
            ((M, F), False),
        ]

    def test_the_last_belief_sent_twice_makes_one_entry(self, client, learner):
        answer = make_answer(learner, make_version("myogenic"), stages=2)

        for _ in range(2):
            client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("neurogenic"))

        assert Miss.objects.count() == 1

    def test_feedback_says_how_sure_one_was_and_that_it_comes_back(self, client, learner, three):
        answer = make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))

        page = " ".join(client.get(answer.get_absolute_url()).text.split())

        assert "<h2> Worth a second look </h2>" in page
        assert "sure, and wrong" in page
        assert "You were 94&nbsp;% sure." in page
        assert re.search(r"another after [345] more cases", page)

    def test_feedback_on_a_right_answer_says_nothing_of_it(self, client, learner):
        answer = make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))

        page = client.get(answer.get_absolute_url()).text

        assert "second look" not in page
        assert "comes back" not in page

    def test_the_progress_page_lists_it_by_its_short_name(self, client, miss):
        page = client.get(reverse("quiz:progress")).text

        assert "What you missed" in page
        assert "due now" in page
        assert ">Muscle</a>" in page

    def test_what_is_withheld_is_neither_listed_nor_due(self, client, learner, miss):
        Miss.objects.update(due_at=None)
        run = make_assessment(learner, withheld=True)
        make_answer(learner, make_version("myogenic"), stages=3, attempt=run, **sure("neurogenic"))
        Miss.objects.filter(answer__attempt=run).update(due_at=timezone.now())

        assert Miss.objects.listed(learner).count() == 1
        assert "Due today" not in client.get(reverse("home")).text

        run.end(timezone.now())
        assert "Due today: 1 case" in client.get(reverse("home")).text

    def test_what_is_withheld_closes_nothing(self, learner, miss):
        run = make_assessment(learner, withheld=True)
        make_answer(learner, make_version("myogenic"), stages=3, attempt=run, **sure("neurogenic"))

        assert Miss.objects.open(learner) == [miss]

    def test_what_was_missed_in_withdrawn_cases_is_not_due(self, learner, miss):
        Case.objects.update(withdrawn_at=timezone.now())

        assert not Miss.objects.due(learner, timezone.now())

    def test_what_others_missed_is_not_seen(self, client, learner):
        make_answer(make_learner(), make_version("myogenic"), stages=3, **sure("neurogenic"))

        assert "What you missed" not in client.get(reverse("quiz:progress")).text
        assert "Nothing is due today" in client.get(reverse("quiz:look_again")).text

    def test_the_list_leaves_with_the_rest_of_the_learners_data(self, learner, miss):
        (exported,) = learner.export()["misses"]

        assert (exported["called"], exported["schedule"]) == ("neurogenic", "three")

    def test_missed_cases_are_those_of_the_learner(self, learner, miss):
        make_answer(make_learner(), make_version("myogenic"), stages=3, **sure("neurogenic"))

        assert list(Miss.objects.missed_cases(learner)) == [miss.answer.version.case]
        assert Miss.objects.open_pairs(learner) == {frozenset((N, M))}


@pytest.mark.django_db
class TestReturns:
    def test_the_first_comes_after_some_other_cases(self, learner, three):
        make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
        waits = Miss.objects.get().cases_left

        for _ in range(waits):
            assert not Miss.objects.due(learner, timezone.now())
            make_answer(learner, make_version("fatigable"), stages=3, **sure("fatigable"))

        assert len(Miss.objects.due(learner, timezone.now())) == 1

    @pytest.mark.usefixtures("mixed_in")
    def test_practice_deals_another_case_of_the_pair(self, client, miss):
        make_version("fatigable")
        other = make_version("myogenic")

        answer = client.get(reverse("quiz:practice")).context["answer"]

        assert (answer.version_id, answer.rule, answer.counts) == (other.pk, "due", True)

    def test_practice_does_not_always_deal_what_is_due(self, client, learner, miss):
        make_version("neurogenic")
        rules = set()
        for _ in range(20):
            rules.add(client.get(reverse("quiz:practice")).context["answer"].rule)
            make_answer(learner, make_version("fatigable"), stages=3, **sure("fatigable"))

        assert "due" in rules
        assert len(rules) > 1

    @pytest.mark.parametrize("rule", ["due", "announced"])
    def test_answered_right_it_goes_on_to_the_next(self, learner, miss, rule):
        make_answer(learner, make_version("neurogenic"), stages=3, rule=rule, **sure("neurogenic"))

        miss.refresh_from_db()
        assert miss.returns == 1
        assert timezone.now() + timedelta(days=6) < miss.due_at

    def test_after_the_last_it_is_done(self, client, learner, miss):
        Miss.objects.update(returns=2)
        make_answer(learner, make_version("neurogenic"), stages=3, rule="due", **sure("neurogenic"))

        miss.refresh_from_db()
        assert (miss.is_done, miss.due_at) == (True, None)
        assert "done" in client.get(reverse("quiz:progress")).text

    def test_answered_wrong_within_the_pair_the_new_one_takes_over(self, learner, miss):
        new = make_answer(
            learner, make_version("neurogenic"), stages=3, rule="due", **sure("myogenic")
        )

        assert [one.answer for one in Miss.objects.open(learner)] == [new]
        miss.refresh_from_db()
        assert miss.due_at is None

    def test_answered_wrong_with_a_third_it_begins_anew_beside_the_new_one(self, learner, miss):
        Miss.objects.update(returns=1)
        make_answer(learner, make_version("neurogenic"), stages=3, rule="due", **sure("fatigable"))

        miss.refresh_from_db()
        assert (miss.returns, miss.cases_left > 0) == (0, True)
        assert Miss.objects.open_pairs(learner) == {frozenset((N, M)), frozenset((F, N))}

    def test_ten_errors_on_a_pair_are_one_return(self, learner):
        for _ in range(5):
            make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))
            make_answer(learner, make_version("neurogenic"), stages=3, **sure("myogenic"))

        assert len(Miss.objects.open(learner)) == 1
        assert len({miss.schedule for miss in Miss.objects.all()}) == 1

    def test_a_case_dealt_by_another_rule_leaves_it_due(self, learner, miss):
        make_answer(learner, make_version("neurogenic"), stages=3, **sure("neurogenic"))

        assert Miss.objects.due(learner, timezone.now()) == [miss]

    @pytest.mark.usefixtures("mixed_in")
    def test_a_page_of_an_unannounced_return_is_as_any_other(self, client, learner, miss):
        text = {"history": "A.", "examination": "B.", "tests": "C."}
        make_version("neurogenic", **text)
        make_version("myogenic", **text)
        make_version("fatigable", **text)
        pages, rules = [], []
        for due_at in (timezone.now(), timezone.now() + WEEK):
            Miss.objects.update(due_at=due_at)
            response = client.get(reverse("quiz:practice"))
            rules.append(response.context["answer"].rule)
            secret = r'(name="(?:csrfmiddlewaretoken|case)" value=|data-case=)"[^"]*"'
            pages.append(re.sub(secret, "", response.text))

        assert rules[0] == "due" != rules[1]
        assert pages[0] == pages[1]


@pytest.mark.django_db
class TestLookingAgain:
    def test_the_first_page_says_what_is_due_today_and_leads_there(self, client, miss):
        page = client.get(reverse("home")).text

        assert "Due today: 1 case" in page
        assert reverse("quiz:look_again") in page

    def test_the_first_page_says_nothing_to_a_passer_by(self, client):
        assert "Due today" not in client.get(reverse("home")).text

    def test_it_says_how_many_and_names_nothing(self, client, miss):
        page = client.get(reverse("quiz:look_again")).text

        assert "Look again: 1 case due today" in page
        assert "counts in no score" in page
        main = page.split("<main")[1].split("</main>")[0].casefold()
        for word in (str(miss.answer.version.disease), "muscle", "nerve", "myogenic"):
            assert word.casefold() not in main

    def test_a_case_is_announced_counts_nowhere_and_leads_to_the_next(self, client, learner, miss):
        make_version("neurogenic")
        make_version("myogenic")
        page = client.get(reverse("quiz:next_return"))
        before = report_of_learner(learner).n
        answer = page.context["answer"]
        assert "counts nowhere" in page.text
        assert answer.version_id != miss.answer.version_id

        client.post(
            reverse("quiz:begin"), {"case": page.context["token"], **sure(answer.version.pattern)}
        )
        stored = make_practice(learner).answers.latest("pk")
        assert client.get(reverse("quiz:next_return")).url == stored.get_absolute_url()
        for position in (2, 3):
            url = reverse("quiz:commit_belief", args=[stored.pk, position])
            client.post(url, sure(answer.version.pattern))

        assert reverse("quiz:next_return") in client.get(stored.get_absolute_url()).text
        assert report_of_learner(learner).n == before
        miss.refresh_from_db()
        assert miss.returns == 1
        assert client.get(reverse("quiz:next_return")).url == reverse("quiz:look_again")
        assert "Nothing is due today" in client.get(reverse("quiz:look_again")).text

    def test_what_is_due_later_today_is_dealt_and_moves_on(self, learner, miss):
        end = timezone.localtime().replace(hour=23, minute=59, second=58)
        Miss.objects.update(due_at=end)
        make_answer(
            learner, make_version("neurogenic"), stages=3, rule="announced", **sure("neurogenic")
        )

        miss.refresh_from_db()
        assert miss.returns == 1
