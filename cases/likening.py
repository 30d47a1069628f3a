"""Which findings of a case to turn so that it becomes the case of a rival disease. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from .evidence import Model, UnknownFinding
from .patterns import Belief, Pattern
from .weighing.settling import settle


@dataclass(frozen=True, slots=True)
class Turn:
    """Findings that change their sign (as they would be then), and what is believed after it.

    `chance`: of the rival among all diseases (0 to 1); `belief`: over the patterns.
    """

    findings: Mapping[str, bool]
    chance: float
    belief: Belief


def turns(model: Model, findings: Mapping[str, bool], rival: str) -> list[Turn]:
    """The one finding, and the two, whose change of sign moves the evidence most to a rival disease.

    Turns that contradict other findings are left out, and so is what does not help, a second finding included.
    Raises UnknownFinding for an unknown finding or disease.
    """
    if rival not in model.tables.patterns:
        raise UnknownFinding(f"There is no disease {rival}.")
    reached = look(model, findings, {}, rival).chance
    best = []
    for number in (1, 2):
        tried = (_turned(model, findings, chosen, rival) for chosen in combinations(findings, number))
        turn = min(filter(None, tried), key=_best, default=None)
        if turn and turn.chance > reached:
            best.append(turn)
            reached = turn.chance
    return best


def look(model: Model, findings: Mapping[str, bool], changed: Mapping[str, bool], rival: str) -> Turn:
    """What is believed of the findings with some of them changed."""
    chances = model.posterior({**findings, **changed}, None)
    patterns = model.tables.patterns
    shares = [sum(chance for disease, chance in chances.items() if patterns[disease] == own) for own in Pattern]
    return Turn(changed, chances[rival], Belief.nearest(shares))


def _turned(model: Model, findings: Mapping[str, bool], chosen: tuple[str, ...], rival: str) -> Turn | None:
    """The findings with these turned; None if they would contradict each other where they did not before."""
    changed = {finding: not findings[finding] for finding in chosen}
    clashes = set(settle(model.tables, {**findings, **changed}).clashes) - set(settle(model.tables, findings).clashes)
    return None if clashes else look(model, findings, changed, rival)


def _best(turn: Turn) -> tuple[float, list[str]]:
    return -turn.chance, sorted(turn.findings)
