"""Evaluate the evidence model; `python -m knowledge.evaluation` prints results.

They stand in `docs/evidence-model.md`. The three global numbers are compared on drawn patients that
are harder than the model believes: frequencies off by a random factor, findings told selectively,
and for every fourth patient a disease that the assessing model does not know. The published cases
and the described patients are only looked at afterwards. The draws are seeded; a run takes about
ten minutes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp, log
from random import Random
from statistics import fmean

from knowledge.patterns import FindingRole

from .accuracy import (
    SURE,
    Outcome,
    Told,
    described_told,
    log_loss,
    model_outcome,
    published_told,
    sure_outcomes,
)
from .inference.families import EXPOSURES, UNTOLD
from .inference.likelihood import Settings
from .inference.model import Model
from .inference.sampling import draw_findings
from .patterns import Key, Pattern
from .proportion import wilson
from .shipped import shipped_model

DRAWN = 600
LEFT_OUT = 0.25
FREQUENCY_NOISE = 1.0
"""Standard deviation, in log odds, by which the frequencies of a drawn patient are off: about one
frequency class."""

TOLD = {FindingRole.BEDSIDE: 0.55, FindingRole.SUPPORTIVE: 0.4, FindingRole.CONFIRMATORY: 0.2}
"""Probability, by role, that a finding that is present is told."""

ABSENT_TOLD = (0, 3, 7)
"""How many absent findings a source states: one of these."""

TRIALS: dict[str, tuple[float, ...]] = {
    "companionship": (0.001, 0.3, 0.5, 0.7),
    "pull": (0.0, 0.1, 0.15, 0.2, 0.3, 0.4),
    "slip": (0.002, 0.005, 0.01, 0.02, 0.05),
}


def naive(findings: Mapping[str, bool], model: Model, power: float = 1.0) -> dict[Key, float]:
    """Return the beliefs of plain naive Bayes over the same tables, as a yardstick.

    `power` multiplies its log likelihood ratios.
    """
    tables = model.tables
    masses: dict[Key, float] = dict.fromkeys(Pattern, 0.0)
    for disease, pattern in tables.patterns.items():
        if pattern not in masses:
            continue
        chances = [
            (tables.frequency(disease, finding), present) for finding, present in findings.items()
        ]
        nats = sum(log(chance if present else 1 - chance) for chance, present in chances)
        masses[pattern] += exp(power * nats) / list(tables.patterns.values()).count(pattern)
    return {pattern: mass / sum(masses.values()) for pattern, mass in masses.items()}


def bootstrap(results: Sequence[Outcome], rng: Random, rounds: int = 4000) -> tuple[float, float]:
    """Return the 95 % interval of the log loss, by drawing cases with replacement."""
    losses = sorted(log_loss(rng.choices(results, k=len(results))) for _ in range(rounds))
    return losses[round(0.025 * rounds)], losses[round(0.975 * rounds) - 1]


def draw_cohort(model: Model, size: int, rng: Random) -> list[Told]:
    """Draw patients and tell of them as a source would.

    Patterns come equally often, and so do the diseases within a pattern.
    """
    patterns = model.tables.patterns
    by_pattern = {
        pattern: [d for d, own in patterns.items() if own == pattern] for pattern in Pattern
    }
    cohort = []
    for _ in range(size):
        pattern = rng.choice(list(Pattern))
        disease = rng.choice(by_pattern[pattern])
        unlisted = disease if rng.random() < LEFT_OUT else ""
        cohort.append(Told(pattern, tell(model, draw_noisy(model, disease, rng), rng), unlisted))
    return cohort


def draw_noisy(model: Model, disease: str, rng: Random) -> dict[str, bool]:
    frequencies = {}
    for finding in model.tables.roles:
        chance = model.tables.frequency(disease, finding)
        frequencies[finding] = 1 / (1 + (1 - chance) / chance * exp(rng.gauss(0, FREQUENCY_NOISE)))
    return draw_findings(model, frequencies, rng.choice((0.3, 0.5, 0.7)), rng)


def tell(model: Model, findings: Mapping[str, bool], rng: Random) -> dict[str, bool]:
    """Select some present and a few absent findings, as a source would tell them.

    Absent findings are chosen the more often the commoner they are.
    """
    roles = model.tables.roles
    eager = rng.choice((0.6, 1.0, 1.4))
    chances = {f: eager * TOLD[role] for f, role in roles.items()} | dict.fromkeys(
        EXPOSURES, 1 - UNTOLD
    )
    signs = {f: True for f, present in findings.items() if present and rng.random() < chances[f]}
    absent = [finding for finding, present in findings.items() if not present]
    weights = [fmean(model.likelihoods.chances(finding)) for finding in absent]
    return signs | dict.fromkeys(
        rng.choices(absent, weights=weights, k=rng.choice(ABSENT_TOLD)), False
    )


def without(model: Model, disease: str, settings: Settings) -> Model:
    patterns = {name: pattern for name, pattern in model.tables.patterns.items() if name != disease}
    return Model(replace(model.tables, patterns=patterns), settings)


def cross_validated(cohort: Sequence[Told], model: Model, settings: Settings) -> list[Outcome]:
    models = {
        unlisted: without(model, unlisted, settings)
        for unlisted in {case.unlisted for case in cohort}
    }
    results = []
    for case in cohort:
        own = models[case.unlisted]
        results.append(model_outcome(own.beliefs(case.findings), case.pattern))
    return results


def report(name: str, results: Sequence[Outcome]) -> None:
    right, total = sum(result.right for result in results), len(results)
    low, high = wilson(right, total)
    least, most = bootstrap(results, Random(1))
    belief = fmean(result.named for result in results)
    print(
        f"{name:44} named {right:3} of {total} ({right / total:.3f}; {low:.2f} to {high:.2f})"
        f"  log loss {log_loss(results):.3f} ({least:.2f} to {most:.2f})  mean belief {belief:.3f}"
    )


def main() -> None:
    model = shipped_model()
    roles = model.tables.roles
    cohort = draw_cohort(model, DRAWN, Random(2024))
    print(
        f"{DRAWN} drawn patients, log loss with all findings and from the bedside; one number"
        " changed at a time"
    )
    for name, values in TRIALS.items():
        for value in values:
            settings = replace(Settings(), **{name: value})
            full = log_loss(cross_validated(cohort, model, settings))
            bedside = log_loss(
                cross_validated([case.bedside(roles) for case in cohort], model, settings)
            )
            print(f"  {name:14} {value:<6} {full:.3f} {bedside:.3f}")
    observers: dict[str, Callable[[Told], Outcome]] = {
        "naive Bayes": lambda case: model_outcome(naive(case.findings, model), case.pattern),
        "naive Bayes, tempered": lambda case: model_outcome(
            naive(case.findings, model, 0.6), case.pattern
        ),
        "the model": lambda case: model_outcome(model.assess(case.findings).patterns, case.pattern),
    }
    sure: list[Outcome] = []
    for source, told in (("published", published_told()), ("described", described_told())):
        for scope, cases in (
            ("all", told),
            ("bedside", [case.bedside(roles) for case in told]),
        ):
            for name, observer in observers.items():
                report(f"{source}, {scope}: {name}", [observer(case) for case in cases])
            sure += sure_outcomes([observers["the model"](case) for case in cases])
    right = sum(result.right for result in sure)
    low, high = wilson(right, len(sure))
    print(
        f"named with {SURE} or more, all of these pooled: right {right} of {len(sure)}"
        f" ({right / len(sure):.3f}; {low:.2f} to {high:.2f})"
    )


if __name__ == "__main__":
    main()
