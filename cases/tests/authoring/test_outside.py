"""Cases of none of the three patterns at the authors' desk."""

import re
from collections import defaultdict
from random import Random

import pytest
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from knowledge.current_model import current_model
from knowledge.editions import look_at_tables_again
from knowledge.loaders import Diseases
from knowledge.models import Finding, Frequency
from knowledge.patterns import OUTSIDE, Pattern, Stage
from knowledge.tests.factory import make_disease

from ...authoring.checks import ShelvedCase, WrittenCase, writing_help
from ...authoring.drafts import finding_words
from ...authoring.giveaways import giveaways
from ...authoring.patient_draft import draft
from ...loaders import Cases, publish_record
from ...serializers import to_record
from ..admin.test_case_version import ADD, written
from .test_checks import SHELF

AGAINST = {f"against_{pattern}": f"Not {pattern}." for pattern in Pattern}


@pytest.mark.django_db
@pytest.mark.parametrize("lacking", AGAINST)
def test_a_case_of_none_of_the_three_needs_all_three_arguments(lacking):
    version = make_version("outside", published=False)
    assert version.missing() == {}

    setattr(version, lacking, "")

    assert list(version.missing()) == [lacking]


@pytest.mark.django_db
def test_an_author_writes_and_sends_a_case_of_none_of_the_three(client, sign_in):
    sign_in("author")
    form = written(disease=make_disease("outside").pk, _submit="1", **AGAINST)

    page = client.get(reverse(ADD)).content.decode()
    client.post(reverse(ADD), form)

    assert "Where the key is something else, all three are needed." in page
    version = CaseVersion.objects.get()
    assert (version.pattern, version.is_in_review) == (OUTSIDE, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("myogenic", "Choose a disease of another pattern, or of none of the three"),
        ("outside", "Choose a disease of one of the three patterns"),
    ],
)
def test_a_look_alike_has_another_key(key, words):
    version = make_version(key, published=False, look_alike=make_disease(key))

    assert version.missing()["look_alike"][0].startswith(words)


@pytest.mark.django_db
def test_look_alikes_go_across_both_ways():
    outside = make_version("outside", look_alike=make_disease("neurogenic"))
    muscle = make_version("myogenic", look_alike=outside.disease, look_alike_case=outside.case)

    assert outside.published_at
    assert muscle.published_at


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["something else", "none of the three"])
def test_the_list_and_the_pickers_find_cases_by_the_fourth_key_and_name_it(client, sign_in, words):
    sign_in("author")
    version = make_version("outside", title="Stiff legs")
    make_version("myogenic", title="Stairs")
    url = reverse("admin:cases_caseversion_changelist")

    listed = client.get(url).content.decode()
    filtered = client.get(url, {"disease__pattern__exact": "outside"}).context["cl"].queryset
    found = client.get(url, {"q": words}).context["cl"].queryset

    assert "Something else: none of the three patterns" in listed
    assert re.search(r'field-pattern_name">something else<', listed)
    assert list(filtered) == list(found) == [version]


@pytest.fixture
def cord(shipped):
    """A disease of the cord, known to the model with what speaks for it."""
    disease = make_disease("outside", id="dcm", name="Degenerative cervical myelopathy")
    for finding in ("babinski", "hyperreflexia", "sensory_ataxia", "mri_cervical_spondylosis"):
        Frequency.objects.create(
            disease=disease,
            finding=Finding.objects.get(pk=finding),
            frequency="very_frequent",
            basis="consensus",
        )
    look_at_tables_again()
    yield disease
    look_at_tables_again()


def test_the_model_drafts_a_patient_of_none_of_the_three(client, sign_in, cord):
    sign_in("author")

    client.post(
        reverse("admin:cases_caseversion_draft"),
        {"disease": "dcm", "typicality": "typical", "seed": 7},
    )

    version = CaseVersion.objects.get(disease=cord)
    assert version.generated_at
    assert version.look_alike.pattern in tuple(Pattern)
    assert all(version.findings_by_stage().values())
    page = client.get(version.get_absolute_url())
    assert page.status_code == 200


def test_what_decides_in_such_a_draft_speaks_for_something_else(cord):
    drafted = draft(current_model().model, finding_words(), "dcm", "typical", Random(1))

    deciding = {item.finding for item in drafted.coded if item.decides}
    assert deciding & {"babinski", "hyperreflexia", "sensory_ataxia"}


def test_a_look_alike_across_is_proposed_with_all_four_shares(client, sign_in, cord):
    sign_in("author")
    als = CaseVersion.objects.filter(disease="als", current_of__isnull=False).first()
    outside = make_version("outside", disease=cord, published=False)

    for version, rival in ((als, "dcm"), (outside, "als")):
        url = reverse("admin:cases_caseversion_look_alike", args=[version.pk])
        page = client.get(url, {"rival": rival}).content.decode()
        heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
        assert heads[2:] == ["Junction", "Nerve", "Muscle", "Something else"]
        assert client.post(url, {"rival": rival}).status_code == 302


def test_the_evidence_page_reads_cases_of_something_else(client, sign_in, cord):
    sign_in("reviewer")
    make_version("outside", disease=cord, title="Stiff legs")

    page = client.get(reverse("admin:cases_caseversion_evidence")).content.decode()

    assert "<td>something else</td>" in page


@pytest.mark.django_db
def test_the_help_asks_for_all_three_arguments_and_counts_such_cases(client, sign_in):
    sign_in("author")
    disease = make_disease("outside")
    make_version("outside", disease=disease)
    asked = {"disease": disease.pk, "headline": "H.", "age": 40}

    page = client.post(reverse("admin:cases_caseversion_help"), asked).content.decode()

    for pattern in Pattern:
        assert f"what speaks against {pattern.label.lower()}" in page
    assert "Cases of something else in the bank: 1" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A cervical myelopathy.", ["myelopathy"]),
        ("Cord compression was feared.", ["cord compression"]),
        ("His father has Parkinson disease.", ["parkinson"]),
        ("Polymyalgia, or functional weakness?", ["functional weakness", "polymyalgia"]),
        ("Multiple sclerosis in her mother.", ["sclerosis"]),
        ("MRI: brainstem and cord are normal; cerebrospinal fluid is clear.", []),
        ("He functions well and walks outside.", []),
    ],
)
def test_words_that_name_what_is_outside_give_it_away(text, told):
    assert giveaways(text, ()) == told


def test_a_file_of_such_a_case_is_told_what_it_lacks(monkeypatch):
    entry = next(one for one in Cases().read()[0] if len(one.record.against) == 2)
    of_it = (entry.record.disease, entry.record.look_alike.disease)
    diseases = Diseases().read()[0]
    for disease in diseases:
        if disease.record.id in of_it:
            disease.record.pattern, disease.record.category = OUTSIDE, "cord"
    monkeypatch.setattr(Diseases, "read", lambda _: (diseases, []))

    told = {fault.message for fault in Cases().faults([entry], defaultdict(set))}

    assert {
        "against: gives one argument against each of the three patterns, as it has none of them",
        "look_alike: is of none of the three too",
    } <= told


@pytest.mark.django_db
def test_a_content_file_of_such_a_case_is_published_as_it_was():
    record = to_record(make_version("outside"))
    CaseVersion.objects.update(look_alike_case=None)

    again = publish_record(record.model_copy(update={"code": "zzzzz"}))

    assert set(record.against) == set(Pattern)
    assert to_record(again) == record.model_copy(update={"code": "zzzzz"})


def test_the_bank_counts_of_something_else_do_not_mix_with_those_of_a_pattern():
    shelved = ShelvedCase("Stiff legs", "dcm", OUTSIDE, 60, "male", {}, {})
    shelf = SHELF.__class__(
        SHELF.findings, {**SHELF.diseases, "dcm": ("Myelopathy", OUTSIDE)}, bank=[shelved]
    )
    texts = dict.fromkeys(Stage, "")

    assert "age" not in writing_help(WrittenCase(texts, disease="als"), shelf)
    assert writing_help(WrittenCase(texts, disease="dcm"), shelf)["age"] == [
        "Cases of something else in the bank: 1 (female 0, male 1)."
    ]
