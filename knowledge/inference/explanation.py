"""What the evidence model says of a patient, told stage by stage for people. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..patterns import Belief, Pattern, Stage
from .differential import Prospect, next_findings, rivals
from .model import Model, Weight

SILENT = 1.0  # decibans: what moves no pattern by more separates nothing here
BEDSIDE = 70  # percent on the key from which the bedside decides
SHOWN = 4  # diseases and prospects that are told


@dataclass(frozen=True, slots=True)
class Explanation:
    """What findings support.

    `path`: belief after each stage. `telling`: findings that move it, strongest first; `silent`: those that do not.
    `diseases`: the likeliest with their probability (0 to 1). `rivals`: the likeliest and the nearest of another
    pattern; `prospects`: what would tell these two apart best.
    """

    path: tuple[Belief, ...]
    telling: tuple[Weight, ...]
    silent: tuple[Weight, ...]
    movement: Mapping[Pattern, float]
    diseases: tuple[tuple[str, float], ...]
    rivals: tuple[str, str]
    prospects: tuple[Prospect, ...]
    clashes: tuple[tuple[str, str], ...]

    @property
    def belief(self) -> Belief:
        """What is believed at the end."""
        return self.path[-1]


def explain(
    model: Model,
    stages: Sequence[Mapping[str, bool]],
    *,
    age: float | None = None,
    roles: Sequence[str] = ("bedside", "supportive"),
) -> Explanation:
    """Explain what the findings of the stages, one after the other, support. Without stages the path is the start.

    Raises UnknownFinding for an unknown id; contradictions are listed as clashes. What was explained once is kept.
    """
    return _explain(model, tuple(tuple(stage.items()) for stage in stages), age, tuple(roles))


@lru_cache(maxsize=1024)
def _explain(
    model: Model, stages: tuple[tuple[tuple[str, bool], ...], ...], age: float | None, roles: tuple[str, ...]
) -> Explanation:
    known: dict[str, bool] = {}
    steps = [Belief.nearest(list(_patterns(model, known, age)))]
    for stage in stages:
        known |= dict(stage)
        steps.append(Belief.nearest(list(_patterns(model, known, age))))
    result = model.assess(known, age=age)
    ranked = sorted(result.weights, key=strength, reverse=True)
    return Explanation(
        path=tuple(steps[1:] or steps),
        telling=tuple(weight for weight in ranked if strength(weight) >= SILENT),
        silent=tuple(weight for weight in ranked if strength(weight) < SILENT),
        movement=result.movement,
        diseases=tuple((disease, result.diseases[disease]) for disease in result.ranked[:SHOWN]),
        rivals=rivals(model, known, age),
        prospects=tuple(next_findings(known, age=age, roles=roles, model=model)[:SHOWN]),
        clashes=result.clashes,
    )


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What the model makes of a case, for its author: belief after each stage, in the order of the stages."""

    key: Pattern
    path: tuple[Belief, ...]
    leading: str

    @property
    def agrees(self) -> bool:
        """Whether the key gets the most at the end."""
        return self.path[-1][self.key] == max(self.path[-1].percents)

    @property
    def key_path(self) -> list[int]:
        """Percent on the key after each stage."""
        return [belief[self.key] for belief in self.path]

    @property
    def bedside(self) -> int:
        """Percent on the key before the tests."""
        return self.path[list(Stage).index(Stage.EXAMINATION)][self.key]

    @property
    def warnings(self) -> list[str]:
        """What an author should think about, in sentences."""
        said = []
        if not self.agrees:
            said.append(
                f"The model gives the key {model_share(self.key_path[-1])} at the end. Look at the coding; if it is "
                "right, explain the disagreement in the model note."
            )
        elif self.bedside < BEDSIDE:
            said.append(
                f"Before the tests the findings support the key with {model_share(self.bedside)} only: "
                "the examination does not decide."
            )
        return said


def read_case(model: Model, findings: Mapping[Stage, Mapping[str, bool]], key: Pattern) -> CaseReading:
    """What the model makes of the coded findings of a case."""
    told = explain(model, [findings.get(stage, {}) for stage in Stage])
    return CaseReading(key, told.path, told.diseases[0][0])


def model_share(percent: float) -> str:
    """A share that the model gives, in percent: "73 %", and at the ends "below 1 %" and "above 99 %".

    No finding makes the model certain, so that 0 and 100 would say more than it knows.
    """
    whole = round(percent)
    return "below 1 %" if whole < 1 else "above 99 %" if whole > 99 else f"{whole} %"


def strength(weight: Weight) -> float:
    """The most that a finding moves any pattern, in decibans."""
    return max(map(abs, weight.decibans.values()))


def parted(path: Sequence[Belief], supported: Sequence[Belief]) -> int | None:
    """At which step (from 0) a learner's path lies farthest from what was supported; None if never by 20 percent."""
    gaps = [_gap(own, other) for own, other in zip(path, supported, strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__, default=None)
    return widest if widest is not None and gaps[widest] >= 20 else None


def _gap(own: Belief, other: Belief) -> int:
    """The most percent by which two beliefs differ on any pattern."""
    return max(abs(a - b) for a, b in zip(own.percents, other.percents, strict=True))


def _patterns(model: Model, known: Mapping[str, bool], age: float | None) -> Sequence[float]:
    chances = model.posterior(known, age)
    return [sum(p for disease, p in chances.items() if model.tables.patterns[disease] == own) for own in Pattern]
