"""The steps by which practice deals the shipped cases."""

from collections import Counter

from cases.authoring.wording_study import bank
from knowledge.patterns import Pattern, PatternRule

from ...practice.selection import STEPS, Card


def test_each_pattern_has_cases_at_each_step_and_most_at_the_first():
    steps = Counter()
    for case in bank():
        rule = PatternRule.BREAKS if case.record.exception else PatternRule.KEEPS
        steps[case.key, Card(0, 0, case.key, case.record.typicality, rule).step] += 1

    for pattern in Pattern:
        first, *later = (steps[pattern, step] for step in range(1, STEPS + 1))
        assert first >= 12, pattern
        assert min(later) >= 6, pattern
