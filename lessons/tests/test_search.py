"""Search over lessons, claims, findings, terms and references."""

import pytest
from django.urls import reverse

from cases.tests.factory import make_finding, make_reference
from lessons.models import SearchEntry
from lessons.search import look_up, marked, rebuild
from lessons.tests.factory import make_claim, make_lesson, make_term

pytestmark = pytest.mark.django_db


def titles(words):
    return [str(result.title) for result in look_up(words).results]


def test_the_words_are_found_in_any_form_and_marked():
    make_finding(name="Drooping eyelids", elicit="Look at them.")
    make_finding(name="Wasted hand", elicit="Look at it.")

    assert titles("eyelid droops") == ["<mark>Drooping</mark> <mark>eyelids</mark>"]


@pytest.mark.parametrize("words", ["paralysed fibres", "paralyzed fibers"])
def test_british_and_american_spelling_find_each_other(words):
    make_claim(paraphrase="Paralysed muscle fibres do not ache.")

    assert len(titles(words)) == 1


def test_another_name_of_a_term_finds_what_bears_the_term():
    make_term(term="Ptosis", also=["weakness of eyelids"], meaning="A lid that hangs.")
    finding = make_finding(name="Ptosis on upgaze")

    found = [result.url for result in look_up("eyelids weak").results]

    assert finding.get_absolute_url() in found


def test_what_holds_more_and_rarer_words_comes_first():
    make_finding(name="Weakness of the hand")
    make_finding(name="Weakness of the lid")
    make_finding(name="Weakness")

    assert titles("weakness lid")[0] == "<mark>Weakness</mark> of the <mark>lid</mark>"


def test_a_misspelt_word_is_taken_for_the_nearest_one():
    make_lesson(title="Myasthenia")

    found = look_up("miasthenia")

    assert found.instead == "myasthenia"
    assert [str(result.title) for result in found.results] == ["<mark>Myasthenia</mark>"]


def test_nothing_found_says_so(client):
    page = client.get(reverse("lessons:search"), {"q": "zzz"}).content.decode()

    assert "0 found" in page


@pytest.mark.parametrize("words", ['"', "'", "a OR", "NOT", "col:x", "*", "(", "%", "\\", "-", "the", "NEAR(a b)"])
def test_signs_that_mean_something_to_a_database_do_no_harm(client, words):
    make_lesson(title="A lesson")

    assert client.get(reverse("lessons:search"), {"q": words}).status_code == 200


def test_an_empty_or_endless_wish_is_refused_at_its_field(client):
    for words, message in (("", "Type a word or two."), ("x" * 101, "at most 100 characters")):
        response = client.get(reverse("lessons:search"), {"q": words})

        assert response.status_code == 422
        assert message in response.content.decode()


def test_search_follows_what_is_changed_and_deleted():
    reference = make_reference(title="An old title")
    reference.title = "A new title"
    reference.save()

    assert titles("new title") == ["A <mark>new</mark> <mark>title</mark>"]
    assert [str(result.title) for result in look_up("old").results] == []

    reference.delete()

    assert titles("new title") == []


def test_rebuilding_changes_nothing():
    make_lesson()
    make_claim()
    before = list(SearchEntry.objects.order_by("kind", "key").values("kind", "key", "title", "words"))

    rebuild()

    assert list(SearchEntry.objects.order_by("kind", "key").values("kind", "key", "title", "words")) == before


def test_what_is_marked_is_escaped():
    assert marked("<b>lid</b> & lids", {"lid"}) == "&lt;b&gt;<mark>lid</mark>&lt;/b&gt; &amp; <mark>lids</mark>"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_asks_at_most_4(client, django_assert_max_num_queries, rows):
    for n in range(rows):
        make_lesson(title=f"Lids {n}")

    with django_assert_max_num_queries(4):
        client.get(reverse("lessons:search"), {"q": "lids"})
