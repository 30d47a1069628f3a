"""What students type, and what the shipped content answers first."""

import pytest
from django.urls import reverse

from lessons.search import look_up

from ..models import SearchEntry

pytestmark = pytest.mark.django_db
FIRST = {
    "ALS": "als",
    "als": "als",
    "MND": "als",
    "motor neuron disease": "als",
    "myasthenia": "mg_achr",
    "myasthenia gravis": "mg_achr",
    "MG": "mg_achr",
    "myathenia gravis": "mg_achr",
    "ocular myasthenia": "mg_ocular",
    "LEMS": "lems",
    "lambert eaton": "lems",
    "Eaton-Lambert syndrome": "lems",
    "GBS": "gbs",
    "Guillain-Barre": "gbs",
    "Guillain\u2013Barré": "gbs",
    "guillain barré syndrome": "gbs",
    "Gullain-Barre": "gbs",
    "AIDP": "gbs",
    "CIDP": "cidp",
    "IBM": "ibm",
    "DMD": "dmd",
    "Duchene": "dmd",
    "Duchenne's": "dmd",
    "CMT": "cmt",
    "charcot marie tooth": "cmt",
    "HMSN": "cmt",
    "SMA": "sma3",
    "DM1": "dm1",
    "DM 1": "dm1",
    "Steinert": "dm1",
    "FSHD": "fshd",
    "LGMD": "lgmd",
    "BMD": "bmd",
    "PLS": "pls",
    "OPMD": "opmd",
    "CPEO": "cpeo",
    "MMN": "mmn",
    "SBMA": "sbma",
    "Kennedy\u2019s disease": "sbma",
    "IMNM": "imnm",
    "PM": "pm",
    "Pompe": "lopd",
    "Pompe disease": "lopd",
    "periodic paralisis": "hypopp",
    "anti-MuSK": "musk_ab",
    "CK": "ck_raised",
    "HP:0003236": "ck_raised",
    "hyperckemia": "ck_raised",
    "ptosys": "ptosis",
    "ptosis": "ptosis",
    "weakness of eyelids": "ptosis",
    "eyelid weakness": "ptosis",
    "areflexia": "reduced_reflexes",
    "double vision": "diplopia",
    "dyspnea": "breathlessness",
    "fasiculations": "fasciculations",
    "foot drop": "foot_drop",
    "footdrop": "foot_drop",
    "Gowers sign": "gowers_sign",
    "statin": "statin_use",
    "hypokalemia": "low_potassium",
    "sjogren": "dry_mouth",
    "Sjögren": "dry_mouth",
    "EMG": "electromyography",
    "NCS": "nerve-conduction-study",
    "ALS prognosis": "als",
}


def test_the_first_result_is_what_a_student_means(shipped):
    keys = {entry.url: entry.key for entry in SearchEntry.objects.all()}

    first = {words: [keys[result.url] for result in look_up(words).results[:1]] for words in FIRST}

    assert first == {words: [key] for words, key in FIRST.items()}


def test_abbreviations_with_two_readings_show_both_first(shipped):
    assert {result.url for result in look_up("DM").results[:2]} == {
        reverse("knowledge:disease", args=["dm"]),
        reverse("knowledge:disease", args=["dm1"]),
    }


@pytest.mark.parametrize(
    ("words", "instead"),
    [("myathenia", "myasthenia"), ("ptosys", "ptosis")],
)
def test_what_has_no_page_is_told_and_the_nearest_shown(shipped, words, instead):
    found = look_up(words)

    assert found.instead == instead
    assert found.results


def test_references_come_last(shipped):
    for words in ("ALS", "myasthenia gravis", "GBS", "weakness"):
        kinds = [result.kind for result in look_up(words).results]

        assert kinds == [kind for kind in kinds if kind != "reference"] + [
            "reference"
        ] * kinds.count("reference")


def test_references_end_their_authors_with_one_stop(shipped):
    assert not SearchEntry.objects.filter(kind="reference", text__contains="..").exists()
