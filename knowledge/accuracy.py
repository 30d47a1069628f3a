"""How well the evidence model names the pattern of cases whose pattern is known. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import fmean

from .inference.model import Model
from .patterns import Pattern
from .shipped import published_cases


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a patient. `unlisted` is the disease to be left out of the tables, or empty."""

    pattern: Pattern
    findings: dict[str, bool]
    unlisted: str = ""

    def bedside(self, roles: Mapping[str, str]) -> "Told":
        seen = {finding: present for finding, present in self.findings.items() if roles[finding] == "bedside"}
        return replace(self, findings=seen)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one patient: probability given to the true pattern, that of the pattern named, and whether this was right."""

    truth: float
    named: float
    right: bool


def published() -> list[Told]:
    """The published cases."""
    return [Told(case.pattern, case.findings) for case in published_cases()]


def outcome(patterns: Mapping[Pattern, float], truth: Pattern) -> Outcome:
    named = max(patterns, key=patterns.__getitem__)
    return Outcome(patterns[truth], patterns[named], named == truth)


def outcomes(told: Iterable[Told], model: Model) -> list[Outcome]:
    return [outcome(model.assess(case.findings).patterns, case.pattern) for case in told]


def log_loss(results: Sequence[Outcome]) -> float:
    """Mean surprise at the truth in nats: 0 at best, log 3 = 1.10 for someone who knows nothing."""
    return fmean(-log(result.truth) for result in results)
