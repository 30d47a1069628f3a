"""Draw possible patients from the evidence model. Imports no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log, sqrt
from random import Random
from statistics import NormalDist, fmean

from ..patterns import Typicality
from .differential import logistic
from .families import ALTERNATIVES, ONSET_FROM, onset_says
from .model import Model, UnknownFinding
from .tables import Tables

SHARPER = 1.6
"""By this factor the log odds of every finding are stretched in a typical patient."""

FURTHER = 0.5
"""By this share an atypical patient's frequencies move towards the mean of the pattern."""

OLDEST_DRAWN = 85

Drawn = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient who could exist: every finding present or absent.

    `age` is whole years at the first symptom.
    """

    disease: str
    age: int
    findings: dict[str, bool]


def draw_patient(disease: str, typicality: Typicality, rng: Random, *, model: Model) -> Patient:
    """Draw a possible patient with a disease.

    Findings of a family come together, implied ones follow, exclusive ones do not meet. typical:
    what is common becomes commoner and what is rare rarer; less_typical: as the tables say;
    atypical: halfway to the mean of the pattern. Raises UnknownFinding for a disease that does not
    exist.
    """
    if disease not in model.tables.patterns:
        raise UnknownFinding(f"There is no disease {disease}.")
    age = _draw_age(model.tables.onset.get(disease), rng)
    frequencies = _frequencies(model.tables, disease, typicality)
    findings = draw_findings(model, frequencies, model.likelihoods.settings.companionship, rng)
    findings |= {finding: true for finding, true in onset_says(age).items() if finding in findings}
    return Patient(disease, age, {finding: findings[finding] for finding in model.tables.roles})


def draw_findings(
    model: Model, frequencies: Mapping[str, float], companionship: float, rng: Random
) -> Drawn:
    """Draw every finding as present or absent; see `draw_patient`.

    frequencies: the probability of each finding, between 0 and 1, ends left out.
    """
    findings = _draw_companions(model.likelihoods.family, frequencies, companionship, rng)
    for members in ALTERNATIVES.values():
        findings |= _draw_alternative(members, frequencies, rng)
    for finding in [finding for finding, present in findings.items() if present]:
        if not _is_ruled_out(finding, findings, model.tables):
            findings |= dict.fromkeys(model.tables.implies[finding], True)
        else:
            findings[finding] = False
    return findings


def _is_ruled_out(finding: str, findings: Mapping[str, bool], tables: Tables) -> bool:
    """Return whether a finding implies what a present one excludes: sudden, where insidious is."""
    return any(
        findings.get(rival) for other in tables.implies[finding] for rival in tables.excludes[other]
    )


def _draw_age(shares: Sequence[float] | None, rng: Random) -> int:
    bands = list(zip(ONSET_FROM, (*ONSET_FROM[1:], OLDEST_DRAWN + 1), strict=True))
    ((first, end),) = rng.choices(bands, weights=shares)
    return rng.randrange(first, end)


def _frequencies(tables: Tables, disease: str, typicality: Typicality) -> dict[str, float]:
    fellows = [
        other for other, pattern in tables.patterns.items() if pattern == tables.patterns[disease]
    ]

    def frequency(finding: str) -> float:
        own = tables.frequency(disease, finding)
        if typicality == Typicality.TYPICAL:
            return logistic(SHARPER * log(own / (1 - own)))
        if typicality == Typicality.ATYPICAL:
            return own + FURTHER * (
                fmean(tables.frequency(fellow, finding) for fellow in fellows) - own
            )
        return own

    return {finding: frequency(finding) for finding in tables.roles}


def _draw_companions(
    family: Mapping[str, str], frequencies: Mapping[str, float], common: float, rng: Random
) -> Drawn:
    tendencies = {name: rng.gauss(0, 1) for name in sorted(set(family.values()))}

    def present(finding: str) -> bool:
        score = sqrt(common) * tendencies[family[finding]] + sqrt(1 - common) * rng.gauss(0, 1)
        return score < NormalDist().inv_cdf(frequencies[finding])

    return {finding: present(finding) for finding in frequencies}


def _draw_alternative(
    members: Sequence[str], frequencies: Mapping[str, float], rng: Random
) -> dict[str, bool]:
    """Draw at most one of these findings as present.

    Empty if the frequency of any is missing.
    """
    if any(member not in frequencies for member in members):
        return {}
    ends = list(accumulate(frequencies[member] for member in members))
    place = rng.random() * max(1.0, ends[-1])
    return {
        member: start <= place < end
        for member, start, end in zip(members, [0.0, *ends], ends, strict=False)
    }
