"""Search over diseases, findings, lessons, terms, claims and references."""

import re

import pytest
from django.urls import reverse

from cases.tests.factory import make_version
from knowledge.tests.factory import make_disease, make_finding, make_reference
from lessons.tests.factory import make_claim, make_lesson, make_term

from ..models import SearchEntry
from ..search import look_up, marked, rebuild_index

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


def test_a_word_for_search_alone_finds_its_term():
    make_term(term="Muscle tone", search_only=["flaccid"], meaning="Resistance to movement.")

    assert [result.kind for result in look_up("flaccid").results] == ["term"]


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


@pytest.mark.parametrize(
    "words", ['"', "'", "a OR", "NOT", "col:x", "*", "(", "%", "\\", "-", "the", "NEAR(a b)"]
)
def test_signs_that_mean_something_to_a_database_do_no_harm(client, words):
    make_lesson(title="A lesson")

    assert client.get(reverse("lessons:search"), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    ("words", "message"),
    [("", "Type a word or two."), (" ", "Type a word or two."), ("x" * 101, "at most 100")],
)
def test_an_empty_or_endless_wish_is_told_at_its_field_of_a_page_as_good_as_any(
    client, words, message
):
    response = client.get(reverse("lessons:search"), {"q": words})

    assert response.status_code == 200
    assert response.content.decode().count(message) == 1
    assert 'aria-invalid="true"' in response.content.decode()


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
    before = list(
        SearchEntry.objects.order_by("kind", "key").values("kind", "key", "title", "words")
    )

    rebuild_index()

    assert (
        list(SearchEntry.objects.order_by("kind", "key").values("kind", "key", "title", "words"))
        == before
    )


def test_what_is_marked_is_escaped():
    assert (
        marked("<b>lid</b> & lids", {"lid"})
        == "&lt;b&gt;<mark>lid</mark>&lt;/b&gt; &amp; <mark>lids</mark>"
    )


def test_kinds_come_in_one_order_and_references_last():
    make_reference(title="Ptosis")
    make_claim(paraphrase="Ptosis tires.")
    make_term(term="Lid", meaning="What falls in ptosis.")
    make_lesson(title="Lids", summary="Of ptosis.")
    make_finding(name="Lid", elicit="Look for ptosis.")
    make_disease(name="Lids", script="With ptosis.")

    assert [result.kind for result in look_up("ptosis").results] == [
        "disease",
        "finding",
        "lesson",
        "term",
        "claim",
        "reference",
    ]


def test_an_exact_name_goes_before_every_kind():
    make_disease(name="Disease of ptosis", script="Ptosis, ptosis.")
    make_term(term="Blepharoptosis", also=["ptosis"], meaning="A lid that hangs.")

    assert [result.kind for result in look_up("Ptosis").results] == ["term", "disease"]


@pytest.mark.parametrize(
    "words", ["GBS", "gbs", "Guillain-Barre", "guillain–barré", "Barré Guillain", "guillainbarre"]
)
def test_abbreviations_accents_dashes_and_order_make_no_difference(words):
    make_disease(name="Guillain-Barré syndrome", synonyms=["Guillain-Barré"], abbreviations=["GBS"])

    found = look_up(words)

    assert [result.name for result in found.results] == ["Guillain-Barré syndrome"]
    assert found.instead == ""


@pytest.mark.parametrize("words", ["gbs", "als", "mg", "gb", "al", "cm"])
def test_short_words_are_nothing_but_themselves(words):
    make_claim(paraphrase="A gs index, also in 5 cm and 3 mgs.")
    make_reference(authors="Writer A, et al")

    found = look_up(words)

    assert {result.kind for result in found.results if words not in ("al", "cm")} == set()
    assert found.instead == ""


def test_an_abbreviation_that_is_a_whole_word_elsewhere_is_not_taken_apart():
    make_claim(paraphrase="ALS is said.")
    make_reference(authors="Writer A, et al")

    assert [result.kind for result in look_up("ALS").results] == ["claim"]


def test_the_other_names_of_what_is_meant_are_looked_for_too():
    make_disease(name="Amyotrophic lateral sclerosis", abbreviations=["ALS"])
    claim = make_claim(paraphrase="Amyotrophic lateral sclerosis spreads.")

    assert claim.get_absolute_url() in [result.url for result in look_up("als").results]


def test_a_disease_says_how_else_it_is_called():
    make_disease(name="Myasthenia gravis", abbreviations=["MG"], synonyms=["myasthenia"])

    assert "Also called <mark>MG</mark>." in look_up("MG").results[0].snippet


def test_the_other_names_are_marked_where_they_stand_and_their_words_alone_are_not():
    make_disease(name="Guillain-Barré syndrome", abbreviations=["GBS"])
    make_claim(paraphrase="Guillain-Barré syndrome.")
    make_claim(paraphrase="GBS is a syndrome.")

    assert {str(result.title).split(": ", 1)[-1] for result in look_up("GBS").results} == {
        "<mark>Guillain</mark>-<mark>Barré</mark> <mark>syndrome</mark>",
        "<mark>Guillain</mark>-<mark>Barré</mark> <mark>syndrome</mark>.",
        "<mark>GBS</mark> is a syndrome.",
    }


def test_cases_are_not_found():
    version = make_version(title="Lids that fall by evening", history="She blinks.")

    assert [look_up(words).results for words in (version.title, version.case.code, "blinks")] == [
        [],
        [],
        [],
    ]


def test_suggestions_are_the_first_results_and_are_never_stored(client):
    disease = make_disease(name="Myasthenia gravis", abbreviations=["MG"])
    for n in range(9):
        make_claim(paraphrase=f"MG, {n}.")

    response = client.get(reverse("lessons:suggestions"), {"q": "mg"})

    assert response.json()["results"][0] == {
        "kind": "Disease",
        "name": "Myasthenia gravis",
        "url": disease.get_absolute_url(),
    }
    assert len(response.json()["results"]) == 8
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("words", ["", "m", " m ", "x" * 101])
def test_what_is_too_short_or_no_text_suggests_nothing(client, words):
    make_claim(paraphrase="m")

    response = client.get(reverse("lessons:suggestions"), {"q": words})

    assert (response.status_code, response.json()) == (200, {"instead": "", "results": []})


def test_every_page_has_a_search_box_that_works_without_a_script(client):
    page = client.get(reverse("home")).content.decode()

    assert re.search(
        rf'<form[^>]* method="get" action="{reverse("lessons:search")}" role="search"', page
    )
    assert client.get(reverse("lessons:search")).content.decode().count('role="search"') == 1


def test_search_answers_a_whole_page_whoever_asks(client):
    page = client.get(
        reverse("lessons:search"), {"q": "lid"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "<main" in page


@pytest.mark.parametrize("view", ["lessons:search", "lessons:suggestions"])
@pytest.mark.parametrize("words", ["lids", "lidz", "Lids of the eye", "mispelt"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_asks_at_most_4(client, django_assert_max_num_queries, rows, words, view):
    for n in range(rows):
        make_lesson(title=f"Lids {n}")
        make_disease(name=f"Lids, misspelt {n}")

    with django_assert_max_num_queries(4):
        client.get(reverse(view), {"q": words})
