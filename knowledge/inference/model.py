"""What findings say about the three patterns: a teaching model, never a statement about a patient. No Django.

Every disease makes every finding more or less likely; findings of one family share a hidden tendency, so they are not
counted as independent proof. A finding's weight is its share of the whole movement, in decibans, when all findings are
let in together and evenly, from nothing to full strength. `docs/evidence-model.md` says the rest.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from operator import mul

from ..patterns import Pattern
from .contradictions import Settled, settle
from .families import AGE, ONSET_FROM
from .likelihood import STRENGTH_WEIGHTS, Likelihoods, Settings, State, Vector, decibans
from .posterior import View, share_out
from .tables import Tables

OLDEST = 120
Beliefs = dict[Pattern, float]


class UnknownFinding(ValueError):  # noqa: N818  reads as what it is
    """A finding or disease that the tables do not know."""


@dataclass(frozen=True, slots=True)
class Step:
    """Probability of each pattern (0 to 1) once this finding, or the age, is known as well."""

    finding: str
    patterns: Beliefs


@dataclass(frozen=True, slots=True)
class Weight:
    """What a finding adds towards (above 0) or against (below 0) each pattern, in decibans.

    10 decibans multiply the odds by 10, 3 by about 2. `because` names the finding that already says it or that it
    contradicts; such a finding weighs nothing.
    """

    finding: str
    present: bool
    decibans: Beliefs
    because: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the findings support. `weights` add up to `movement`, pattern by pattern."""

    diseases: dict[str, float]
    start: Beliefs
    patterns: Beliefs
    path: tuple[Step, ...]
    weights: tuple[Weight, ...]
    movement: Beliefs
    clashes: tuple[tuple[str, str], ...]

    @property
    def ranked(self) -> list[str]:
        """Diseases, likeliest first."""
        return sorted(self.diseases, key=self.diseases.__getitem__, reverse=True)

    @property
    def leading(self) -> Pattern:
        return max(self.patterns, key=self.patterns.__getitem__)


class Model:
    """The evidence model over one set of tables. Build it once; it keeps what it has worked out."""

    def __init__(self, tables: Tables, settings: Settings | None = None) -> None:
        self.tables = tables
        self.likelihoods = Likelihoods(tables, settings or Settings())
        self.diseases = tuple(tables.patterns)
        counts = [list(tables.patterns.values()).count(pattern) for pattern in Pattern]
        ends = [sum(counts[: index + 1]) for index in range(len(counts))]
        self._slices = tuple(slice(end - count, end) for end, count in zip(ends, counts, strict=True))
        self._equal = tuple(-log(3 * counts[list(Pattern).index(own)]) for own in tables.patterns.values())

    @classmethod
    def from_tables(cls, tables: Tables, settings: Settings | None = None) -> "Model":
        return cls(tables, settings)

    def assess(
        self,
        findings: Mapping[str, bool],
        *,
        age: float | None = None,
        priors: Mapping[str, float] | None = None,
    ) -> Assessment:
        """What findings (id: present or absent), in the order given, say about diseases and patterns.

        age: years (0 to 120) at the first symptom; it comes first on the path and has a weight of its own, "age".
        priors: relative weight (above 0) of every disease before anything is known; without them the patterns are
        equal, and the diseases within a pattern. Without findings the start is also the end. Raises UnknownFinding for
        an id that the tables do not know, ValueError for an impossible age or prior. Contradictions raise nothing:
        see Settled.
        """
        self.check(findings, age)
        prior = self._prior(priors)
        start = View.of(self._slices, [prior])
        settled = settle(self.tables, findings, age)
        states = self.states(settled)
        end = View.of(self._slices, [prior, *map(self.likelihoods.joint, states)])
        movement = [decibans(b - a) for a, b in zip(start.log_odds(), end.log_odds(), strict=True)]
        shares = self._weigh(prior, states, movement)
        return Assessment(
            diseases=self._diseases(end),
            start=_beliefs(start.patterns()),
            patterns=_beliefs(end.patterns()),
            path=tuple(self._path(prior, findings, age)),
            weights=tuple(self._weights(findings, age, settled, shares)),
            movement=_beliefs(movement),
            clashes=settled.clashes,
        )

    def check(self, findings: Iterable[str], age: float | None = None) -> None:
        """Raises UnknownFinding for an id that the tables do not know, ValueError for an impossible age."""
        if unknown := sorted(set(findings) - set(self.tables.roles)):
            raise UnknownFinding(f"There is no finding {', '.join(unknown)}.")
        if age is not None and not 0 <= age <= OLDEST:
            raise ValueError(f"An age at the first symptom lies between 0 and {OLDEST} years, not at {age}.")

    def states(self, settled: Settled) -> list[State]:
        """What is known, family by family."""
        family = self.likelihoods.family
        grouped: dict[str, list[tuple[str, int]]] = {}
        for finding, present in settled.live.items():
            grouped.setdefault(family[finding], []).append((finding, int(present)))
        states: list[State] = [tuple(sorted(grouped[name])) for name in sorted(grouped)]
        if settled.age is not None:
            states.append(((AGE, bisect(ONSET_FROM, settled.age) - 1),))
        return states

    def log_masses(self, findings: Mapping[str, bool], age: float | None = None) -> Vector:
        """Log of prior times likelihood of each disease, in the order of `diseases`; priors are equal."""
        states = self.states(settle(self.tables, findings, age))
        return tuple(map(sum, zip(self._equal, *map(self.likelihoods.joint, states), strict=True)))

    def posterior(self, findings: Mapping[str, bool], age: float | None = None) -> dict[str, float]:
        """Probability (0 to 1) of each disease, and nothing else: quicker than `assess`."""
        return self._diseases(View.of(self._slices, [self.log_masses(findings, age)]))

    def _prior(self, priors: Mapping[str, float] | None) -> Vector:
        if priors is None:
            return self._equal
        if set(priors) != set(self.diseases) or min(priors.values()) <= 0:
            raise ValueError("Priors name every disease of the tables, each with a weight above 0.")
        total = sum(priors.values())
        return tuple(log(priors[disease] / total) for disease in self.diseases)

    def _diseases(self, view: View) -> dict[str, float]:
        chances = [p * share for p, shares in zip(view.patterns(), view.shares, strict=True) for share in shares]
        return dict(zip(self.diseases, chances, strict=True))

    def _path(self, prior: Vector, findings: Mapping[str, bool], age: float | None) -> Iterable[Step]:
        known: dict[str, bool] = {}
        if age is not None:
            yield Step(AGE, self._believe(prior, known, age))
        for finding, present in findings.items():
            known[finding] = present
            yield Step(finding, self._believe(prior, known, age))

    def _believe(self, prior: Vector, known: Mapping[str, bool], age: float | None) -> Beliefs:
        states = self.states(settle(self.tables, known, age))
        return _beliefs(View.of(self._slices, [prior, *map(self.likelihoods.joint, states)]).patterns())

    def _weigh(self, prior: Vector, states: Sequence[State], movement: Sequence[float]) -> dict[str, list[float]]:
        """Decibans of each live finding for each pattern: Aumann-Shapley shares of the movement.

        The integral over the strength is taken at five points; what these miss is shared out in proportion, so that
        the sum is exact.
        """
        shares = {finding: [0.0] * len(Pattern) for state in states for finding, _ in state}
        grown = [self.likelihoods.growing(state) for state in states]
        for point, weight in enumerate(STRENGTH_WEIGHTS):
            view = View.of(self._slices, [prior, *(family[point][0] for family in grown)])
            rivals = view.rivals()
            for state, family in zip(states, grown, strict=True):
                for (finding, _), slope in zip(state, family[point][1], strict=True):
                    self._add(shares[finding], weight, view, rivals, slope)
        for own, whole in enumerate(movement):
            share_out(shares, own, whole)
        return shares

    def _add(self, into: list[float], weight: float, view: View, rivals: list[list[float]], slope: Vector) -> None:
        means = [sum(map(mul, shares, slope[own])) for shares, own in zip(view.shares, self._slices, strict=True)]
        for own, others in enumerate(rivals):
            into[own] += decibans(weight * (means[own] - sum(map(mul, others, means))))

    def _weights(
        self, findings: Mapping[str, bool], age: float | None, settled: Settled, shares: Mapping[str, list[float]]
    ) -> Iterable[Weight]:
        nothing = [0.0] * len(Pattern)
        if age is not None:
            yield Weight(AGE, True, _beliefs(shares.get(AGE, nothing)), settled.idle.get(AGE, ""))
        for finding, present in findings.items():
            beliefs = _beliefs(shares.get(finding, nothing))
            yield Weight(finding, present, beliefs, settled.idle.get(finding, ""))


def _beliefs(values: Sequence[float]) -> Beliefs:
    return dict(zip(Pattern, values, strict=True))
