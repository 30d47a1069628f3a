"""The register of claims, a page for each, and the glossary."""

import pytest
from django.urls import reverse

from knowledge.tests.factory import make_finding, make_reference
from lessons.tests.factory import make_claim, make_lesson, make_term

pytestmark = pytest.mark.django_db


def shown(client, **wish):
    response = client.get(reverse("lessons:source_list"), wish)
    return [claim.pk for passage in response.context["passages"] for claim in passage.claims.all()]


def test_claims_are_filtered_by_verdict_pattern_and_safety(client):
    wrong = make_claim(verdict="contradicted", pattern="fatigable", safety_critical=True)
    other = make_claim(verdict="contradicted", pattern="myogenic")
    right = make_claim(pattern="fatigable")

    assert shown(client) == [wrong.pk, other.pk, right.pk]
    assert shown(client, verdict="contradicted") == [wrong.pk, other.pk]
    assert shown(client, verdict="contradicted", pattern="fatigable") == [wrong.pk]
    assert shown(client, safety="on") == [wrong.pk]


def test_a_filter_that_does_not_exist_is_told_at_its_field_and_shows_all(client):
    claim = make_claim()

    response = client.get(reverse("lessons:source_list"), {"verdict": "nonsense"})

    assert response.status_code == 422
    assert "nonsense is not one of the available choices" in response.content.decode()
    assert claim.paraphrase in response.content.decode()


def test_htmx_gets_the_list_alone(client):
    make_claim()

    page = client.get(
        reverse("lessons:source_list"), headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in page
    assert "1 claim shown." in page


def test_a_claim_has_a_page_with_all_that_belongs_to_it(client):
    repeat, rival = make_claim(paraphrase="Said before."), make_claim(paraphrase="Said otherwise.")
    claim = make_claim(
        verdict="imprecise",
        paraphrase="What is said.",
        rationale="Why not.",
        correction="What holds.",
        line=7,
    )
    claim.references.add(make_reference(title="A paper"))
    claim.findings.add(make_finding(name="A sign"))
    claim.same_as.add(repeat)
    rival.conflicts_with.add(claim)
    make_lesson(f"Told [@{claim.pk}].", title="A lesson")

    page = client.get(claim.get_absolute_url()).content.decode()

    for words in (
        "What is said.",
        "imprecise",
        "Why not.",
        "What holds.",
        "line 7",
        "A paper",
        "A sign",
        "A lesson",
    ):
        assert words in page
    assert "Said before." in page
    assert "Said otherwise." in page


def test_an_unknown_claim_is_not_found(client):
    assert client.get(reverse("lessons:claim", args=["S99.9"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_claim_asks_at_most_9(client, django_assert_max_num_queries, rows):
    claim = make_claim()
    for _ in range(rows):
        claim.references.add(make_reference())
        claim.findings.add(make_finding())
        claim.conflicts_with.add(make_claim())

    with django_assert_max_num_queries(9):
        client.get(claim.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_at_most_7(client, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_claim().references.add(make_reference())

    with django_assert_max_num_queries(7):
        client.get(reverse("lessons:source_list"))


def test_the_glossary_gives_each_term_an_address_and_its_other_names(client):
    term = make_term(term="Ptosis", also=["drooping lid"], meaning="A lid that hangs.")

    page = client.get(reverse("lessons:glossary")).content.decode()

    assert f'id="{term.pk}"' in page
    assert "A lid that hangs." in page
    assert "Also: drooping lid." in page
