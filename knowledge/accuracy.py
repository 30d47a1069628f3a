"""Measure how well the evidence model names the pattern of known cases.

Imports no Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import fmean

from .inference.model import Model
from .patterns import Key
from .shipped import described_patients, published_cases

SURE = 0.9


@dataclass(frozen=True, slots=True)
class Told:
    """A case as a source describes it: its findings and its true pattern.

    `unlisted` is the disease to be left out of the tables, or empty.
    """

    pattern: Key
    findings: dict[str, bool]
    unlisted: str = ""

    def bedside(self, roles: Mapping[str, str]) -> "Told":
        at_bedside = {
            finding: present
            for finding, present in self.findings.items()
            if roles[finding] == "bedside"
        }
        return replace(self, findings=at_bedside)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict of the model on one patient.

    `truth` is the probability (0 to 1) given to the true pattern, `named` that of the pattern
    named, `right` whether these two patterns are the same.
    """

    truth: float
    named: float
    right: bool


def published_told() -> list[Told]:
    return [Told(case.pattern, case.findings) for case in published_cases()]


def described_told() -> list[Told]:
    return [Told(patient.pattern, patient.findings) for patient in described_patients()]


def model_outcome(patterns: Mapping[Key, float], truth: Key) -> Outcome:
    likeliest = max(patterns, key=patterns.__getitem__)
    return Outcome(patterns[truth], patterns[likeliest], likeliest == truth)


def outcomes(cases: Iterable[Told], model: Model) -> list[Outcome]:
    return [model_outcome(model.assess(case.findings).patterns, case.pattern) for case in cases]


def sure_outcomes(results: Iterable[Outcome]) -> list[Outcome]:
    """Return those whose pattern was named with a belief of .9 or more."""
    return [result for result in results if result.named >= SURE]


def log_loss(results: Sequence[Outcome]) -> float:
    """Return the mean surprise at the truth in nats.

    It is 0 at best and log 3 = 1.10 for someone who knows nothing.
    """
    return fmean(-log(result.truth) for result in results)
