"""What an author finds by typing in a picker of the desk, and in which order."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.tests.factory import make_disease, make_finding, make_reference
from lessons.tests.factory import make_claim

pytestmark = pytest.mark.django_db
PICKERS = {
    "finding": ("cases", "casefinding", "finding"),
    "disease": ("cases", "caseversion", "disease"),
    "reference": ("knowledge", "frequency", "reference"),
    "case": ("quiz", "quizcase", "case"),
    "version": ("quiz", "keycorrection", "version"),
    "claim": ("lessons", "claim", "same_as"),
}


@pytest.fixture
def picked(client):
    """A function from a picker and what is typed in it to its rows: (key, text)."""
    client.force_login(User.objects.create_superuser("ada"))

    def of(picker, words):
        app, model, field = PICKERS[picker]
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": words}
        rows = client.get(reverse("admin:autocomplete"), asked).json()["results"]
        return [(row["id"], row["text"]) for row in rows]

    return of


FINDINGS = {
    "CK": ["ck_raised", "ck_very_high"],
    "ck raised": ["ck_raised"],
    "creatine kinase": ["ck_raised", "ck_very_high"],
    "areflexia": ["reduced_reflexes"],
    "subacute": ["subacute_onset"],
    "HP:0003236": ["ck_raised"],
    "hp 0003236": ["ck_raised"],
    "double vision": ["diplopia"],
    "diplopia": ["diplopia"],
    "ptosys": ["ptosis"],
    "paresthesia": ["paraesthesia"],
    "gowers\u2019 sign": ["gowers_sign"],
    "prox weak leg": ["proximal_leg_weakness"],
    "neurogenic EMG": ["emg_neurogenic"],
    "statin": ["statin_use"],
    "HMGCR": ["imnm_ab"],
    "dm_rash": ["dm_rash"],
}
DISEASES = {
    "HMGCR": ["imnm"],
    "statin": ["statin_myopathy"],
    "MG": ["mg_achr"],
    "myasthenia": ["mg_achr"],
    "GBS": ["gbs"],
    "guillain barre": ["gbs"],
    "Guillain\u2013Barré": ["gbs"],
    "ALS": ["als"],
    "Duchene": ["dmd"],
    "DM": ["dm", "dm1"],
    "ORPHA:803": ["als"],
    "charcot marie tooth": ["cmt"],
    "anti-MuSK": ["mg_musk"],
}


def test_the_findings_and_diseases_that_fit_best_come_first(shipped, picked):
    first = {
        (picker, words): [key for key, _ in picked(picker, words)][: len(keys)]
        for picker, wishes in (("finding", FINDINGS), ("disease", DISEASES))
        for words, keys in wishes.items()
    }

    assert first == {
        **{("finding", words): keys for words, keys in FINDINGS.items()},
        **{("disease", words): keys for words, keys in DISEASES.items()},
    }


def test_references_and_claims_are_found_by_number_name_and_text(shipped, picked):
    assert picked("reference", "Gilhus 2016")[0][0] == "gilhus-2016"
    assert picked("reference", "guillain barre ten steps")[0][0] == "leonhard-2019"
    assert picked("claim", "S07.3")[0][0] == "S07.3"
    assert picked("claim", "Source 7.3")[0][0] == "S07.3"


@pytest.mark.parametrize(
    "words", ["Stairs of a Café", "cafe", "GBS", "guillain-barre", "distal neurogenic"]
)
def test_a_case_is_found_by_title_code_pattern_and_disease_and_shows_them(picked, words):
    gbs = make_disease("neurogenic", name="Guillain-Barré syndrome", abbreviations=["GBS"])
    version = make_version("neurogenic", title="Stairs of a café", disease=gbs)
    make_version("myogenic", title="Another")

    code = version.case.code
    assert picked("case", words) == [
        (str(version.case_id), f"{code}: Stairs of a café, Guillain-Barré syndrome")
    ]
    assert picked("case", code)[0][0] == str(version.case_id)
    assert picked("version", words) == [(str(version.pk), f"{version}, Guillain-Barré syndrome")]


def test_a_case_is_found_by_what_learners_meet_and_a_picker_says_what_they_do_not(picked):
    case = make_version(title="The old words").case
    make_version(case=case, number=2, title="The new words", published=False)
    draft = make_version(title="Only a draft", published=False).case
    gone = make_version(title="Gone").case
    Case.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())

    assert [key for key, _ in picked("case", "words")] == [str(case.pk)]
    assert ": The old words, " in picked("case", "words")[0][1]
    assert picked("case", "new words") == []
    assert picked("case", "draft")[0][1].endswith(" (not published)")
    assert picked("case", "gone")[0][1].endswith(" (withdrawn)")
    assert draft.in_words == picked("case", "draft")[0][1]


@pytest.mark.parametrize("picker", PICKERS)
def test_a_picker_asks_as_much_for_few_rows_as_for_many(picked, picker):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert picked(picker, "even")
            assert picked(picker, "")
        return len(asked)

    def rows(number):
        for _ in range(number):
            version = make_version(title="Even", disease=make_disease(name="Even"))
            make_finding(name="Even")
            make_reference(title="Even")
            make_claim(topic="Even").references.set(version.references.all())

    rows(1)
    before = queries()
    rows(5)

    assert queries() == before


def test_a_chosen_case_is_shown_in_words_in_the_form_of_a_quiz(client):
    client.force_login(User.objects.create_superuser("ada"))
    version = make_version(title="Stairs")
    page = client.get(reverse("admin:cases_caseversion_add"), {"plain": ""}).content.decode()

    assert f"{version.case.code}: Stairs, {version.disease}" in page


def test_the_list_of_cases_finds_the_words_of_a_case_too_and_keeps_the_order_of_a_column(client):
    client.force_login(User.objects.create_superuser("ada"))
    called = make_version(title="Zebra, tired", disease=make_disease(name="Botulism"))
    texted = make_version(title="Ant", history="She was tired.")
    url = reverse("admin:cases_caseversion_changelist")

    by_fit = client.get(url, {"q": "tired"}).context["cl"].result_list
    by_title = client.get(url, {"q": "tired", "o": "1"}).context["cl"].result_list

    assert [row.pk for row in by_fit] == [called.pk, texted.pk]
    assert [row.pk for row in by_title] == [texted.pk, called.pk]
    assert [row.pk for row in client.get(url, {"q": "botulism"}).context["cl"].result_list] == [
        called.pk
    ]


def test_frequencies_are_found_by_any_name_of_disease_and_finding(shipped, client):
    client.force_login(User.objects.create_superuser("ada"))
    url = reverse("admin:knowledge_frequency_changelist")

    found = client.get(url, {"q": "GBS areflexia"}).context["cl"].result_list

    assert [(row.disease_id, row.finding_id) for row in found] == [("gbs", "reduced_reflexes")]


def test_what_cases_taught_is_found_by_any_name_of_the_disease(client):
    client.force_login(User.objects.create_superuser("ada"))
    make_version(disease=make_disease(name="Botulism"))
    taught = make_version(
        disease=make_disease(name="Guillain-Barré syndrome", abbreviations=["GBS"])
    )
    page = client.get(reverse("admin:quiz_itemanalysis_changelist"), {"q": "gbs"})

    assert [row.pk for row in page.context["cl"].result_list] == [taught.pk]
