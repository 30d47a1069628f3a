"""Flash cards in the site: what is dealt, what is taken, what is counted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.models import Confusion
from knowledge.tests.factory import make_disease, make_finding, make_reference
from learners.models import Learner
from quiz.models import StudiedCard
from quiz.tests.factory import make_answer, make_assessment, make_learner, sure

from ...cards.decks import cards_of, misses_of
from ...cards.flash_card import Deck
from ...cards.study import SESSION, cards_due_today, cards_of_learner
from ...practice import card_schedule
from ...practice.card_schedule import Grade

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STUDY = "/cards/study/"


@pytest.fixture
def knowledge():
    """A disease of each pattern, a rule for one confusion, a finding with its source."""
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        make_disease(pattern)
    finding = make_finding(name="Lost jerks", mechanism="The arc is broken.", elicit="Tap.")
    finding.references.add(make_reference(authors="Author A", doi="10.1/x"))
    Confusion.objects.create(
        id="one", said="myogenic", was="neurogenic", finding=finding, text="Test every reflex."
    )
    return finding


def plain(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sent(page, grade, changed=None):
    """What the page of a card sends where a grade is pressed."""
    found = re.findall(r'name="(card|times|n|deck)" value="([^"]*)"', page.content.decode())
    return {**dict(found), "grade": grade, **(changed or {})}


def graded(client, grade, url=STUDY):
    return client.post(reverse("quiz:grade_card"), sent(client.get(url), grade))


class TestSchedule:
    def test_a_card_that_was_not_known_comes_back_within_the_session(self):
        card = card_schedule.graded(None, Grade.AGAIN, NOW)

        assert card_schedule.comes_back(card) - NOW == timedelta(minutes=10)
        assert not card_schedule.is_learned(card)

    def test_the_better_it_was_known_the_later_it_comes_back(self):
        backs = [
            card_schedule.comes_back(card_schedule.graded(None, grade, NOW)) for grade in Grade
        ]

        assert backs == sorted(backs)
        assert backs[3] - NOW > timedelta(days=3)

    def test_each_grade_says_beforehand_when_the_card_would_come_back(self):
        waits = card_schedule.waits(None, NOW)

        assert waits[Grade.AGAIN] == "10 minutes"
        assert waits[Grade.EASY].endswith("days")

    @pytest.mark.parametrize(
        ("wait", "words"),
        [
            (timedelta(seconds=20), "1 minute"),
            (timedelta(minutes=15), "15 minutes"),
            (timedelta(hours=5), "5 hours"),
            (timedelta(days=1), "1 day"),
            (timedelta(days=45), "2 months"),
            (timedelta(days=730), "2 years"),
        ],
    )
    def test_a_wait_is_told_in_its_largest_unit(self, wait, words):
        assert card_schedule.in_words_of_time(wait) == words


def test_a_card_shows_its_front_and_holds_its_back_with_source_and_link(client, knowledge):
    page = client.get(f"{STUDY}?deck=findings")

    front, back = page.content.decode().split('<details class="flash__turn"')
    assert "Lost jerks" in front
    assert "Tap." in front
    assert "The arc is broken." not in front
    assert "The arc is broken." in back
    assert "https://doi.org/10.1/x" in back
    assert reverse("knowledge:finding", args=[knowledge.pk]) in back


def test_looking_stores_nothing_and_a_grade_makes_a_guest_a_learner(client, knowledge):
    client.get(reverse("quiz:card_decks"))
    client.get(STUDY)
    assert (Learner.objects.count(), StudiedCard.objects.count()) == (0, 0)

    response = graded(client, "good")

    assert response.url == f"{STUDY}?n=1"
    assert StudiedCard.objects.get().learner == Learner.objects.get()


def test_a_grade_sent_twice_or_from_an_old_page_counts_once(client, learner, knowledge):
    page = client.get(f"{STUDY}?deck=findings")
    for grade in ("again", "easy", "easy"):
        client.post(reverse("quiz:grade_card"), sent(page, grade))

    studied = StudiedCard.objects.get()
    assert studied.times == 1
    assert studied.due_at - studied.studied_at == timedelta(minutes=10)


@pytest.mark.parametrize(
    "changed", [{"card": "finding:nothing"}, {"grade": "perfect"}, {"times": "x"}, {"card": ""}]
)
def test_what_no_page_would_send_is_refused_and_stores_nothing(client, knowledge, changed):
    data = sent(client.get(STUDY), "good", changed)

    assert client.post(reverse("quiz:grade_card"), data).status_code == 400
    assert StudiedCard.objects.count() == 0


@pytest.mark.parametrize("query", ["?deck=nothing", "?n=x", "?n=-1", "?n=" + "9" * 30])
def test_an_address_that_makes_no_sense_still_shows_a_card_or_the_end(client, knowledge, query):
    assert client.get(STUDY + query).status_code == 200


def test_a_session_has_at_most_twenty_cards_and_then_says_so(client, knowledge):
    for _ in range(SESSION + 5):
        make_finding()
    assert f"card {SESSION} of at most {SESSION}" in plain(client.get(f"{STUDY}?n={SESSION - 1}"))

    page = plain(client.get(f"{STUDY}?n={SESSION}"))

    assert "20 cards done." in page
    assert "That is a session." in page


def test_what_is_due_comes_first_then_what_is_new_then_what_is_due_within_minutes(
    learner, knowledge
):
    for _ in range(3):
        make_finding()
    new = cards_of_learner(learner).next_card(Deck.FINDINGS, NOW)
    StudiedCard.objects.take(learner, new.key, Grade.AGAIN, times=0, at=NOW)

    def next_at(at):
        card = cards_of_learner(learner).next_card(Deck.FINDINGS, at)
        return card and card.key

    assert next_at(NOW + timedelta(minutes=11)) == new.key
    others = {next_at(NOW)}
    while (key := next_at(NOW)) != new.key:
        others.add(key)
        StudiedCard.objects.take(learner, key, Grade.EASY, times=0, at=NOW)
    assert new.key not in others  # came last, though only due in ten minutes
    assert next_at(NOW - timedelta(hours=1)) is None


def test_the_decks_tell_what_is_due_new_and_learned(client, learner, knowledge):
    url = f"{STUDY}?deck=findings"
    graded(client, "easy", url)
    StudiedCard.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    page = plain(client.get(reverse("quiz:card_decks")))

    counts = next(one for one in cards_of_learner(learner).counts if one.deck is Deck.FINDINGS)
    assert (counts.due, counts.learned, counts.new) == (1, 1, counts.total - 1)
    assert "1 card comes back today." in page
    assert cards_due_today(learner) == 1
    assert cards_due_today(None) == 0


def test_cards_that_are_gone_are_neither_dealt_nor_counted(client, learner, knowledge):
    StudiedCard.objects.take(learner, "finding:gone", Grade.AGAIN, times=0, at=NOW)

    assert cards_due_today(learner) == 0
    assert client.get(STUDY).status_code == 200


class TestOwnErrors:
    def test_the_deck_is_empty_before_any(self, client, knowledge):
        assert "Empty until you take one pattern for another" in plain(
            client.get(reverse("quiz:card_decks"))
        )
        assert "No card waits." in plain(client.get(f"{STUDY}?deck=errors"))

    def test_a_wrong_call_makes_a_card_of_the_pair_and_its_rule(self, client, learner, knowledge):
        version = make_version("neurogenic", history="She keeps bees.", title="A beekeeper")
        make_answer(learner, version, stages=3, **sure("myogenic"))

        page = plain(client.get(f"{STUDY}?deck=errors"))

        assert "You called it muscle, and it was nerve" in page
        assert "Test every reflex." in page
        assert version.disease.name in page
        assert "bees" not in page
        assert "beekeeper" not in page

    def test_an_error_takes_the_place_of_the_card_with_the_same_answer(self, learner, knowledge):
        assert "confusion:myogenic:neurogenic" in cards_of(learner)
        make_answer(learner, make_version("neurogenic"), stages=3, **sure("myogenic"))

        cards = cards_of(learner)

        assert "error:myogenic:neurogenic" in cards
        assert "confusion:myogenic:neurogenic" not in cards

    def test_what_its_learner_may_not_know_yet_makes_none(self, client, learner, knowledge):
        withheld = make_assessment(learner, withheld=True)
        make_answer(learner, make_version("neurogenic"), stages=3, attempt=withheld)
        make_answer(learner, make_version("neurogenic"), stages=2)

        assert misses_of(learner) == []

    def test_right_calls_withdrawn_cases_and_others_make_none(self, learner, knowledge):
        make_answer(learner, make_version("myogenic"), stages=3)
        gone = make_answer(learner, make_version("neurogenic"), stages=3)
        Case.objects.filter(pk=gone.version.case_id).update(withdrawn_at=timezone.now())
        make_answer(make_learner(), make_version("neurogenic"), stages=3)

        assert misses_of(learner) == []

    def test_something_else_counts_only_where_it_could_be_said(self, learner, knowledge):
        make_answer(learner, make_version("outside"), stages=3)
        assert misses_of(learner) == []

        make_answer(learner, make_version("outside"), stages=3, may_be_outside=True)
        assert [miss.was for miss in misses_of(learner)] == ["outside"]


class TestJoining:
    def test_cards_of_a_guest_come_along_and_what_both_studied_becomes_one(self, knowledge):
        guest = make_learner()
        owner = make_learner(user=User.objects.create_user("owner"))
        later = NOW + timedelta(days=2)
        for learner, key, grade, at in (
            (owner, "finding:a", Grade.AGAIN, NOW),
            (guest, "finding:a", Grade.EASY, later),
            (owner, "finding:b", Grade.EASY, later),
            (guest, "finding:b", Grade.AGAIN, NOW),
            (guest, "finding:c", Grade.GOOD, NOW),
        ):
            StudiedCard.objects.take(learner, key, grade, times=0, at=at)

        owner.take_over(guest)

        rows = {row.key: row for row in StudiedCard.objects.by(owner)}
        assert {key: row.times for key, row in rows.items()} == {
            "finding:a": 2,
            "finding:b": 2,
            "finding:c": 1,
        }
        assert [rows[key].studied_at for key in ("finding:a", "finding:b")] == [later, later]
        assert all(rows[key].is_learned for key in ("finding:a", "finding:b"))
        assert StudiedCard.objects.count() == 3


@pytest.mark.parametrize("rows", [1, 30])
def test_a_card_asks_as_often_however_many_there_are(
    client, learner, knowledge, django_assert_max_num_queries, rows
):
    for _ in range(rows):
        make_finding()
        make_answer(learner, make_version("neurogenic"), stages=3)
    client.get(STUDY)

    with django_assert_max_num_queries(7):
        client.get(STUDY)
    with django_assert_max_num_queries(6):
        client.get(reverse("quiz:card_decks"))
