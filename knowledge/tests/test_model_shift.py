"""Whoever changes what the model is built from is told which cases it now sees otherwise."""

import re
from html import unescape

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from content.models import Proposal
from knowledge.editions import look_at_tables_again
from knowledge.models import Disease, Frequency
from knowledge.tests.factory import make_disease

pytestmark = pytest.mark.django_db
LISTS = {"synonyms": "", "red_flags": "", "claims": ""}
WORDS = {"name": "A new disease", "lesion_site": "muscle", "script": "A patient."}
NEW = {
    "id": "new_one",
    "pattern": "myogenic",
    "prevalence": "rare",
    "cause": "other",
    **WORDS,
    **LISTS,
    "_publish": "1",
}


@pytest.fixture(autouse=True)
def alone(settings):
    """One person proposes and publishes at once."""
    settings.ALLOW_SELF_APPROVAL = True


@pytest.fixture
def bank():
    """Three diseases, and a published case whose signs speak for the one that it is."""
    version = make_version("myogenic", title="Stairs")
    make_disease("fatigable"), make_disease("neurogenic")
    for item in version.case_findings.all():
        Frequency.objects.create(
            disease=version.disease,
            finding=item.finding,
            frequency="very_frequent",
            basis="consensus",
        )
    look_at_tables_again()
    return version


def told(response):
    return unescape(
        " ".join(re.findall(r'<li class="warning">(.*?)</li>', response.content.decode(), re.S))
    )


def test_a_new_disease_is_told_with_the_cases_that_it_moves(admin_client, bank):
    response = admin_client.post(reverse("admin:knowledge_disease_add"), NEW, follow=True)

    assert re.search(
        rf"Stairs \({bank.case.code}\) (above 99|below 1|\d+) to \d+ %", told(response)
    )
    assert "No frequencies are given yet for A new disease." in told(response)


def test_a_change_that_the_model_does_not_see_says_nothing(admin_client, bank):
    disease = bank.disease
    form = {**NEW, "id": disease.pk, "name": "Another name", "pattern": disease.pattern}
    form["prevalence"] = disease.prevalence

    response = admin_client.post(
        reverse("admin:knowledge_disease_change", args=[quote(disease.pk)]), form, follow=True
    )

    assert Disease.objects.get(pk=disease.pk).name == "Another name"
    assert told(response) == ""


def test_a_frequency_that_goes_is_told(admin_client, bank):
    row = Frequency.objects.first()

    response = admin_client.post(
        reverse("admin:knowledge_frequency_delete", args=[row.pk]), {"post": "yes"}, follow=True
    )

    assert "Stairs" in told(response)


def test_cases_out_of_the_draw_are_not_named(admin_client, bank):
    CaseVersion.objects.filter(pk=bank.pk).update(written_for=make_disease("neurogenic"))

    response = admin_client.post(reverse("admin:knowledge_disease_add"), NEW, follow=True)

    assert "none of the cases that learners are dealt" in told(response)


def test_before_a_frequency_is_saved_it_is_said_what_moves_here_and_on_case_reports(
    admin_client, bank
):
    row = Frequency.objects.first()
    form = {
        "disease": row.disease_id,
        "finding": row.finding_id,
        "frequency": "excluded",
        "basis": "consensus",
    }

    page = admin_client.post(
        reverse("admin:knowledge_frequency_change", args=[row.pk]), form
    ).content.decode()

    assert re.search(rf"Stairs \({bank.case.code}\) (above 99|below 1|\d+) to \d+ %", page)
    errors = " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', page, re.S))
    assert "Read what this would change" in errors
    assert "Stairs" not in errors
    assert f"<h2>{row.disease}: {row.finding}</h2>" in page  # nothing of what is not saved yet


def test_the_effect_of_a_frequency_stands_on_the_page_of_who_publishes_it(admin_client, bank):
    row = Frequency.objects.first()
    form = {
        "disease": row.disease_id,
        "finding": row.finding_id,
        "frequency": "excluded",
        "basis": "consensus",
    }
    url = reverse("admin:knowledge_frequency_change", args=[row.pk])

    page = admin_client.post(
        url, {**form, "seen": "on", "_submit": "1"}, follow=True
    ).content.decode()
    published = admin_client.post(
        reverse("admin:content_proposal_publish", args=[Proposal.objects.get().pk]),
        {"as_read": re.search(r'name="as_read" value="(\w+)"', page)[1]},
        follow=True,
    )

    assert re.search(
        rf"What it does to the model</h2><p>Of .* Stairs \({bank.case.code}\) (above 99|below"
        r" 1|\d+) to \d+ %",
        page,
    )
    assert "Stairs" in told(published)
    row.refresh_from_db()
    assert (row.frequency, row.history.count()) == ("excluded", 2)
