"""Which cases a choice leaves, and that it never gives the answer away."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.patterns import KEYS, OUTSIDE, Pattern, Typicality

from ...practice.selection import Card, DealingRule
from ...practice.steering import (
    CAUSES,
    FEWEST,
    REGIONS,
    Candidate,
    CaseChoice,
    Encounter,
    HowTypical,
    chosen_cases,
    looser_choices,
    steered_plan,
)

PAIRS = ["", "fatigable-myogenic", "neurogenic-myogenic", "neurogenic-outside"]
choices = st.builds(
    CaseChoice,
    pair=st.sampled_from(PAIRS),
    cause=st.sampled_from(["", *CAUSES]),
    region=st.sampled_from(["", *REGIONS]),
    typical=st.sampled_from(["", *map(str, HowTypical)]),
    met=st.sampled_from(["", *map(str, Encounter)]),
)


def case(number, key, *, cause="immune", regions=("eyes",), typicality="typical", met=()):
    return Candidate(
        Card(number, number, key, typicality), cause, frozenset(regions), frozenset(met)
    )


candidates = st.builds(
    case,
    st.integers(1, 10_000),
    st.sampled_from(list(map(str, KEYS))),
    cause=st.sampled_from([*CAUSES, "other"]),
    regions=st.sets(st.sampled_from(list(REGIONS))),
    typicality=st.sampled_from(list(map(str, Typicality))),
    met=st.sets(st.sampled_from(list(Encounter))),
)


@given(choices)
def test_an_address_gives_back_the_choice_that_it_holds(choice):
    assert CaseChoice.read(choice.query) == choice


def test_what_an_address_makes_up_is_left_out():
    query = {
        "pair": "myogenic-myogenic",
        "cause": "luck",
        "region": "tail",
        "met": "eaten",
        "x": "",
    }

    assert CaseChoice.read(query) == CaseChoice()


def test_a_pair_is_the_same_in_either_order():
    there, back = (
        CaseChoice.read({"pair": p}) for p in ("myogenic-fatigable", "fatigable-myogenic")
    )

    assert there == back
    assert there.in_words == "junction or muscle"


def test_a_choice_says_in_words_what_was_chosen():
    choice = CaseChoice(
        "neurogenic-myogenic", "inherited", "legs_and_feet", "not-typical", "unseen"
    )

    assert choice.in_words == (
        "nerve or muscle, inherited, lower legs and feet, not typical, not met yet"
    )
    assert CaseChoice().in_words == "any case"


@given(choices, st.lists(candidates, max_size=30))
def test_cases_that_may_be_new_are_of_two_keys_at_least(choice, bank):
    pool = chosen_cases(choice, bank).pool

    if pool and choice.met not in (Encounter.MISSED, Encounter.BOOKMARKED):
        counts = Counter(candidate.key for candidate in pool)
        assert sum(n >= FEWEST for n in counts.values()) > 1


@given(choices, st.lists(candidates, max_size=30))
def test_a_pool_holds_nothing_that_was_not_chosen(choice, bank):
    for candidate in chosen_cases(choice, bank).pool:
        assert candidate.key in choice.keys
        assert choice.cause in ("", candidate.cause)
        assert not choice.region or choice.region in candidate.regions


def test_a_choice_that_leaves_one_pattern_gives_it_away():
    bank = [case(n, "neurogenic", cause="metabolic") for n in range(5)]
    bank += [case(9, "myogenic", cause="metabolic")]

    found = chosen_cases(CaseChoice(cause="metabolic"), bank)

    assert (found.gives_away, found.pool) == (True, [])


def test_where_all_left_unmet_are_of_one_pattern_those_met_come_again():
    bank = [case(n, "neurogenic") for n in range(3)]
    bank += [case(n, "myogenic", met=[Encounter.UNSEEN]) for n in range(3, 6)]

    found = chosen_cases(CaseChoice(met="unseen"), bank)

    assert found.mixes_met
    assert len(found.pool) == 6


def test_what_was_missed_may_be_of_one_pattern():
    bank = [case(1, "myogenic", met=[Encounter.MISSED]), case(2, "neurogenic")]

    assert [c.card.case for c in chosen_cases(CaseChoice(met="missed"), bank).pool] == [1]


def test_what_makes_a_choice_possible_is_named_with_how_many_fit():
    bank = [case(n, "neurogenic", cause="metabolic") for n in range(3)]
    bank += [case(n, "myogenic") for n in range(3, 6)]

    assert looser_choices(CaseChoice(cause="metabolic", region="eyes"), bank) == {"cause": 6}


@pytest.mark.parametrize(
    ("keys", "weights", "outside"),
    [
        (("neurogenic", "myogenic"), (0, 1, 1), 0),
        (("neurogenic", OUTSIDE), (0, 1, 0), 0.5),
        ((OUTSIDE,), (0, 0, 0), 1),
        (tuple(Pattern), (1, 1, 1), 0),
    ],
)
def test_each_key_of_a_pool_is_drawn_alike_and_counts_nowhere(keys, weights, outside):
    plan = steered_plan(case(n, str(key)) for n, key in enumerate(keys))

    assert (plan.weights, plan.outside, plan.rule) == (weights, outside, DealingRule.FILTER)
