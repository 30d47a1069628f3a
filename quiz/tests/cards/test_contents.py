"""What stands on flash cards, from plain facts."""

import pytest

from knowledge.patterns import OUTSIDE, FindingRole, Pattern

from ...cards.contents import (
    ConfusionFacts,
    WrongCall,
    confusion_cards,
    deciding_cards,
    error_cards,
    finding_cards,
)
from ...cards.flash_card import Deck
from ...cards.shares import DiseaseFacts, FindingFacts, Shares

F, N, M = Pattern


def disease(pk, key, *, regular=True, wanted=True):
    return DiseaseFacts(pk, pk.capitalize(), key, regular, wanted, references=(f"{pk}-paper",))


def finding(pk, *, role=FindingRole.BEDSIDE):
    return FindingFacts(pk, pk.capitalize(), role, f"Look for {pk}.", f"Why {pk}.", ("a-paper",))


@pytest.fixture
def shares():
    """A disease of each pattern and one outside; an odd nerve disease that raises the enzyme."""
    diseases = [
        disease("myasthenia", F),
        disease("neuropathy", N),
        disease("kennedy", N, regular=False, wanted=False),
        disease("myositis", M),
        disease("stroke", OUTSIDE),
    ]
    findings = [
        finding("weakness"),
        finding("enzyme"),
        finding("numbness"),
        finding("antibody", role=FindingRole.CONFIRMATORY),
    ]
    often = {
        "myasthenia": ["weakness", "antibody"],
        "neuropathy": ["weakness", "numbness"],
        "kennedy": ["weakness", "enzyme"],
        "myositis": ["weakness", "enzyme"],
        "stroke": ["weakness"],
    }
    listed = {(one, shown): "very_frequent" for one, row in often.items() for shown in row}
    return Shares(diseases, findings, listed)


def said(card):
    return {line.name: line.text for line in card.back}


def of(cards, key):
    return next(card for card in cards if card.key == key)


def test_a_card_of_a_finding_asks_from_how_it_is_looked_for_to_mechanism_and_pattern(shares):
    card = of(finding_cards(shares), "finding:enzyme")

    assert (card.deck, card.front, card.hint) == (Deck.FINDINGS, "Enzyme", "Look for enzyme.")
    assert said(card)["Why"] == "Why enzyme."
    assert said(card)["Points to"] == "Muscle."
    assert said(card)["Also often in"] == "Kennedy."
    assert said(card)["How often"].startswith(
        "Junction sometimes, nerve sometimes, muscle nearly always, something else sometimes."
    ) or said(card)["How often"].startswith(
        "Junction rarely, nerve rarely, muscle nearly always, something else rarely."
    )
    assert (card.finding, card.references) == ("enzyme", ("a-paper",))


def test_what_every_pattern_shows_points_to_none(shares):
    card = of(finding_cards(shares), "finding:weakness")

    assert said(card)["Points to"] == "No one pattern."
    assert "Also often in" not in said(card)


def test_a_deciding_card_is_of_a_finding_that_sets_two_patterns_apart_and_names_exceptions(shares):
    cards = deciding_cards(shares)
    card = of(cards, "deciding:neurogenic-myogenic:enzyme")

    assert card.front == "Nerve or muscle: enzyme"
    assert said(card)["Found"] == "It speaks for muscle, against nerve."
    assert said(card)["Exceptions"] == "Often also in Kennedy."
    assert "deciding:neurogenic-myogenic:weakness" not in [card.key for card in cards]
    assert not any("antibody" in card.key for card in cards)


def test_a_confusion_card_says_the_rule_and_two_alike_diseases_have_one_card(shares):
    rule = ConfusionFacts(M, N, "numbness", "Test every reflex.", ("a-paper",))
    cards = confusion_cards([rule], shares)

    card = of(cards, "confusion:myogenic:neurogenic")
    assert card.front == "Called muscle, and it was nerve"
    assert said(card) == {"Look for": "Numbness.", "Rule": "Test every reflex."}
    alike = [card for card in cards if card.key.startswith("alike:")]
    pairs = [frozenset(card.compared) for card in alike]
    assert len(set(pairs)) == len(pairs) > 0
    assert all(card.references for card in alike)


def test_errors_make_a_card_for_each_pair_with_the_rule_and_nothing_of_the_case(shares):
    rule = ConfusionFacts(M, N, "numbness", "Test every reflex.", ("a-paper",))
    misses = [
        WrongCall(F, M, "Myositis", 55),
        WrongCall(M, N, "Neuropathy", 92),
        WrongCall(M, N, "Neuropathy", 60),
    ]

    first, second = error_cards(misses, [rule], shares)

    assert (first.key, second.key) == ("error:myogenic:neurogenic", "error:fatigable:myogenic")
    assert first.front == "You called it muscle, and it was nerve"
    assert first.hint == "So far 2 times, at most 92 % sure."
    assert said(first) == {
        "Look for": "Numbness.",
        "Rule": "Test every reflex.",
        "It was": "Neuropathy.",
    }
    assert said(second)["For muscle"] == "enzyme."  # no rule is written: what the table says


@pytest.mark.parametrize(
    ("patient", "sought"),
    [
        ({"deciding": ("enzyme",)}, "enzyme"),
        ({"deciding": ("enzyme", "reflex")}, "reflex"),
        ({"deciding": ("numbness",), "usual": ("enzyme",)}, "enzyme"),
        ({}, "reflex"),
    ],
    ids=["decided", "of the rule and decided", "usual in the disease", "nothing known"],
)
def test_an_error_says_to_look_for_what_its_own_patient_had(shares, patient, sought):
    shares = Shares(
        list(shares.diseases.values()),
        [*shares.findings.values(), finding("reflex")],
        {("myositis", "reflex"): "frequent", ("myositis", "enzyme"): "very_frequent"}
        | {("neuropathy", "numbness"): "very_frequent"},
    )
    rule = ConfusionFacts(N, M, "reflex", "Test every reflex.")

    (card,) = error_cards([WrongCall(N, M, "Myositis", 92, **patient)], [rule], shares)

    assert said(card)["Look for"] == f"{sought.capitalize()}."
    assert card.finding == sought


def test_keys_are_the_same_whatever_the_cards_say(shares):
    rule = ConfusionFacts(M, N, "numbness", "Test every reflex.")

    cards = [
        *finding_cards(shares),
        *deciding_cards(shares),
        *confusion_cards([rule], shares),
        *error_cards([WrongCall(M, N, "Neuropathy", 92)], [rule], shares),
    ]

    keys = [card.key for card in cards]
    assert len(set(keys)) == len(keys)
    assert {"finding:enzyme", "error:myogenic:neurogenic"} <= set(keys)
