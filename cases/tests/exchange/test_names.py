"""Names of diseases are known however they are written; where they are not, the author's words are
noted.
"""

import pytest
import yaml

from knowledge.patterns import Pattern
from knowledge.shipped import DATA

from ...exchange.detection import read_file
from ...exchange.mapping import KnownDisease, MappedItem, Vocabulary, map_item, meaning
from ...exchange.text.nomenclature import key

KNOWN = Vocabulary(
    (
        KnownDisease(
            "mg_achr",
            "Myasthenia gravis, generalised, AChR antibody",
            Pattern.FATIGABLE,
            ("myasthenia",),
        ),
        KnownDisease("mg_musk", "Myasthenia gravis, MuSK antibody", Pattern.FATIGABLE, ("MuSK",)),
        KnownDisease(
            "lems",
            "Lambert-Eaton myasthenic syndrome",
            Pattern.FATIGABLE,
            ("Lambert-Eaton", "LEMS"),
        ),
        KnownDisease("botulism", "Botulism", Pattern.FATIGABLE),
        KnownDisease(
            "als",
            "Amyotrophic lateral sclerosis",
            Pattern.NEUROGENIC,
            ("ALS", "motor neuron disease"),
        ),
        KnownDisease(
            "cmt", "Charcot-Marie-Tooth disease (type 1A prototype)", Pattern.NEUROGENIC, ("CMT",)
        ),
        KnownDisease("gbs", "Guillain-Barre syndrome", Pattern.NEUROGENIC, (), ("MONDO:0016218",)),
        KnownDisease(
            "sma3", "Spinal muscular atrophy type 3", Pattern.NEUROGENIC, ("Kugelberg-Welander",)
        ),
        KnownDisease("dm", "Dermatomyositis", Pattern.MYOGENIC),
        KnownDisease("dmd", "Duchenne muscular dystrophy", Pattern.MYOGENIC, ("Duchenne",)),
        KnownDisease("dm1", "Myotonic dystrophy type 1", Pattern.MYOGENIC, ("Steinert",)),
        KnownDisease("ibm", "Inclusion body myositis", Pattern.MYOGENIC),
        KnownDisease("hypopp", "Hypokalaemic periodic paralysis", Pattern.MYOGENIC),
    )
)


def drafts(text):
    found = read_file(text.encode())
    assert found.faults == ()
    settled = [map_item(found.kind, item, KNOWN, {}) for item in found.items]
    return [one.draft if isinstance(one, MappedItem) else str(one) for one in settled]


@pytest.mark.parametrize(
    "words, disease",
    [
        ("Guillain-Barré syndrome", "gbs"),
        ("Guillain\u2013Barré syndrome", "gbs"),
        ("Guillain\u2212Barre\u0301 Syndrome", "gbs"),
        ("Guillain\u2011Barr\u00e9\u00a0syndrome", "gbs"),
        ("Guil\u00adlain-Barré", "gbs"),
        ("GUILLAIN BARRE SYNDROMES", "gbs"),
        ("Guillain-Barré-Syndrom", "gbs"),
        ("Guillain-Barré syndrome (AIDP)", "gbs"),
        ("Guillain-Barré syndrome (acute neuropathy)", "gbs"),
        ("Neuropathy: Guillain-Barré syndrome", "gbs"),
        ("Neurogenic – Guillain-Barré", "gbs"),
        ("a) Guillain-Barré syndrome.", "gbs"),
        ("The most likely diagnosis is Guillain-Barré syndrome", "gbs"),
        ("GBS", "gbs"),
        ("Duchenne's muscular dystrophy", "dmd"),
        ("Duchenne\u2019s muscular dystrophy", "dmd"),
        ("Duchenne muscular dystrophies", "dmd"),
        ("Muscular dystrophy, Duchenne", "dmd"),
        ("Muscular dystrophy (Duchenne)", "dmd"),
        ("MG", "mg_achr"),
        ("SMA 3", "sma3"),
        ("Duchennes disease", "dmd"),
        ("Charcot-Marie-Tooth disease", "cmt"),
        ("Charcot\u2013Marie\u2013Tooth disease", "cmt"),
        ("Charcot-Marie-Tooth", "cmt"),
        ("Charcot–Marie–Tooth disease (CMT)", "cmt"),
        ("Lambert Eaton syndrome", "lems"),
        ("Lambert\u2010Eaton myasthenic syndrome (LEMS)", "lems"),
        ("Myotonic dystrophy 1", "dm1"),
        ("myotonic dystrophy type I", "dm1"),
        ("DM 1", "dm1"),
        ("Steinert's disease", "dm1"),
        ("SMA III", "sma3"),
        ("hypokalemic periodic paralysis", "hypopp"),
        ("Inclusion-body myositis", "ibm"),
        ("Myasthenia gravis (MuSK)", "mg_musk"),
        ("Myasthenia gravis", "mg_achr"),
    ],
)
def test_a_name_is_known_however_it_is_written(words, disease):
    assert meaning(words, KNOWN, {}) in (disease, *(Pattern if not disease else ()))
    if disease:
        assert [draft.disease for draft in drafts(f'title,disease\nA,"{words}"\n')] == [disease]


@pytest.mark.parametrize(
    "words, pattern",
    [
        ("Becker muscular dystrophy", Pattern.MYOGENIC),
        ("BMD", Pattern.MYOGENIC),
        ("Miller Fisher syndrome", Pattern.NEUROGENIC),
        ("SMA", ""),
        ("myopathy at 5 mg", Pattern.MYOGENIC),
        ("Muscular dystrophy (Becker)", Pattern.MYOGENIC),
        ("Spinal muscular atrophy type 1", ""),
        ("Spinal muscular atrophy type 3, mild, adult form", Pattern.NEUROGENIC),
        ("Myasthenia gravis, congenital", Pattern.FATIGABLE),
        ("Guillain-Barré syndrome (Miller Fisher variant)", Pattern.NEUROGENIC),
        ("ALS / myasthenia", ""),
        ("Not Guillain-Barré syndrome", ""),
        ("Botulism (muscle)", ""),
    ],
)
def test_a_relative_is_not_taken_for_the_disease(words, pattern):
    assert meaning(words, KNOWN, {}) == pattern


def question(right, *wrong):
    return f"::Q::A boy aged 13. {{={right} {' '.join(f'~{word}' for word in wrong)}}}"


def test_the_words_of_an_answer_that_is_not_known_stand_in_the_note():
    (draft,) = drafts(question("Becker muscular dystrophy", "Guillain-Barré syndrome", "junction"))

    assert draft.disease == "dmd"
    assert {
        "Right answer there: “Becker muscular dystrophy”.",
        (
            "The disease is not known here by that name: Duchenne muscular dystrophy stands in for"
            " its pattern. Choose the right one."
        ),
        "Wrong answers there: “Guillain-Barré syndrome”.",
    } <= set(draft.import_note.splitlines())


def test_a_stand_in_is_the_nearest_by_name():
    (draft,) = drafts(question("Guillain-Barré syndrome (Miller Fisher variant)", "muscle"))

    assert draft.disease == "gbs"
    assert "“Guillain-Barré syndrome (Miller Fisher variant)”" in draft.import_note


def test_a_name_that_says_more_is_quoted_and_one_of_several_diseases_told():
    (remark,) = drafts(question("Guillain-Barré syndrome (AIDP)", "muscle"))
    (several,) = drafts(question("Myasthenia gravis", "muscle"))

    assert (
        "“Guillain-Barré syndrome (AIDP)” there was taken as Guillain-Barre syndrome: check it."
        in remark.import_note
    )
    assert (
        "Myasthenia gravis stands here for more than one disease: Myasthenia gravis, generalised,"
        " AChR antibody was taken, not Myasthenia gravis, MuSK antibody." in several.import_note
    )


@pytest.mark.parametrize(
    "words", ["Neurogenic", "A nerve lesion", "Distal neurogenic weakness", "Anterior horn cell"]
)
def test_an_answer_that_names_a_pattern_only_is_not_quoted(words):
    (draft,) = drafts(question(words, "muscle"))

    assert "answer there" not in draft.import_note
    assert "The disease is not told: " in draft.import_note


def test_a_name_of_a_tag_is_known_like_an_answer():
    (draft,) = drafts(
        "// [tag:disease:Guillain–Barré syndrome]\n" + question("neurogenic", "muscle")
    )

    assert draft.disease == "gbs"


def test_findings_are_known_however_they_are_written():
    from cases.tests.exchange.known import settled

    (draft,) = settled(
        '{"cases": [{"title": "A", "disease": "als", "findings": {"history": {"present":'
        ' ["Double\u2010Vision"]}}}]}'
    )

    assert draft.findings["history"].present == ["diplopia"]


def test_no_two_diseases_of_the_bank_share_a_name():
    diseases = yaml.safe_load((DATA / "diseases.yaml").read_text())
    owners: dict[str, set[str]] = {}
    for disease in diseases:
        for name in (disease["id"], disease["name"], *disease.get("synonyms", [])):
            owners.setdefault(key(name), set()).add(disease["id"])

    assert {name: ids for name, ids in owners.items() if len(ids) > 1 or not name} == {}
