"""The shape of every record in `knowledge/data`. The order of the fields is their order in the file. No Django."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.schema import Record, Slug, Text
from knowledge.body_map.regions import place_fault
from knowledge.patterns import Pattern, Stage

Typicality = Literal["typical", "less_typical", "atypical"]
BodyState = Literal["wasted", "weak", "tires", "numb"]

RIVALS_NEEDED = "gives one argument against each of the two rival patterns, and none against its own"


class StageFindings(Record):
    """Ids of the findings that the prose of one stage states as present or as absent."""

    present: list[Slug] = []
    absent: list[Slug] = []


class LookAlike(Record):
    """A disease of another pattern that would have looked the same, and what tells it apart.

    `case`: the code of the case in the bank that shows it, for the drill that puts both side by side.
    """

    disease: Slug
    text: Text
    case: str = ""


class CaseRecord(Record):
    """A case as its author writes it. `code` is all that an address may show before the answer.

    `at_once`: what to do without delay, where a patient like this must not be missed. `model_note`: where the evidence
    model disagrees with the key, why.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{5}$")]
    title: Text
    disease: Slug
    typicality: Typicality
    age: int = Field(ge=0, le=110)
    sex: Literal["female", "male"]
    history: Text
    examination: Text
    tests: Text
    findings: dict[Stage, StageFindings]
    decides: list[Slug]
    body: dict[Stage, dict[BodyState, list[str]]] = {}
    headline: Text
    against: dict[Pattern, Text]
    diagnosis: Text
    at_once: str = ""
    model_note: str = ""
    look_alike: LookAlike
    claims: list[str] = []
    references: list[Slug]
    reviewed_by: str = ""

    @property
    def id(self) -> str:
        return self.code

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        coded = [finding for stage in self.findings.values() for finding in (*stage.present, *stage.absent)]
        twice = sorted({finding for finding in coded if coded.count(finding) > 1})
        if twice:
            raise ValueError(f"a finding is coded once, at the stage that first states it: {', '.join(twice)}")
        unknown = [finding for finding in self.decides if finding not in coded]
        if unknown:
            raise ValueError(f"a deciding finding must be coded at a stage: {', '.join(unknown)}")
        faults = [
            fault
            for states in self.body.values()
            for places in states.values()
            for place in places
            if (fault := place_fault(place))
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self
