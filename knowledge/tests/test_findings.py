"""The pages about findings, and the table of contrasts."""

import re

import pytest
from django.urls import reverse

from knowledge.models import Finding, Frequency
from knowledge.tests.factory import make_disease, make_finding, make_reference

pytestmark = pytest.mark.django_db


def words_of(html):
    return " ".join(re.sub(r"<[^>]*>", "", html.partition(">")[2]).split())


def make_frequency(finding, disease, frequency="frequent", **fields):
    return Frequency.objects.create(
        finding=finding, disease=disease, frequency=frequency, **{"basis": "consensus", **fields}
    )


def test_a_finding_tells_how_to_look_why_it_points_and_how_often_by_disease(client):
    finding = make_finding(name="A sign", elicit="Look.", mechanism="It arises here.")
    disease = make_disease("fatigable", name="A junction disease")
    make_frequency(
        finding, disease, "very_frequent", basis="literature", reference=make_reference(year="2001")
    )

    page = client.get(finding.get_absolute_url()).content.decode()

    for words in ("A sign", "Look.", "It arises here."):
        assert words in page
    row = page.split('class="rows"')[1]
    assert words_of(row).startswith("A junction disease 80 to 99 % · literature: Writer 2001")
    assert f'<a href="{disease.get_absolute_url()}">' in row


def test_references_of_a_mechanism_stand_apart_and_each_leads_to_its_paper(client):
    finding = make_finding(mechanism="It arises here.")
    with_doi, without = (
        make_reference(authors="Kusner LL", year="2006", doi="10.1/1"),
        make_reference(year="2001"),
    )
    finding.references.add(with_doi, without)

    page = client.get(finding.get_absolute_url()).content.decode()

    assert "It arises here. (Kusner 2006, Writer 2001)" in words_of(page)
    assert 'href="https://doi.org/10.1/1"' in page
    assert f'href="{reverse("lessons:reference_list")}#{without.pk}"' in page


def test_an_unknown_finding_is_not_found(client):
    assert client.get(reverse("knowledge:finding", args=["nothing"])).status_code == 404


def test_the_contrast_keeps_exceptions_out_of_the_columns_until_asked(client):
    finding = make_finding(name="A sign")
    make_frequency(finding, make_disease("fatigable"), "very_frequent")
    exception = make_disease("myogenic", name="An exception", exception="It breaks the rule.")
    make_frequency(finding, exception, "obligate")

    plain = client.get(reverse("knowledge:contrast")).content.decode()
    beside = client.get(reverse("knowledge:contrast"), {"beside": exception.pk}).content.decode()

    assert "nearly always" in plain
    assert "100 %" not in plain
    assert "100 %" in beside
    assert "It breaks the rule." in beside


def rows(client, **wish):
    response = client.get(reverse("knowledge:contrast"), wish)
    return [row["finding"].name for row in response.context["rows"]]


def test_the_contrast_is_filtered_by_stage_words_and_what_sets_apart(client):
    disease, other = make_disease("fatigable"), make_disease("myogenic")
    told, seen = make_finding(name="Told", group="history"), make_finding(name="Seen", group="exam")
    for finding in (told, seen):
        make_frequency(finding, disease, "obligate")
    make_frequency(seen, other, "obligate")
    make_frequency(make_finding(name="Proof", role="confirmatory"), disease)

    assert rows(client) == ["Told", "Seen"]
    assert rows(client, stage="history") == ["Told"]
    assert rows(client, words="see") == ["Seen"]
    Finding.objects.filter(name="Seen").update(synonyms=["Sjögren-like dryness", "SLD"])
    for words in ("sld", "sjogren\u2013like", "drynes"):
        assert rows(client, words=words) == ["Seen"]
    assert rows(client, words="sl") == []
    assert rows(client, apart="on") == ["Told", "Seen"]
    make_frequency(seen, make_disease("neurogenic"), "obligate")
    assert rows(client, apart="on") == ["Told"]


def test_a_filter_that_does_not_exist_is_told_at_its_field(client):
    response = client.get(reverse("knowledge:contrast"), {"beside": "nothing"})

    assert response.status_code == 422
    assert "not one of the available choices" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "most"), [("knowledge:contrast", 5), ("knowledge:finding_list", 2)]
)
def test_pages_of_findings_ask_the_same_however_many(
    client, django_assert_max_num_queries, name, most, number
):
    for _ in range(number):
        make_frequency(make_finding(), make_disease())

    with django_assert_max_num_queries(most):
        client.get(reverse(name))


@pytest.mark.parametrize("number", [1, 3])
def test_a_finding_asks_at_most_6(client, django_assert_max_num_queries, number):
    finding = make_finding()
    for _ in range(number):
        make_frequency(finding, make_disease())

    with django_assert_max_num_queries(6):
        client.get(finding.get_absolute_url())
