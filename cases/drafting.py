"""A possible patient set out as a draft: coded stage by stage, with a line for each finding. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from knowledge.inference.explanation import explain
from knowledge.inference.model import Model
from knowledge.inference.sampling import Typicality, draw_patient
from knowledge.patterns import Stage

from .writing_help import Coded, FindingWords

TOLD = {Stage.HISTORY: (4, 2), Stage.EXAMINATION: (6, 4), Stage.TESTS: (3, 2)}  # at most so many present and absent
MOST_DECIDING = 3
X_LINKED = ("dmd", "sbma")  # diseases of boys and men, but for rare carriers


@dataclass(frozen=True, slots=True)
class Drafted:
    """A patient as a draft. `age`: whole years at the first symptom; `stubs`: a line for each finding, by stage."""

    age: int
    sex: str
    coded: tuple[Coded, ...]
    stubs: Mapping[Stage, str]


def draft(
    model: Model, words: Mapping[str, FindingWords], disease: str, typicality: Typicality, rng: Random
) -> Drafted:
    """A patient of a disease, drawn from the frequencies; nothing in it confirms the diagnosis.

    The same chance draws the same patient. Raises UnknownFinding for a disease that does not exist.
    """
    patient = draw_patient(disease, typicality, rng, model=model)
    sexes = ("male",) if disease in X_LINKED or patient.findings.get("gynaecomastia") else ("female", "male")
    sex = rng.choice(sexes)
    stages = {stage: _told(stage, patient.findings, words, rng) for stage in Stage}
    key = model.tables.patterns[disease]
    weights = explain(model, list(stages.values())).telling
    towards = sorted((weight for weight in weights if weight.decibans[key] > 0), key=lambda w: -w.decibans[key])
    deciding = {weight.finding for weight in towards[:MOST_DECIDING]}
    coded = tuple(
        Coded(finding, stage, present, finding in deciding)
        for stage, findings in stages.items()
        for finding, present in findings.items()
    )
    stubs = {stage: "\n".join(_stub(words[f], present) for f, present in stages[stage].items()) for stage in Stage}
    return Drafted(patient.age, sex, coded, stubs)


def remaining(stub: str, text: str) -> list[str]:
    """The lines of a stub that still stand in a text as they were drafted, apart from space and capitals."""
    plain = _plain(text)
    return [line.removeprefix("- ") for line in stub.splitlines() if _plain(line.removeprefix("- ")) in plain]


def _told(stage: Stage, drawn: Mapping[str, bool], words: Mapping[str, FindingWords], rng: Random) -> dict[str, bool]:
    open_to_all = [f for f in drawn if f in words and words[f].stage == stage and not words[f].held_back]
    chosen: set[str] = set()
    for present, most in zip((True, False), TOLD[stage], strict=True):
        listed = [finding for finding in open_to_all if drawn[finding] == present]
        chosen |= set(rng.sample(listed, min(most, len(listed))))
    return {finding: drawn[finding] for finding in open_to_all if finding in chosen}


def _stub(words: FindingWords, present: bool) -> str:
    return f"- {words.name}: {'present' if present else 'absent'}."


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
