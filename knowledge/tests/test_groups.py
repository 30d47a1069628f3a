"""What pages show of diseases that have none of the three patterns."""

import pytest
from django.urls import reverse

from knowledge.models import Disease, Finding

pytestmark = pytest.mark.django_db
SOMETHING_ELSE = "Something else: none of the three patterns"


@pytest.fixture(autouse=True)
def tables(shipped):
    """The tables that ship."""


def page(client, name, *args, **query):
    return client.get(reverse(f"knowledge:{name}", args=args), query)


def test_the_list_of_diseases_ends_with_something_else_by_category(client):
    text = page(client, "disease_list").content.decode()

    assert (
        text.index("Muscle: proximal") < text.index(SOMETHING_ELSE) < text.index("Joint or tendon")
    )
    assert text.index("Joint or tendon") < text.index("Rotator cuff")


def test_a_disease_outside_shows_its_category_and_what_to_check(client):
    stroke = Disease.objects.get(pk="stroke")

    text = page(client, "disease", "stroke").content.decode()

    assert SOMETHING_ELSE in text
    assert "Brain:" in text
    for manoeuvre in stroke.checks.all():
        assert manoeuvre.name in text
    assert "Diseases of the three patterns that share most" in text
    for words in ("An exception", "Explore a patient", "rule of the pattern"):
        assert words not in text


def test_a_disease_of_a_pattern_shows_what_to_check_and_look_alikes_outside(client):
    response = page(client, "disease", "mg_ocular")

    text = response.content.decode()
    assert "Check at the bedside" in text
    assert "aponeurotic_ptosis" in [other["pk"] for other in response.context["look_alikes"]]


def test_a_finding_shows_what_a_report_writes_and_what_shows_it(client):
    ptosis = Finding.objects.get(pk="fatigable_ptosis")

    text = page(client, "finding", "fatigable_ptosis").content.decode()

    for words in (ptosis.report_present, ptosis.report_absent, ptosis.manoeuvres.get().name):
        assert words in text
    assert text.index("Muscle: proximal") < text.index(SOMETHING_ELSE)


def test_a_result_of_a_test_names_the_test_that_shows_it(client):
    raised = Finding.objects.get(pk="ck_raised")

    assert raised.investigations.get().name in page(client, "finding", "ck_raised").content.decode()


def test_the_table_of_contrasts_is_of_the_three_patterns(client):
    response = page(client, "contrast")

    assert {len(row["cells"]) for row in response.context["rows"]} == {3}
    beside = response.context["form"].fields["beside"].queryset
    assert not beside.filter(pattern="outside").exists()


def test_explore_begins_from_diseases_of_the_three_patterns_only(client):
    form = page(client, "explore").context["start"]

    assert not form.fields["disease"].queryset.filter(pattern="outside").exists()
    assert page(client, "start_patient", disease="stroke").url == reverse("knowledge:explore")


def test_a_disease_outside_is_compared_with_one_of_a_pattern(client):
    response = page(client, "compare", a="aponeurotic_ptosis", b="mg_ocular")

    assert "fatigable_ptosis" in [one.finding for one, _ in response.context["apart"][:6]]
