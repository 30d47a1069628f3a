"""Find findings to turn or add so that a case becomes that of a rival disease.

Imports no Django.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from knowledge.inference.contradictions import without_contradictions
from knowledge.inference.explanation import thought_of
from knowledge.inference.model import Model, UnknownFinding
from knowledge.patterns import Belief

ADDED = 8  # findings of the rival that are tried in twos; all are tried alone
TYPICAL = 0.3  # share of its patients that show a finding, from which on it may be added


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of findings, and what the model believes after it.

    `findings`: those that change, as they would be then; `added`: those among them that are new.
    `chance`: of the rival among all diseases (0 to 1); `belief`: over the keys.
    """

    findings: Mapping[str, bool]
    chance: float
    belief: Belief
    added: frozenset[str] = frozenset()


def turns(
    model: Model, findings: Mapping[str, bool], rival: str, *, outside: float = 0.0
) -> list[Turn]:
    """Find the one finding, and the two, whose change moves evidence most to a rival.

    First come changes of what is coded, so that the cases stay alike; then, where that moves
    further, those with findings of the rival that are not coded. Changes that contradict other
    findings are left out, and so is what does not help, a second finding included. `outside`: see
    `look`. Raises UnknownFinding for an unknown finding or disease.
    """
    reached = look(model, findings, {}, rival, outside=outside).chance
    opposites = {finding: not sign for finding, sign in findings.items()}
    best = []
    for changes in (opposites, {**opposites, **_additions(model, findings, rival, outside)}):
        for number in (1, 2):
            tried = _tried(model, findings, changes, number, rival, outside)
            turn = min(tried, key=_best, default=None)
            if turn and turn.chance > reached:
                best.append(turn)
                reached = turn.chance
    return best


def _additions(
    model: Model, findings: Mapping[str, bool], rival: str, outside: float
) -> dict[str, bool]:
    """Return the uncoded findings that speak most for the rival.

    Findings that only confirm are left out, as no case states them.
    """
    tables = model.tables
    typical = {
        finding: True
        for (disease, finding) in tables.frequencies
        if disease == rival and finding not in findings and tables.roles[finding].can_be_stated
        if tables.frequency(rival, finding) >= TYPICAL
    }
    ranked = sorted(_tried(model, findings, typical, 1, rival, outside), key=_best)
    return {finding: True for turn in ranked[:ADDED] for finding in turn.findings}


def look(
    model: Model,
    findings: Mapping[str, bool],
    changed: Mapping[str, bool],
    rival: str,
    *,
    outside: float = 0.0,
) -> Turn:
    """Return what the model believes with some findings changed.

    `outside`: how likely (0 to below 1) something else than the three patterns is; it is thought of
    anyway where the rival is of that. Raises UnknownFinding for an unknown disease.
    """
    if rival not in model.tables.patterns:
        raise UnknownFinding(f"There is no disease {rival}.")
    outside = outside or thought_of(model.tables.patterns[rival])
    told = {**findings, **changed}
    return Turn(
        changed,
        model.posterior(told, outside=outside)[rival],
        Belief.nearest(list(model.beliefs(told, outside=outside).values())),
        frozenset(changed.keys() - findings.keys()),
    )


def _tried(
    model: Model,
    findings: Mapping[str, bool],
    changes: Mapping[str, bool],
    number: int,
    rival: str,
    outside: float,
) -> Iterator[Turn]:
    """Try every combination of `number` changes.

    Those that bring a new contradiction are left out.
    """
    clashed = set(without_contradictions(model.tables, findings).clashes)
    for combination in combinations(changes, number):
        changed = {finding: changes[finding] for finding in combination}
        if not set(without_contradictions(model.tables, {**findings, **changed}).clashes) - clashed:
            yield look(model, findings, changed, rival, outside=outside)


def _best(turn: Turn) -> tuple[float, list[str]]:
    return -turn.chance, sorted(turn.findings)
