"""Names within a sentence."""

import pytest

from knowledge.loaders import Diseases, Findings
from knowledge.names import closed, finding_in_sentence, in_sentence


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Weak hands", "weak hands"),
        (
            "Charcot-Marie-Tooth disease (type 1A prototype)",
            "Charcot-Marie-Tooth disease (type 1A prototype)",
        ),
        ("Guillain-Barré syndrome", "Guillain-Barré syndrome"),
        ("Pompe disease, late onset", "Pompe disease, late onset"),
        ("Kennedy’s disease", "Kennedy’s disease"),
        ("Limb-girdle muscular dystrophy", "limb-girdle muscular dystrophy"),
        ("EMG normal", "EMG normal"),
        ("MuSK antibodies", "MuSK antibodies"),
        ("P/Q-type calcium channel antibodies", "P/Q-type calcium channel antibodies"),
        ("X-linked inheritance", "X-linked inheritance"),
        ("SMN1 lost", "SMN1 lost"),
        ("Anti-GM1 antibodies", "anti-GM1 antibodies"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_names_of_people_and_abbreviations_keep_their_capital_within_a_sentence(name, within):
    assert in_sentence(name) == within


def test_every_shipped_name_keeps_or_loses_its_capital_as_it_should():
    names = [entry.record.name for kind in (Diseases(), Findings()) for entry in kind.read()[0]]

    kept = {name.split()[0] for name in names if in_sentence(name)[0].isupper()}
    assert kept - {"Guillain-Barre", "Guillain-Barré"} == {
        "ANCA,",
        "AR",
        "Addison",
        "Becker",
        "CLCN1",
        "CNBP",
        "COL6A1,",
        "CPT2",
        "Charcot-Marie-Tooth",
        "DMPK",
        "DYSF",
        "Duchenne",
        "Emery-Dreifuss",
        "Hirayama",
        "Horner",
        "LMNA",
        "Lambert-Eaton",
        "McArdle",
        "Miller",
        "MuSK",
        "P/Q-type",
        "PMP22",
        "PYGM",
        "Pompe",
        "RYR1,",
        "SCN4A",
        "TTR",
        "Tinel",
    }


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (True, "jaw tires or fails while chewing"),
        (False, "jaw tires or fails while chewing (absent)"),
    ],
)
def test_an_absent_finding_reads_well_whatever_words_its_name_is_made_of(present, words):
    assert finding_in_sentence("Jaw tires or fails while chewing", present) == words


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Gilhus NE, et al.", "Gilhus NE, et al."),
        ("Gilhus NE", "Gilhus NE."),
        ("Is it so?", "Is it so?"),
    ],
)
def test_a_text_ends_with_one_full_stop(text, ended):
    assert closed(text) == ended
