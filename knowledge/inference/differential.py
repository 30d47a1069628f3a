"""What to examine next, and what tells two diseases apart, by the evidence model. No Django."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from .contradictions import settle
from .likelihood import decibans
from .model import Model, UnknownFinding
from .tables import Tables

COMMON_FROM = 0.3
"""From this probability on a finding is common: the Orphanet class "frequent" begins here."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one further finding would tell about two diseases.

    change: expected change (0 to 1) of the first one's share in the belief divided between the two.
    if_present, if_absent: that share (0 to 1) after each answer.
    """

    finding: str
    change: float
    if_present: float
    if_absent: float


@dataclass(frozen=True, slots=True)
class Telling:
    """How a finding tells a from b. Decibans above 0 speak for a; frequencies (0 to 1) are those of the tables.

    information: decibans towards the truth to be expected from looking, a and b being equally likely.
    """

    finding: str
    frequency_a: float
    frequency_b: float
    decibans_present: float
    decibans_absent: float
    information: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings that tell a from b, the most telling first, and those common in both, the most common first."""

    apart: tuple[Telling, ...]
    common: tuple[str, ...]


def rivals(model: Model, findings: Mapping[str, bool], age: float | None = None) -> tuple[str, str]:
    """The likeliest disease, and the likeliest one of another pattern."""
    chances = model.posterior(findings, age)
    first, *others = sorted(chances, key=chances.__getitem__, reverse=True)
    patterns = model.tables.patterns
    return first, next(other for other in others if patterns[other] != patterns[first])


def next_findings(
    findings: Mapping[str, bool],
    *,
    age: float | None = None,
    between: tuple[str, str] | None = None,
    roles: Collection[str] = ("bedside", "supportive"),
    model: Model,
) -> list[Prospect]:
    """Which single further finding would best tell two diseases apart, best first.

    between: ids of two diseases; without it the likeliest disease and its nearest rival of another pattern. Findings
    that are known, or decided by what is known, are left out. Raises UnknownFinding for an id that does not exist.
    """
    model.check(findings, age)
    pair = between or rivals(model, findings, age)
    if unknown := sorted(set(pair) - set(model.tables.patterns)):
        raise UnknownFinding(f"There is no disease {', '.join(unknown)}.")
    prospects = [
        _prospect(model, findings, age, finding, pair)
        for finding in _open(model.tables, findings, age)
        if model.tables.roles[finding] in roles
    ]
    return sorted(prospects, key=lambda prospect: (-prospect.change, prospect.finding))


def next_finding(findings: Mapping[str, bool], *, age: float | None = None, model: Model) -> Prospect:
    """The best of `next_findings`. Raises IndexError when everything is known."""
    return next_findings(findings, age=age, model=model)[0]


def compare(a: str, b: str, *, model: Model) -> Comparison:
    """What tells a from b, each the id of a disease or a pattern; a pattern is the mean of its diseases.

    Raises UnknownFinding for an id that is neither.
    """
    rows_a, rows_b = rows_of(model, a), rows_of(model, b)
    tellings = [_telling(model, finding, rows_a, rows_b) for finding in model.tables.roles]
    tellings.sort(key=lambda telling: (-telling.information, telling.finding))
    shared = [telling for telling in tellings if min(telling.frequency_a, telling.frequency_b) >= COMMON_FROM]
    shared.sort(key=lambda telling: -min(telling.frequency_a, telling.frequency_b))
    return Comparison(tuple(tellings), tuple(telling.finding for telling in shared))


def look_alikes(disease: str, *, model: Model) -> list[tuple[str, float]]:
    """Diseases of other patterns by how alike they are at the bedside, the most alike first: (id, likeness 0 to 1).

    Likeness is what two diseases share of all that either shows: the smaller frequencies of the bedside findings over
    the larger ones, so that what both lack makes nobody alike. Raises UnknownFinding for an unknown disease.
    """
    tables = model.tables
    if disease not in tables.patterns:
        raise UnknownFinding(f"There is no disease {disease}.")
    bedside = [finding for finding, role in tables.roles.items() if role == "bedside"]

    def likeness(other: str) -> float:
        pairs = [(tables.frequency(disease, finding), tables.frequency(other, finding)) for finding in bedside]
        return sum(map(min, pairs)) / sum(map(max, pairs))

    others = [other for other, pattern in tables.patterns.items() if pattern != tables.patterns[disease]]
    return sorted(((other, likeness(other)) for other in others), key=lambda pair: (-pair[1], pair[0]))


def _open(tables: Tables, findings: Mapping[str, bool], age: float | None) -> list[str]:
    """Findings of which either answer would be new and possible."""
    known = settle(tables, findings, age).live

    def adds(finding: str, present: bool) -> bool:
        settled = settle(tables, {**known, finding: present}, age)
        return finding in settled.live and not settled.clashes

    return [f for f in tables.roles if f not in findings and adds(f, True) and adds(f, False)]


def _prospect(
    model: Model, findings: Mapping[str, bool], age: float | None, finding: str, pair: tuple[str, str]
) -> Prospect:
    rows = [model.diseases.index(disease) for disease in pair]
    now, present, absent = (
        [model.log_masses(known, age)[row] for row in rows]
        for known in (findings, {**findings, finding: True}, {**findings, finding: False})
    )
    share, if_present, if_absent = (logistic(a - b) for a, b in (now, present, absent))
    chance_a, chance_b = (logistic(yes - no) for yes, no in zip(present, absent, strict=True))
    chance = share * chance_a + (1 - share) * chance_b
    change = chance * abs(if_present - share) + (1 - chance) * abs(if_absent - share)
    return Prospect(finding, change, if_present, if_absent)


def logistic(nats: float) -> float:
    return 1 / (1 + exp(-nats)) if nats > 0 else exp(nats) / (1 + exp(nats))


def rows_of(model: Model, name: str) -> list[int]:
    """Places of the diseases that an id or a pattern stands for."""
    rows = [row for row, disease in enumerate(model.diseases) if name in (disease, model.tables.patterns[disease])]
    if not rows:
        raise UnknownFinding(f"There is no disease or pattern {name}.")
    return rows


def _telling(model: Model, finding: str, rows_a: Sequence[int], rows_b: Sequence[int]) -> Telling:
    listed = [model.tables.frequency(disease, finding) for disease in model.diseases]
    recorded = model.likelihoods.chances(finding)
    (frequency_a, frequency_b), (a, b) = (
        [fmean(chances[row] for row in rows) for rows in (rows_a, rows_b)] for chances in (listed, recorded)
    )
    present, absent = decibans(log(a / b)), decibans(log((1 - a) / (1 - b)))
    return Telling(finding, frequency_a, frequency_b, present, absent, (a - b) * (present - absent) / 2)
