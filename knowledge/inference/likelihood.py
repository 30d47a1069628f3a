"""Compute how likely each disease makes what was found, family by family.

Imports the standard library only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, fsum, log, prod, sqrt
from operator import mul, sub, truediv
from statistics import NormalDist, fmean

from ..patterns import KEYS, Key
from .families import AGE, ALTERNATIVES, EXPOSURES, FAMILIES, ONSET_FROM, UNTOLD
from .tables import Tables

# Gauss-Hermite points and weights for a standard normal hidden tendency (Abramowitz and Stegun
# 1964, table 25.10).
TENDENCIES = (-2.8569700138728, -1.3556261799743, 0.0, 1.3556261799743, 2.8569700138728)
TENDENCY_WEIGHTS = (
    0.0112574113277,
    0.2220759220057,
    0.5333333333333,
    0.2220759220057,
    0.0112574113277,
)

# Gauss-Legendre points and weights from 0 to 1 (table 25.4 of the same).
STRENGTHS = (0.0469100770307, 0.2307653449472, 0.5, 0.7692346550528, 0.9530899229693)
STRENGTH_WEIGHTS = (
    0.1184634425281,
    0.2393143352497,
    0.2844444444444,
    0.2393143352497,
    0.1184634425281,
)

Vector = tuple[float, ...]
Column = tuple[Vector, ...]
"""By hidden tendency and disease."""
State = tuple[tuple[str, int], ...]
"""What is known of one family: (finding, present), sorted; for the age at onset ("age", number of
its band)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The three global numbers of the model.

    `docs/evidence-model.md` says how they were chosen. companionship: share (0 to below 1) of the
    variation that the findings of a family have in common. pull: share (0 to 1) by which a
    disease's frequencies move towards the mean of its pattern, because patients have variants and
    diseases that no table lists; common diseases count for more in that mean. slip: probability
    (above 0, below 0.5) that a finding is recorded wrongly. It caps what one finding may do, but
    for an exposure, which weighs against its not being told.
    """

    companionship: float = 0.5
    pull: float = 0.2
    slip: float = 0.01

    @property
    def cap(self) -> float:
        """Return the most that a finding may move belief, in decibans, unless it is an exposure."""
        return decibans(log((1 - self.slip) / self.slip))


def decibans(nats: float) -> float:
    return nats * 10 / log(10)


class Likelihoods:
    """A source of the log likelihoods of all diseases for any state of any family.

    Vectors are in the order of `tables.patterns`.
    """

    def __init__(self, tables: Tables, settings: Settings) -> None:
        self.settings = settings
        self.diseases = tuple(tables.patterns)
        patterns = tuple(tables.patterns.values())
        self._commonness = tuple(tables.commonness.get(name, 1.0) for name in self.diseases)
        self.family = {finding: finding for finding in tables.roles}
        for name, members in {**FAMILIES, **ALTERNATIVES}.items():
            self.family |= {finding: name for finding in members if finding in self.family}
        self.pulled = {
            finding: self._pull(
                [tables.frequency(disease, finding) for disease in self.diseases], patterns
            )
            for finding in tables.roles
        }
        self._untold = {
            exposure: tuple(log(1 - (1 - UNTOLD) * chance) for chance in self.chances(exposure))
            for exposure in EXPOSURES
            if exposure in tables.roles
        }
        self._bands = self._onset_bands(tables.onset, patterns)
        self._weights = [(weight,) * len(patterns) for weight in TENDENCY_WEIGHTS]
        self._conditional = {
            finding: self._by_tendency(chances) for finding, chances in self.pulled.items()
        }
        self._log_conditional = {
            finding: tuple(
                tuple(self._against_untold(finding, map(log, row)) for row in column)
                for column in columns
            )
            for finding, columns in self._conditional.items()
        }
        self.joint = lru_cache(maxsize=10_000)(self._joint)  # about 1.5 kB each
        self.growing = lru_cache(maxsize=1_000)(self._growing)  # about 20 kB each

    def start(self) -> Vector:
        """Return how much each disease counts, before anything is told, among those of its key.

        It is the log of how common the disease is, times the probability that an account of it
        names no exposure.
        """
        commonness = map(log, self._commonness)
        return tuple(map(sum, zip(commonness, *self._untold.values(), strict=True)))

    def chances(self, finding: str) -> Vector:
        """Return the probability, by disease, that the finding is recorded as present."""
        return tuple(self._slip(chance) for chance in self.pulled[finding])

    def _joint(self, state: State) -> Vector:
        """Return the log likelihood of one state of one family, by disease."""
        if self._is_companions(state):
            columns = [self._conditional[finding][present] for finding, present in state]
            masses = [
                map(prod, zip(*vectors, strict=True))
                for vectors in zip(self._weights, *columns, strict=True)
            ]
            whole: Iterable[float] = map(log, map(sum, zip(*masses, strict=True)))
        else:
            whole = map(log, self._plain(state))
        for finding, _ in state:
            whole = self._against_untold(finding, whole)
        return tuple(whole)

    def _against_untold(self, finding: str, logs: Iterable[float]) -> Vector:
        """Return the same, for an exposure against its not being told, as every disease starts."""
        untold = self._untold.get(finding)
        return tuple(map(sub, logs, untold)) if untold else tuple(logs)

    def _growing(self, state: State) -> tuple[tuple[Vector, tuple[Vector, ...]], ...]:
        """Return log likelihoods and their slopes at each of STRENGTHS.

        At each strength: the log likelihood of the state let in so far, and how fast each finding
        adds to it, both by disease.
        """
        if not self._is_companions(state):
            whole = self.joint(state)
            share = tuple(value / len(state) for value in whole)
            return tuple(
                (tuple(strength * value for value in whole), (share,) * len(state))
                for strength in STRENGTHS
            )
        columns = [self._log_conditional[finding][present] for finding, present in state]
        sums = [
            tuple(map(fsum, zip(*vectors, strict=True))) for vectors in zip(*columns, strict=True)
        ]
        return tuple(_companions_at(strength, sums, columns) for strength in STRENGTHS)

    def _is_companions(self, state: State) -> bool:
        return len(state) > 1 and self.family[state[0][0]] not in ALTERNATIVES

    def _plain(self, state: State) -> Sequence[float]:
        """Return the likelihood of a state whose findings share no hidden tendency.

        The state is a finding that stands alone, an age, or alternatives that are all denied.
        """
        if len(state) > 1:
            denied = zip(*(self.pulled[finding] for finding, _ in state), strict=True)
            return [self._slip(max(0.0, 1 - sum(chances))) for chances in denied]
        finding, present = state[0]
        if finding == AGE:
            return self._bands[present]
        return [chance if present else 1 - chance for chance in self.chances(finding)]

    def _by_tendency(self, chances: Vector) -> tuple[Column, Column]:
        """Return the probabilities of absent and of present, by tendency and disease.

        They follow a one-factor Gaussian copula; tendencies are hidden.
        """
        normal, common = NormalDist(), self.settings.companionship
        thresholds = [normal.inv_cdf(chance) for chance in chances]
        present = [
            tuple(
                self._slip(normal.cdf((edge - sqrt(common) * tendency) / sqrt(1 - common)))
                for edge in thresholds
            )
            for tendency in TENDENCIES
        ]
        return tuple(tuple(1 - chance for chance in row) for row in present), tuple(present)

    def _onset_bands(self, onset: Mapping[str, Vector], patterns: tuple[Key, ...]) -> list[Vector]:
        even = (1 / len(ONSET_FROM),) * len(ONSET_FROM)
        by_disease = [onset.get(disease, even) for disease in self.diseases]
        bands = [self._pull(list(shares), patterns) for shares in zip(*by_disease, strict=True)]
        return [tuple(self._slip(chance) for chance in band) for band in bands]

    def _pull(self, chances: list[float], patterns: tuple[Key, ...]) -> Vector:
        places = {
            key: [place for place, own in enumerate(patterns) if own == key]
            for key in KEYS
            if key in patterns
        }
        means = {
            key: fmean(
                [chances[place] for place in own], [self._commonness[place] for place in own]
            )
            for key, own in places.items()
        }
        pull = self.settings.pull
        return tuple(
            (1 - pull) * c + pull * means[own] for c, own in zip(chances, patterns, strict=True)
        )

    def _slip(self, chance: float) -> float:
        return self.settings.slip + (1 - 2 * self.settings.slip) * chance


def _companions_at(
    strength: float, sums: Sequence[Vector], columns: list[Column]
) -> tuple[Vector, tuple[Vector, ...]]:
    """Return the log likelihood of a family's findings at a strength, and slopes.

    There is a slope for each finding. All are by disease.
    """
    parts = [
        [weight * exp(strength * total) for total in row]
        for weight, row in zip(TENDENCY_WEIGHTS, sums, strict=True)
    ]
    mass = list(map(sum, zip(*parts, strict=True)))
    slopes = []
    for column in columns:
        products = [map(mul, part, row) for part, row in zip(parts, column, strict=True)]
        slopes.append(tuple(map(truediv, map(sum, zip(*products, strict=True)), mass)))
    return tuple(map(log, mass)), tuple(slopes)
