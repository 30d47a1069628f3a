"""Bookmarks and notes of a learner's own on answered cases."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from learners.middleware import COOKIE, cookie_value
from quiz.models import Bookmark, CaseNote, marks_of
from quiz.models.bookmark import NOTE_LENGTH, joined_notes
from quiz.tests.factory import make_answer, make_assessment, make_learner

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WORDS = "Test again after ten seconds of effort."


@pytest.fixture
def answer(learner):
    return make_answer(learner, stages=3)


def keep(client, answer, keep="yes", **kwargs):
    return client.post(reverse("quiz:bookmark", args=[answer.pk]), {"keep": keep}, **kwargs)


def write(client, answer, text, seen="", **kwargs):
    data = {"note-text": text, "note-seen": seen}
    return client.post(reverse("quiz:note", args=[answer.pk]), data, **kwargs)


def seen_on(client, answer):
    """Which note the page says that it shows."""
    return client.get(answer.get_absolute_url()).context["note_form"].marks.note_mark


def test_a_bookmark_is_set_and_taken_away_and_a_second_click_changes_nothing(client, answer):
    for _ in range(2):
        assert keep(client, answer).url == answer.get_absolute_url()
    assert "Remove bookmark" in client.get(answer.get_absolute_url()).text
    assert Bookmark.objects.count() == 1

    for _ in range(2):
        keep(client, answer, "no")
    assert "Remove bookmark" not in client.get(answer.get_absolute_url()).text
    assert not Bookmark.objects.exists()


def test_for_htmx_the_button_alone_comes_back(client, answer):
    page = keep(client, answer, headers=HTMX).text

    assert "Remove bookmark" in page
    assert "<html" not in page


def test_a_note_is_stored_changed_and_deleted(client, answer):
    write(client, answer, WORDS)
    assert WORDS in client.get(answer.get_absolute_url()).text

    write(client, answer, "Lids first.", seen=seen_on(client, answer))
    assert [note.text for note in CaseNote.objects.all()] == ["Lids first."]

    write(client, answer, " ", seen=seen_on(client, answer))
    assert not CaseNote.objects.exists()


def test_a_note_belongs_to_the_case_and_shows_at_each_answer_to_it(client, learner, answer):
    again = make_answer(learner, answer.version, stages=3)
    write(client, answer, WORDS)

    assert WORDS in client.get(again.get_absolute_url()).text


def test_neither_shows_while_the_case_waits_for_another_answer(client, learner, answer):
    write(client, answer, WORDS)
    keep(client, answer)
    again = make_answer(learner, answer.version, stages=2)

    page = client.get(again.get_absolute_url()).text

    assert WORDS not in page
    assert "ookmark" not in page


def test_what_is_too_long_comes_back_whole_with_the_reason(client, answer):
    long = "x" * (NOTE_LENGTH + 1)
    for headers in ({}, HTMX):
        response = write(client, answer, long, headers=headers)

        assert response.status_code == 422
        assert long in response.text
        assert "Your note has 2001 characters; 2000 are the most." in response.text
    assert not CaseNote.objects.exists()


def test_a_note_that_another_tab_changed_meanwhile_is_not_replaced_unseen(client, answer):
    write(client, answer, "From the first tab.")

    response = write(client, answer, "From the second tab.", seen="")

    assert response.status_code == 422
    assert "Another tab changed this note meanwhile." in response.text
    assert "From the first tab.\n\nFrom the second tab." in response.text
    assert [note.text for note in CaseNote.objects.all()] == ["From the first tab."]
    both = response.context["note_form"]
    write(client, answer, both["text"].value(), seen=both["seen"].value())
    assert CaseNote.objects.get().text == "From the first tab.\n\nFrom the second tab."


def test_the_same_note_sent_twice_is_taken_twice(client, answer):
    assert [write(client, answer, WORDS).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("stages", [0, 2])
def test_an_unanswered_case_takes_neither(client, learner, stages):
    answer = make_answer(learner, stages=stages)

    assert (keep(client, answer).status_code, write(client, answer, WORDS).status_code) == (
        404,
        404,
    )


def test_a_case_whose_result_is_withheld_takes_neither(client, learner):
    answer = make_answer(learner, stages=3, attempt=make_assessment(learner, withheld=True))

    assert (keep(client, answer).status_code, write(client, answer, WORDS).status_code) == (
        404,
        404,
    )


def test_nobody_marks_the_answer_of_another(client, learner):
    other = make_answer(make_learner(), stages=3)

    assert (keep(client, other).status_code, write(client, other, WORDS).status_code) == (404, 404)
    assert not Bookmark.objects.exists()


def test_nobody_reads_the_note_of_another_on_the_same_case(client, answer):
    CaseNote.objects.write(make_learner(), answer.version.case, WORDS, at=timezone.now())

    assert WORDS not in client.get(answer.get_absolute_url()).text


def test_on_signing_in_bookmarks_become_one_and_notes_are_joined(client):
    owner = User.objects.create_user("owner")
    guest, account = make_learner(), make_learner(user=owner)
    both, guests = make_version().case, make_version().case
    for learner, text in ((guest, "Lids first."), (account, WORDS)):
        Bookmark.objects.put(learner, both, is_kept=True)
        CaseNote.objects.write(learner, both, text, at=timezone.now())
    CaseNote.objects.write(guest, guests, "Only here.", at=timezone.now())
    client.cookies[COOKIE] = cookie_value(guest.browser)
    client.force_login(owner)

    client.post(reverse("learners:merge"), {"choice": "bring"})

    assert marks_of(account, both).is_bookmarked
    assert marks_of(account, both).note == f"{WORDS}\n\nLids first."
    assert marks_of(account, guests).note == "Only here."
    assert (Bookmark.objects.count(), CaseNote.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [("a", "b", "a\n\nb"), ("a b", "b", "a b"), ("b", "a b", "a b"), ("a", "a", "a")],
)
def test_of_two_notes_nothing_is_said_twice(one, other, joined):
    assert joined_notes(one, other) == joined
