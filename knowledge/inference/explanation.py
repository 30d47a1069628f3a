"""Explain what the evidence model makes of a patient, stage by stage, for people.

Imports no Django.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..patterns import KEYS, OUTSIDE, STATED_ROLES, Belief, FindingRole, Key, Stage
from .differential import Prospect, next_findings, rivals
from .model import Model, Weight

SILENT = 1.0  # decibans: what moves no pattern by more separates nothing here
BEDSIDE = 70  # percent on the key from which the bedside decides
DECIDED = 80  # percent on the key from which a stage decides
SHOWN = 4  # diseases and prospects that are told


@dataclass(frozen=True, slots=True)
class Explanation:
    """An account of what findings support.

    `path`: belief after each stage. `telling`: findings that move it, strongest first; `silent`:
    those that do not. `movement`: decibans from the start to the end for each pattern. `diseases`:
    the likeliest with their probability (0 to 1). `rivals`: the likeliest and the nearest of
    another pattern; `prospects`: what would tell these two apart best.
    """

    path: tuple[Belief, ...]
    telling: tuple[Weight, ...]
    silent: tuple[Weight, ...]
    movement: Mapping[Key, float]
    diseases: tuple[tuple[str, float], ...]
    rivals: tuple[str, str]
    prospects: tuple[Prospect, ...]
    clashes: tuple[tuple[str, str], ...]

    @property
    def belief(self) -> Belief:
        return self.path[-1]


def explain(
    model: Model,
    stages: Sequence[Mapping[str, bool]],
    *,
    age: float | None = None,
    outside: float = 0.0,
    roles: Sequence[FindingRole] = STATED_ROLES,
) -> Explanation:
    """Explain what the findings of the stages, one after the other, support.

    `outside`: the probability (0 to below 1) that a patient has none of the three, before anything
    is known. Without stages the path is the start. Raises UnknownFinding for an unknown id;
    contradictions are listed as clashes. Explanations are cached.
    """
    return _explain(
        model, tuple(tuple(stage.items()) for stage in stages), age, outside, tuple(roles)
    )


@lru_cache(maxsize=1024)
def _explain(
    model: Model,
    stages: tuple[tuple[tuple[str, bool], ...], ...],
    age: float | None,
    outside: float,
    roles: tuple[FindingRole, ...],
) -> Explanation:
    findings: dict[str, bool] = {}

    def belief() -> Belief:
        return Belief.nearest(list(model.beliefs(findings, age, outside=outside).values()))

    steps = [belief()]
    for stage in stages:
        findings |= dict(stage)
        steps.append(belief())
    result = model.assess(findings, age=age, outside=outside)
    ranked = sorted(result.weights, key=strength, reverse=True)
    return Explanation(
        path=tuple(steps[1:] or steps),
        telling=tuple(weight for weight in ranked if strength(weight) >= SILENT),
        silent=tuple(weight for weight in ranked if strength(weight) < SILENT),
        movement=result.movement,
        diseases=tuple((disease, result.diseases[disease]) for disease in result.ranked[:SHOWN]),
        rivals=(pair := rivals(model, findings, age, outside=outside)),
        prospects=tuple(
            next_findings(
                findings, age=age, outside=outside, between=pair, roles=roles, model=model
            )[:SHOWN]
        ),
        clashes=result.clashes,
    )


@dataclass(frozen=True, slots=True)
class CaseReading:
    """A reading of a case by the model, for the author of the case.

    `path` holds the belief after each stage, in the order of the stages; `leading` is the id of the
    likeliest disease.
    """

    key: Key
    path: tuple[Belief, ...]
    leading: str

    @property
    def agrees(self) -> bool:
        """Return whether the key gets the most at the end."""
        return self.path[-1][self.key] == max(self.path[-1].shares)

    @property
    def key_path(self) -> list[int]:
        """Return the percent on the key after each stage."""
        return [belief[self.key] for belief in self.path]

    @property
    def decided_at(self) -> Stage | None:
        """Return the stage from which on the key has DECIDED or more; None if it never has."""
        decided = None
        for stage, percent in zip(reversed(Stage), reversed(self.key_path), strict=True):
            if percent < DECIDED:
                break
            decided = stage
        return decided

    @property
    def bedside(self) -> int:
        """Return the percent on the key before the tests."""
        return self.path[list(Stage).index(Stage.EXAMINATION)][self.key]

    @property
    def warnings(self) -> list[str]:
        sentences = []
        if not self.agrees:
            sentences.append(
                f"The model gives the key {model_share(self.key_path[-1])} at the end. Look at the"
                " coding; if it is right, explain the disagreement in the model note."
            )
        elif self.bedside < BEDSIDE:
            sentences.append(
                f"Before the tests the findings support the key with {model_share(self.bedside)}"
                " only: the examination does not decide."
            )
        return sentences


def thought_of(key: Key) -> float:
    """Return how likely (0 to 1) what is outside the three is taken to be, reading a case of a key.

    An author's case outside is read as one of four alike; any other among the three.
    """
    return 1 / len(KEYS) if key is OUTSIDE else 0.0


def read_case(model: Model, findings: Mapping[Stage, Mapping[str, bool]], key: Key) -> CaseReading:
    """Read a case for its author."""
    stages = [findings.get(stage, {}) for stage in Stage]
    explanation = explain(model, stages, outside=thought_of(key))
    return CaseReading(key, explanation.path, explanation.diseases[0][0])


def model_share(percent: float) -> str:
    """Write a share that the model gives, in percent: "73 %".

    At the ends it says "below 1 %" and "above 99 %": no finding makes the model certain, so that 0
    and 100 would say more than it knows.
    """
    whole = round(percent)
    return "below 1 %" if whole < 1 else "above 99 %" if whole > 99 else f"{whole} %"


def strength(weight: Weight) -> float:
    """Return the most that a finding moves any pattern, in decibans."""
    return max(map(abs, weight.decibans.values()))


def parted(path: Sequence[Belief], supported: Sequence[Belief]) -> int | None:
    """Return the step at which a learner's path lies farthest from what was supported.

    Steps count from 0; None if the two never differ by 20 percent.
    """
    gaps = [_gap(own, other) for own, other in zip(path, supported, strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__, default=None)
    return widest if widest is not None and gaps[widest] >= 20 else None


def _gap(own: Belief, other: Belief) -> int:
    """Return the most percent by which two beliefs differ on any key."""
    return max(abs(a - b) for a, b in zip(own.shares, other.shares, strict=True))
