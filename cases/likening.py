"""Which findings of a case to turn or to add so that it becomes the case of a rival disease. No Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from knowledge.inference.contradictions import settle
from knowledge.inference.model import Model, UnknownFinding
from knowledge.patterns import Belief, Pattern

ADDED = 8  # findings of the rival that are tried in twos; all are tried alone
TYPICAL = 0.3  # share of its patients that show a finding, from which on it may be added


@dataclass(frozen=True, slots=True)
class Turn:
    """Findings that change (as they would be then), those that are new among them, and what is believed after it.

    `chance`: of the rival among all diseases (0 to 1); `belief`: over the patterns.
    """

    findings: Mapping[str, bool]
    chance: float
    belief: Belief
    added: frozenset[str] = frozenset()


def turns(model: Model, findings: Mapping[str, bool], rival: str) -> list[Turn]:
    """The one finding, and the two, whose change moves the evidence most to a rival disease.

    First by turning what is coded, so that the cases stay alike; then, where that moves further, with findings of the
    rival that are not coded. Changes that contradict other findings are left out, and so is what does not help, a
    second finding included. Raises UnknownFinding for an unknown finding or disease.
    """
    if rival not in model.tables.patterns:
        raise UnknownFinding(f"There is no disease {rival}.")
    reached = look(model, findings, {}, rival).chance
    turned = {finding: not sign for finding, sign in findings.items()}
    best = []
    for changes in (turned, {**turned, **_additions(model, findings, rival)}):
        for number in (1, 2):
            turn = min(_tried(model, findings, changes, number, rival), key=_best, default=None)
            if turn and turn.chance > reached:
                best.append(turn)
                reached = turn.chance
    return best


def _additions(model: Model, findings: Mapping[str, bool], rival: str) -> dict[str, bool]:
    """Findings that are not coded and speak most for the rival; what only confirms stands in no case."""
    tables = model.tables
    typical = {
        finding: True
        for (disease, finding) in tables.frequencies
        if disease == rival and finding not in findings and tables.roles[finding] != "confirmatory"
        if tables.frequency(rival, finding) >= TYPICAL
    }
    ranked = sorted(_tried(model, findings, typical, 1, rival), key=_best)
    return {finding: True for turn in ranked[:ADDED] for finding in turn.findings}


def look(model: Model, findings: Mapping[str, bool], changed: Mapping[str, bool], rival: str) -> Turn:
    """What is believed of the findings with some of them changed."""
    chances = model.posterior({**findings, **changed}, None)
    patterns = model.tables.patterns
    shares = [sum(chance for disease, chance in chances.items() if patterns[disease] == own) for own in Pattern]
    return Turn(changed, chances[rival], Belief.nearest(shares), frozenset(changed.keys() - findings.keys()))


def _tried(
    model: Model, findings: Mapping[str, bool], changes: Mapping[str, bool], number: int, rival: str
) -> Iterator[Turn]:
    """Every so many of the changes together, unless they contradict what they did not contradict before."""
    clashed = set(settle(model.tables, findings).clashes)
    for chosen in combinations(changes, number):
        changed = {finding: changes[finding] for finding in chosen}
        if not set(settle(model.tables, {**findings, **changed}).clashes) - clashed:
            yield look(model, findings, changed, rival)


def _best(turn: Turn) -> tuple[float, list[str]]:
    return -turn.chance, sorted(turn.findings)
