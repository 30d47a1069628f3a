"""The guide for authors (`docs/writing-cases.md`) against findings and limits. No database."""

import re
from pathlib import Path

import pytest

from content.files import read_yaml
from knowledge.patterns import Stage
from knowledge.schema import FindingRecord
from knowledge.shipped import DATA, shipped_model

from ...authoring.giveaways import giveaways
from ...authoring.quoted_limits import (
    disagreement,
    motor_unit_values_without_limit,
    quoted_limits,
)
from ...authoring.wording_study import bank

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "writing-cases.md"
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.+?) \| (.+?) \|$", re.M)
WORDINGS = {name: (present, absent) for name, present, absent in ROW.findall(GUIDE.read_text())}


def plain(wording):
    return wording.replace("*", "")


def test_the_guide_words_findings_that_exist():
    assert set(WORDINGS) - set(shipped_model().tables.roles) == set()


def test_what_cases_code_has_a_wording_here_or_on_its_card():
    coded = {finding for case in bank() for finding in case.findings(*Stage)}
    cards, _ = read_yaml(DATA / "findings.yaml", "findings.yaml", FindingRecord)
    on_cards = {
        card.record.id for card in cards if card.record.report_present and card.record.report_absent
    }

    assert sorted(coded - set(WORDINGS) - on_cards) == []


@pytest.mark.parametrize("finding", WORDINGS)
def test_a_wording_is_short_and_names_no_pattern(finding):
    for wording in WORDINGS[finding]:
        sentences = re.split(r"(?<=[.;]) ", re.sub(r"\([^()]*\)", "", plain(wording)))
        assert max(len(sentence.split()) for sentence in sentences) <= 20
        assert giveaways(wording, ()) == []


@pytest.mark.parametrize("finding", WORDINGS)
def test_a_wording_quotes_the_limits_of_the_table(finding):
    for wording in WORDINGS[finding]:
        assert motor_unit_values_without_limit(plain(wording)) == []
        for quoted in quoted_limits(plain(wording)):
            ages = (12, 35, 66)
            assert "" in {disagreement(quoted, age, "male") for age in ages}, quoted.text
