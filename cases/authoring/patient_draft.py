"""Set out a possible patient as a draft, coded stage by stage.

Each finding gets a line of its own. Imports no Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from knowledge.inference.explanation import explain, thought_of
from knowledge.inference.model import Model
from knowledge.inference.sampling import draw_patient
from knowledge.patterns import Stage, Typicality

from .checks import CodedFinding, FindingWords

TOLD = {
    Stage.HISTORY: (4, 2),
    Stage.EXAMINATION: (6, 4),
    Stage.TESTS: (3, 2),
}  # at most so many present and absent
MOST_DECIDING = 3
X_LINKED = ("dmd", "sbma")  # diseases of boys and men, but for rare carriers


@dataclass(frozen=True, slots=True)
class Drafted:
    """A patient as a draft.

    `age`: whole years at the first symptom; `stubs`: a line for each finding, by stage.
    """

    age: int
    sex: str
    coded: tuple[CodedFinding, ...]
    stubs: Mapping[Stage, str]


def draft(
    model: Model,
    words: Mapping[str, FindingWords],
    disease: str,
    typicality: Typicality,
    rng: Random,
) -> Drafted:
    """Draw a patient of a disease from the frequencies and set it out as a draft.

    Nothing in it confirms the diagnosis. The same state of `rng` draws the same patient. Raises
    UnknownFinding for a disease that does not exist.
    """
    patient = draw_patient(disease, typicality, rng, model=model)
    sexes = (
        ("male",)
        if disease in X_LINKED or patient.findings.get("gynaecomastia")
        else ("female", "male")
    )
    sex = rng.choice(sexes)
    stages = {stage: _told(stage, patient.findings, words, rng) for stage in Stage}
    key = model.tables.patterns[disease]
    weights = explain(model, list(stages.values()), outside=thought_of(key)).telling
    towards = sorted(
        (weight for weight in weights if weight.decibans[key] > 0), key=lambda w: -w.decibans[key]
    )
    deciding = {weight.finding for weight in towards[:MOST_DECIDING]}
    coded = tuple(
        CodedFinding(finding, stage, present, finding in deciding)
        for stage, findings in stages.items()
        for finding, present in findings.items()
    )
    stubs = {
        stage: "\n".join(_stub(words[f], present) for f, present in stages[stage].items())
        for stage in Stage
    }
    return Drafted(patient.age, sex, coded, stubs)


def _told(
    stage: Stage, signs: Mapping[str, bool], words: Mapping[str, FindingWords], rng: Random
) -> dict[str, bool]:
    open_to_all = [
        f for f in signs if f in words and words[f].stage == stage and not words[f].held_back
    ]
    selection: set[str] = set()
    for present, most in zip((True, False), TOLD[stage], strict=True):
        candidates = [finding for finding in open_to_all if signs[finding] == present]
        selection |= set(rng.sample(candidates, min(most, len(candidates))))
    return {finding: signs[finding] for finding in open_to_all if finding in selection}


def _stub(words: FindingWords, present: bool) -> str:
    return f"- {words.name}: {'present' if present else 'absent'}."
