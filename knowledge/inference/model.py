"""Assess what findings say about the three patterns and what is none of them, by a teaching model.

It never makes a statement about a patient. Every disease makes every finding more or less likely;
findings of one family share a hidden tendency, so they are not counted as independent proof. The
weight of a finding, in decibans, is its Aumann-Shapley share of the whole movement along the
diagonal path: all findings gain strength together, from nothing to full. `docs/evidence-model.md`
says the rest. Imports no Django.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log
from operator import mul

from ..patterns import OUTSIDE, Key, Pattern
from .contradictions import ConsistentFindings, without_contradictions
from .families import AGE, ONSET_FROM
from .likelihood import STRENGTH_WEIGHTS, Likelihoods, Settings, State, Vector, decibans
from .posterior import Posterior, share_out
from .tables import Tables

OLDEST = 120
Beliefs = dict[Key, float]
"""By key: the three patterns, and outside where that is possible."""


class UnknownFinding(ValueError):  # noqa: N818  reads as what it is
    """A finding or disease that the tables do not know."""


@dataclass(frozen=True, slots=True)
class BeliefStep:
    """A step of a path: the belief once this finding is known as well.

    `patterns` holds the probability of each pattern (0 to 1); `finding` may also be the age.
    """

    finding: str
    patterns: Beliefs


@dataclass(frozen=True, slots=True)
class Weight:
    """A finding with what it adds for or against each pattern, in decibans.

    Above 0 it speaks for the pattern, below 0 against. 10 decibans multiply the odds by 10, 3 by
    about 2. `because` names the finding that already says it or that it contradicts; such a finding
    weighs nothing.
    """

    finding: str
    present: bool
    decibans: Beliefs
    because: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A result of the model: what the findings support.

    `weights` add up to `movement`, pattern by pattern.
    """

    diseases: dict[str, float]
    start: Beliefs
    patterns: Beliefs
    path: tuple[BeliefStep, ...]
    weights: tuple[Weight, ...]
    movement: Beliefs
    clashes: tuple[tuple[str, str], ...]

    @property
    def ranked(self) -> list[str]:
        return sorted(self.diseases, key=self.diseases.__getitem__, reverse=True)

    @property
    def leading(self) -> Key:
        return max(self.patterns, key=self.patterns.__getitem__)


class Model:
    """An evidence model over one set of tables.

    Build it once: it keeps what it has computed.
    """

    def __init__(self, tables: Tables, settings: Settings | None = None) -> None:
        self.tables = tables
        self.likelihoods = Likelihoods(tables, settings or Settings())
        self.diseases = tuple(tables.patterns)
        self._spaces: dict[float, Space] = {}

    def space(self, outside: float = 0.0) -> "Space":
        """Return what is possible where patients are outside the three with this probability.

        Raises ValueError unless it is from 0 to below 1.
        """
        if outside not in self._spaces:
            self._spaces[outside] = Space.of(self.tables, self.likelihoods.start(), outside)
        return self._spaces[outside]

    @classmethod
    def from_tables(cls, tables: Tables, settings: Settings | None = None) -> "Model":
        return cls(tables, settings)

    def assess(
        self,
        findings: Mapping[str, bool],
        *,
        age: float | None = None,
        outside: float = 0.0,
    ) -> Assessment:
        """Assess what findings say about diseases and patterns.

        findings: present or absent by id, in the order of the path. age: years (0 to 120) at the
        first symptom; it comes first on the path and has a weight of its own, "age". outside: the
        probability (0 to below 1) that a patient has none of the three, before anything is known;
        at 0 such diseases are not thought of. Before anything is known the patterns are equal, and
        the diseases within a pattern as common as the tables say. Without findings the start is
        also the end. Raises UnknownFinding for an id that the tables do not know, ValueError for an
        impossible age. Contradictions raise nothing: see ConsistentFindings.
        """
        self.check(findings, age)
        space = self.space(outside)
        start = space.posterior()
        consistent = without_contradictions(self.tables, findings, age)
        states = self.states(consistent)
        end = space.posterior(*map(self.likelihoods.joint, states))
        movement = [decibans(b - a) for a, b in zip(start.log_odds(), end.log_odds(), strict=True)]
        shares = self._weigh(space, states, movement)
        return Assessment(
            diseases=space.by_disease(end),
            start=space.by_key(start.patterns()),
            patterns=space.by_key(end.patterns()),
            path=tuple(self._path(space, findings, age)),
            weights=tuple(self._weights(space, findings, age, consistent, shares)),
            movement=space.by_key(movement),
            clashes=consistent.clashes,
        )

    def check(self, findings: Iterable[str], age: float | None = None) -> None:
        """Check that the tables know the findings and that the age is possible.

        Raises UnknownFinding for an id that the tables do not know, ValueError for an impossible
        age.
        """
        if unknown := sorted(set(findings) - set(self.tables.roles)):
            raise UnknownFinding(f"There is no finding {', '.join(unknown)}.")
        if age is not None and not 0 <= age <= OLDEST:
            raise ValueError(
                f"An age at the first symptom lies between 0 and {OLDEST} years, not at {age}."
            )

    def states(self, consistent: ConsistentFindings) -> list[State]:
        family = self.likelihoods.family
        grouped: dict[str, list[tuple[str, int]]] = {}
        for finding, present in consistent.live.items():
            grouped.setdefault(family[finding], []).append((finding, int(present)))
        states: list[State] = [tuple(sorted(grouped[name])) for name in sorted(grouped)]
        if consistent.age is not None:
            states.append(((AGE, bisect(ONSET_FROM, consistent.age) - 1),))
        return states

    def log_masses(
        self, findings: Mapping[str, bool], age: float | None = None, *, outside: float = 0.0
    ) -> Vector:
        """Return the log of prior times likelihood of each disease that is thought of.

        The vector is in the order of `diseases`; those outside, which are last, are left out where
        `outside` is 0.
        """
        states = self.states(without_contradictions(self.tables, findings, age))
        vectors = (self.space(outside).prior, *map(self.likelihoods.joint, states))
        return tuple(map(sum, zip(*vectors, strict=False)))

    def posterior(
        self, findings: Mapping[str, bool], age: float | None = None, *, outside: float = 0.0
    ) -> dict[str, float]:
        """Return the probability (0 to 1) of each disease; quicker than `assess`."""
        space = self.space(outside)
        return space.by_disease(self._posterior(space, findings, age))

    def beliefs(
        self, findings: Mapping[str, bool], age: float | None = None, *, outside: float = 0.0
    ) -> Beliefs:
        """Return the probability (0 to 1) of each key; quicker than `assess`."""
        space = self.space(outside)
        return space.by_key(self._posterior(space, findings, age).patterns())

    def _posterior(
        self, space: "Space", findings: Mapping[str, bool], age: float | None
    ) -> Posterior:
        states = self.states(without_contradictions(self.tables, findings, age))
        return space.posterior(*map(self.likelihoods.joint, states))

    def _path(
        self, space: "Space", findings: Mapping[str, bool], age: float | None
    ) -> Iterable[BeliefStep]:
        findings_so_far: dict[str, bool] = {}
        if age is not None:
            yield BeliefStep(AGE, self._believe(space, findings_so_far, age))
        for finding, present in findings.items():
            findings_so_far[finding] = present
            yield BeliefStep(finding, self._believe(space, findings_so_far, age))

    def _believe(self, space: "Space", findings: Mapping[str, bool], age: float | None) -> Beliefs:
        return space.by_key(self._posterior(space, findings, age).patterns())

    def _weigh(
        self, space: "Space", states: Sequence[State], movement: Sequence[float]
    ) -> dict[str, list[float]]:
        """Return the decibans of each live finding for each key.

        They are Aumann-Shapley shares of the movement. The integral over the strength is taken at
        five points; what these miss is shared out in proportion, so that the sum is exact.
        """
        shares = {finding: [0.0] * len(space.keys) for state in states for finding, _ in state}
        grown = [self.likelihoods.growing(state) for state in states]
        for point, weight in enumerate(STRENGTH_WEIGHTS):
            view = space.posterior(*(family[point][0] for family in grown))
            rivals = view.rivals()
            for state, family in zip(states, grown, strict=True):
                for (finding, _), slope in zip(state, family[point][1], strict=True):
                    self._add(space, shares[finding], weight, view, rivals, slope)
        for own, whole in enumerate(movement):
            share_out(shares, own, whole)
        return shares

    def _add(
        self,
        space: "Space",
        into: list[float],
        weight: float,
        view: Posterior,
        rivals: list[list[float]],
        slope: Vector,
    ) -> None:
        means = [
            sum(map(mul, shares, slope[own]))
            for shares, own in zip(view.shares, space.slices, strict=True)
        ]
        for own, others in enumerate(rivals):
            into[own] += decibans(weight * (means[own] - sum(map(mul, others, means))))

    def _weights(
        self,
        space: "Space",
        findings: Mapping[str, bool],
        age: float | None,
        consistent: ConsistentFindings,
        shares: Mapping[str, list[float]],
    ) -> Iterable[Weight]:
        nothing = [0.0] * len(space.keys)
        if age is not None:
            yield Weight(
                AGE, True, space.by_key(shares.get(AGE, nothing)), consistent.idle.get(AGE, "")
            )
        for finding, present in findings.items():
            beliefs = space.by_key(shares.get(finding, nothing))
            yield Weight(finding, present, beliefs, consistent.idle.get(finding, ""))


@dataclass(frozen=True, slots=True)
class Space:
    """What is thought of before anything is known: keys, their diseases, and how likely each is.

    `slices`: which diseases belong to each key. `prior`: log probabilities of the diseases.
    """

    keys: tuple[Key, ...]
    diseases: tuple[str, ...]
    slices: tuple[slice, ...]
    prior: Vector

    @classmethod
    def of(cls, tables: Tables, start: Vector, outside: float) -> "Space":
        """Return the space in which all patterns are equal, and diseases as common as they are.

        start: the log of how much each disease counts among those of its key. outside: the share
        (0 to below 1) of all that is outside the three; tables without a disease outside think of
        the three alone.
        """
        if not 0 <= outside < 1:
            raise ValueError(f"A probability from 0 to below 1 is needed, not {outside}.")
        own = list(tables.patterns.values())
        if OUTSIDE not in own:
            outside = 0.0
        keys: tuple[Key, ...] = (*Pattern, OUTSIDE) if outside else tuple(Pattern)
        counts = [own.count(key) for key in keys]
        ends = list(accumulate(counts))
        chances = {key: outside if key is OUTSIDE else (1 - outside) / len(Pattern) for key in keys}
        diseases = tuple(tables.patterns)[: ends[-1]]
        weights = list(map(exp, start[: ends[-1]]))
        totals = dict.fromkeys(keys, 0.0)
        for disease, weight in zip(diseases, weights, strict=True):
            totals[tables.patterns[disease]] += weight
        return cls(
            keys,
            diseases,
            tuple(slice(end - count, end) for end, count in zip(ends, counts, strict=True)),
            tuple(
                log(chances[key] * weight / totals[key])
                for key, weight in zip(own, weights, strict=False)
            ),
        )

    def posterior(self, *likelihoods: Vector) -> Posterior:
        return Posterior.of(self.slices, [self.prior, *likelihoods])

    def by_disease(self, view: Posterior) -> dict[str, float]:
        chances = [
            p * share
            for p, shares in zip(view.patterns(), view.shares, strict=True)
            for share in shares
        ]
        return dict(zip(self.diseases, chances, strict=True))

    def by_key(self, values: Sequence[float]) -> Beliefs:
        return dict(zip(self.keys, values, strict=True))
