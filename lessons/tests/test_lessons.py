"""Lessons with their sources beside them."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.tests.factory import make_reference
from learners.models import Learner
from lessons.models import Reading
from lessons.tests.factory import make_claim, make_lesson

pytestmark = pytest.mark.django_db


def text(client, lesson):
    return client.get(lesson.get_absolute_url()).content.decode()


def test_a_lesson_shows_verdict_correction_and_reference_beside_the_text(client):
    claim = make_claim(verdict="contradicted", paraphrase="It is inherited.", correction="It is acquired.")
    claim.references.add(make_reference(authors="Gilhus NE", year="2016", doi="10.1/x"))
    lesson = make_lesson(f"Antibodies cause it [@{claim.pk}].")

    page = text(client, lesson)

    for words in (
        "contradicted",
        "It is inherited.",
        "It is acquired.",
        'href="https://doi.org/10.1/x"',
        "Gilhus 2016",
    ):
        assert words in page
    assert f'href="#note-{claim.pk}"' in page
    assert page.count(f'id="note-{claim.pk}"') == 1


def test_a_claim_cited_twice_has_one_note(client):
    claim = make_claim()
    lesson = make_lesson(f"Once [@{claim.pk}].\n\nAgain [@{claim.pk}].")

    assert text(client, lesson).count(f'id="note-{claim.pk}"') == 1


def test_a_changed_claim_shows_in_the_lesson_at_once(client):
    claim = make_claim()
    lesson = make_lesson(f"A sentence [@{claim.pk}].")
    text(client, lesson)

    claim.paraphrase = "It was reworded."
    claim.save()

    assert "It was reworded." in text(client, lesson)


def test_a_changed_reference_shows_in_the_lesson_at_once(client):
    claim, reference = make_claim(), make_reference(year="1999")
    lesson = make_lesson(f"A sentence [@{claim.pk}].")
    text(client, lesson)

    claim.references.add(reference)
    reference.year = "2001"
    reference.save()

    assert "Writer 2001" in text(client, lesson)


def test_a_lesson_that_cites_what_does_not_exist_is_refused_at_its_body():
    lesson = make_lesson()
    lesson.body = "See [@S99.9] and [@ref:nobody-1900]."

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    assert fault.value.message_dict == {"body": ["Cites what does not exist: S99.9, nobody-1900."]}


def test_markup_in_a_lesson_is_cleaned(client):
    page = text(client, make_lesson('<script>alert(1)</script><a href="javascript:alert(1)" onclick="x">Link</a>'))

    assert "alert(1)" not in page
    assert "onclick" not in page


def test_reading_is_kept_once_and_makes_a_learner(client):
    first, second = make_lesson(), make_lesson()

    for _ in range(2):
        response = client.post(reverse("lessons:read_lesson", args=[first.slug]))

    assert response.url == second.get_absolute_url()
    assert [Reading.objects.count(), Learner.objects.count()] == [1, 1]
    assert "<b>read</b>" in client.get(reverse("lessons:lesson_list")).content.decode()


def test_an_unknown_lesson_is_not_found(client):
    assert client.get(reverse("lessons:lesson", args=["nothing"])).status_code == 404


def test_every_page_of_lessons_says_that_no_clinician_has_reviewed_it(client):
    lesson = make_lesson(reviewed_by="Dr A. Reader, neurologist")

    assert "Reviewed by Dr A. Reader, neurologist." in text(client, lesson)
    assert "No clinician has reviewed" in text(client, make_lesson())


def test_the_register_gives_each_claim_an_address_and_counts_verdicts(client):
    claim = make_claim(verdict="unsupported", safety_critical=True)
    make_lesson(f"Said [@{claim.pk}].")

    page = client.get(reverse("lessons:source_list")).content.decode()

    assert f'id="{claim.pk}"' in page
    assert re.search(r'unsupported">unsupported</dt><dd>1<', page)
    assert "safety" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_lesson_asks_at_most_6(client, django_assert_max_num_queries, rows):
    client.force_login(User.objects.create_user("a@example.org"))
    claims = [make_claim() for _ in range(rows)]
    for claim in claims:
        claim.references.add(make_reference())
    lesson = make_lesson(" ".join(f"[@{claim.pk}]" for claim in claims))
    text(client, lesson)

    with django_assert_max_num_queries(6):
        text(client, lesson)


@pytest.mark.parametrize("name", ["lessons:home", "lessons:lesson_list"])
def test_lists_of_lessons_ask_the_same_for_1_and_3(client, django_assert_num_queries, name):
    make_lesson()
    with django_assert_num_queries(1):
        client.get(reverse(name))
    make_lesson()
    make_lesson()

    with django_assert_num_queries(1):
        client.get(reverse(name))
