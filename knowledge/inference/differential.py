"""Find what to examine next, and what tells two diseases apart.

Both rest on the evidence model. Imports no Django.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from ..patterns import STATED_ROLES, FindingRole
from .contradictions import without_contradictions
from .families import EXPOSURES, UNTOLD
from .likelihood import decibans
from .model import Model, UnknownFinding
from .tables import Tables

COMMON_FROM = 0.3
"""From this probability on a finding is common: the Orphanet class "frequent" begins here."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A finding not yet looked for, and what it would tell about two diseases.

    change: expected change (0 to 1) of the first one's share in the belief divided between the two.
    if_present, if_absent: that share (0 to 1) after each answer.
    """

    finding: str
    change: float
    if_present: float
    if_absent: float


@dataclass(frozen=True, slots=True)
class Discriminator:
    """A finding with how well it tells a from b.

    Decibans above 0 speak for a; frequencies (0 to 1) are those of the tables.

    information: decibans towards the truth to be expected from looking, a and b being equally
    likely.
    """

    finding: str
    frequency_a: float
    frequency_b: float
    decibans_present: float
    decibans_absent: float
    information: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a and b, finding by finding.

    apart: findings that tell a from b, the most telling first. common: findings common in both, the
    most common first.
    """

    apart: tuple[Discriminator, ...]
    common: tuple[str, ...]


def rivals(
    model: Model,
    findings: Mapping[str, bool],
    age: float | None = None,
    *,
    outside: float = 0.0,
) -> tuple[str, str]:
    """Return the likeliest disease and the likeliest one with another key."""
    chances = model.posterior(findings, age, outside=outside)
    first, *others = sorted(chances, key=chances.__getitem__, reverse=True)
    patterns = model.tables.patterns
    return first, next(other for other in others if patterns[other] != patterns[first])


def next_findings(
    findings: Mapping[str, bool],
    *,
    age: float | None = None,
    outside: float = 0.0,
    between: tuple[str, str] | None = None,
    roles: Collection[FindingRole] = STATED_ROLES,
    model: Model,
) -> list[Prospect]:
    """List the further findings that would tell two diseases apart, best first.

    Each finding is judged alone. outside: the probability (0 to below 1) that a patient has none of
    the three patterns. between: ids of two diseases; without it the likeliest disease and its
    nearest rival with another key. Findings that are known, or decided by what is known, are
    left out. Raises UnknownFinding for an id that does not exist.
    """
    model.check(findings, age)
    pair = between or rivals(model, findings, age, outside=outside)
    if unknown := sorted(set(pair) - set(model.tables.patterns)):
        raise UnknownFinding(f"There is no disease {', '.join(unknown)}.")
    prospects = [
        _prospect(model, findings, age, outside, finding, pair)
        for finding in _open(model.tables, findings, age)
        if model.tables.roles[finding] in roles
    ]
    return sorted(prospects, key=lambda prospect: (-prospect.change, prospect.finding))


def next_finding(
    findings: Mapping[str, bool], *, age: float | None = None, model: Model
) -> Prospect:
    """Return the best of `next_findings`. Raises IndexError when everything is known."""
    return next_findings(findings, age=age, model=model)[0]


def compare(a: str, b: str, *, model: Model) -> Comparison:
    """Compare a with b, each the id of a disease or a pattern.

    A pattern is the mean of its diseases. Raises UnknownFinding for an id that is neither.
    """
    rows_a, rows_b = rows_of(model, a), rows_of(model, b)
    tellings = [_telling(model, finding, rows_a, rows_b) for finding in model.tables.roles]
    tellings.sort(key=lambda telling: (-telling.information, telling.finding))
    shared = [
        telling
        for telling in tellings
        if min(telling.frequency_a, telling.frequency_b) >= COMMON_FROM
    ]
    shared.sort(key=lambda telling: -min(telling.frequency_a, telling.frequency_b))
    return Comparison(tuple(tellings), tuple(telling.finding for telling in shared))


def look_alikes(disease: str, *, model: Model) -> list[tuple[str, float]]:
    """Rank diseases of other patterns by likeness at the bedside, most alike first.

    Each is given as (id, likeness 0 to 1). Likeness is what two diseases share of all that either
    shows: the smaller frequencies of the bedside findings over the larger ones, so that what both
    lack makes nobody alike. Raises UnknownFinding for an unknown disease.
    """
    tables = model.tables
    if disease not in tables.patterns:
        raise UnknownFinding(f"There is no disease {disease}.")
    bedside = [finding for finding, role in tables.roles.items() if role is FindingRole.BEDSIDE]

    def likeness(other: str) -> float:
        pairs = [
            (tables.frequency(disease, finding), tables.frequency(other, finding))
            for finding in bedside
        ]
        return sum(map(min, pairs)) / sum(map(max, pairs))

    others = [
        other for other, pattern in tables.patterns.items() if pattern != tables.patterns[disease]
    ]
    return sorted(
        ((other, likeness(other)) for other in others), key=lambda pair: (-pair[1], pair[0])
    )


def _open(tables: Tables, findings: Mapping[str, bool], age: float | None) -> list[str]:
    """Return the findings of which either answer would be new and possible."""
    live = without_contradictions(tables, findings, age).live

    def adds(finding: str, present: bool) -> bool:
        result = without_contradictions(tables, {**live, finding: present}, age)
        return finding in result.live and not result.clashes

    return [f for f in tables.roles if f not in findings and adds(f, True) and adds(f, False)]


def _prospect(
    model: Model,
    findings: Mapping[str, bool],
    age: float | None,
    outside: float,
    finding: str,
    pair: tuple[str, str],
) -> Prospect:
    rows = [model.diseases.index(disease) for disease in pair]
    now, present, absent = (
        [model.log_masses(signs, age, outside=outside)[row] for row in rows]
        for signs in (findings, {**findings, finding: True}, {**findings, finding: False})
    )
    share, if_present, if_absent = (logistic(a - b) for a, b in (now, present, absent))
    untold = log(UNTOLD) if finding in EXPOSURES else 0.0  # it would mostly have been told
    chance_a, chance_b = (
        logistic(yes - no + untold) for yes, no in zip(present, absent, strict=True)
    )
    chance = share * chance_a + (1 - share) * chance_b
    change = chance * abs(if_present - share) + (1 - chance) * abs(if_absent - share)
    return Prospect(finding, change, if_present, if_absent)


def logistic(nats: float) -> float:
    return 1 / (1 + exp(-nats)) if nats > 0 else exp(nats) / (1 + exp(nats))


def rows_of(model: Model, name: str) -> list[int]:
    """Return the indices in `model.diseases` that an id or a pattern stands for.

    Raises UnknownFinding for a name that is neither.
    """
    rows = [
        row
        for row, disease in enumerate(model.diseases)
        if name in (disease, model.tables.patterns[disease])
    ]
    if not rows:
        raise UnknownFinding(f"There is no disease or pattern {name}.")
    return rows


def _telling(
    model: Model, finding: str, rows_a: Sequence[int], rows_b: Sequence[int]
) -> Discriminator:
    by_table = [model.tables.frequency(disease, finding) for disease in model.diseases]
    recorded = model.likelihoods.chances(finding)
    (frequency_a, frequency_b), (a, b) = (
        [fmean(chances[row] for row in rows) for rows in (rows_a, rows_b)]
        for chances in (by_table, recorded)
    )
    present, absent = decibans(log(a / b)), decibans(log((1 - a) / (1 - b)))
    return Discriminator(
        finding, frequency_a, frequency_b, present, absent, (a - b) * (present - absent) / 2
    )
