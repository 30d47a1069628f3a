"""The rule that a learner is judged by stands once, and pages read it from there."""

import re
from dataclasses import fields

import pytest
from django.urls import reverse

from quiz.explanations import OF_OUTSIDE, explanations
from quiz.tests.factory import make_answer, sure

from ..scoring.mastery import RULE, MasteryRule
from ..scoring.verdict import Word, separates

pytestmark = pytest.mark.django_db

OTHER = MasteryRule(share=0.75, p_pass=0.85, p_keep=0.45, p_fail=0.06, n_fail=6, window=25)
STALE = ("0.80", "below 0.50", "0.05", "22", "20 answers are", "4 times in 5", "4 in 5")


@pytest.fixture
def other_rule():
    """Another rule for the whole site, in place of the one there is."""
    before = {field.name: getattr(RULE, field.name) for field in fields(RULE)}
    for name in before:
        object.__setattr__(RULE, name, getattr(OTHER, name))
    yield RULE
    for name, value in before.items():
        object.__setattr__(RULE, name, value)


def text_of(client, name):
    return client.get(reverse(name)).text.split("<main", 1)[1]


@pytest.mark.parametrize("name", ["quiz:progress", "quiz:how", "quiz:assessment"])
def test_pages_say_no_number_of_the_rule_that_is_not_its_own(client, learner, other_rule, name):
    make_answer(learner, stages=3, **sure("myogenic"))

    page = text_of(client, name)
    of_noticing = r'<section[^>]*labelledby="something-else">.*?</section>'  # has a rule of its own
    simulated_printed_addresses = r"<table.*?</table>|<time.*?</time>|<[^>]*>"
    for left_out in (of_noticing, simulated_printed_addresses):
        page = re.sub(left_out, " ", page, flags=re.S)
    read = page
    for key in OF_OUTSIDE:
        read = read.replace(explanations(OTHER)[key].sentence, "")

    assert [words for words in STALE if re.search(rf"\b{re.escape(words)}\b", read)] == []


def test_pages_say_the_numbers_of_the_rule(client, learner, other_rule):
    make_answer(learner, stages=3, **sure("myogenic"))

    progress, how = text_of(client, "quiz:progress"), text_of(client, "quiz:how")

    assert "needs 0.85" in progress
    assert "more than 3 times in 4" in progress
    assert "At 0.85 you separate the three" in how
    assert "falls below 0.45" in how
    assert f"can get there are {OTHER.fewest_cases}" in how


def test_explanations_are_made_from_the_rule():
    told = explanations(OTHER)

    assert "0.85" in told["all_three"].sentence
    assert "3 times in 4" in told["probability"].sentence


def test_the_fewest_cases_are_the_first_that_separate():
    def verdict(total):
        counts = [(total + place) // 3 for place in range(3)]
        return separates(tuple(tuple(n * (i == j) for j in range(3)) for i, n in enumerate(counts)))

    assert RULE.fewest_cases == 22
    assert verdict(21).word is not Word.SEPARATES
    assert verdict(22).word is Word.SEPARATES
