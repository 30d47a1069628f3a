"""A little knowledge to map to, without a database."""

from knowledge.patterns import Pattern, Stage

from ...exchange.detection import read_file
from ...exchange.mapping import KnownDisease, KnownFinding, MappedItem, Vocabulary, map_item

KNOWN = Vocabulary(
    (
        KnownDisease(
            "mg",
            "Myasthenia gravis",
            Pattern.FATIGABLE,
            ("myasthenia",),
            ("ORPHA:589", "OMIM:254200"),
        ),
        KnownDisease(
            "mg_ocular", "Ocular myasthenia gravis", Pattern.FATIGABLE, (), ("ORPHA:589",)
        ),
        KnownDisease(
            "als", "Amyotrophic lateral sclerosis", Pattern.NEUROGENIC, ("ALS",), ("MONDO:0004976",)
        ),
        KnownDisease("dm1", "Myotonic dystrophy type 1", Pattern.MYOGENIC, (), ("OMIM:160900",)),
    ),
    (
        KnownFinding("diplopia", "Double vision", Stage.HISTORY, hpo="HP:0000651"),
        KnownFinding(
            "dysphagia",
            "Difficulty swallowing",
            Stage.HISTORY,
            hpo="HP:0002015",
            also=("HP:0200136",),
        ),
        KnownFinding("ptosis", "Drooping lids", Stage.EXAMINATION, hpo="HP:0000508"),
        KnownFinding("ck_raised", "Raised creatine kinase", Stage.TESTS, hpo="HP:0003236"),
        KnownFinding("achr_ab", "AChR antibody", Stage.TESTS, confirmatory=True, hpo="HP:0030208"),
    ),
    frozenset({"gilhus-2016"}),
    frozenset({"S07.2", "S11.4"}),
    frozenset({"grip", "ck"}),
)


def items(text, kind=""):
    """The items of a file that has no faults."""
    found = read_file(text if isinstance(text, bytes) else text.encode(), kind)
    assert found.faults == ()
    return list(found.items)


def faults(text, kind=""):
    return [
        str(fault)
        for fault in read_file(text if isinstance(text, bytes) else text.encode(), kind).faults
    ]


def settled(text, **mapping):
    """What becomes of each item: a draft, or the words of its fault."""
    found = read_file(text if isinstance(text, bytes) else text.encode())
    outcomes = [map_item(found.kind, item, KNOWN, mapping) for item in found.items]
    return [
        outcome.draft if isinstance(outcome, MappedItem) else str(outcome) for outcome in outcomes
    ]
