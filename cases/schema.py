"""Define what a case says: the one list of its fields, in their order everywhere.

`CaseFields` has every field, each of which may be empty. `CaseRecord` is a case of a content file,
in which nothing that learners need may be missing; `CaseDraft` is a case that a file of another
system tells, with what became of it on its way. A new field of a case is a line of `CaseFields`, a
field of the model of the same name, and a place in the form and on the page. Imports no Django.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from content.schema import Record, Slug, Text
from knowledge.body_map.regions import place_fault
from knowledge.patterns import Pattern, Stage, Typicality
from knowledge.traces.parameters import Traces

BodyState = Literal["wasted", "weak", "tires", "numb"]

LONGEST_PROSE = 20_000  # characters
MOST_SIGNS = 500  # "[" or "<" in one text
RIVALS_NEEDED = (
    "gives one argument against each of the two rival patterns, and none against its own"
)
ALL_NEEDED = "gives one argument against each of the three patterns, as it has none of them"


def renderable(text: str) -> str:
    """Return the text. Raises ValueError where it is too long, or Markdown would take long."""
    if len(text) > LONGEST_PROSE:
        raise ValueError(f"has more than {LONGEST_PROSE:,} characters")
    # the time for Markdown grows with the square of these signs
    if max(text.count("["), text.count("<")) > MOST_SIGNS:
        raise ValueError(f"holds more than {MOST_SIGNS} of the signs [ or <")
    return text


def result_words(text: str) -> str:
    """Return what a manoeuvre or a test shows. Raises ValueError unless it is prose that says it.

    What is typed at the desk or in a table is checked by it line by line.
    """
    if not text.strip():
        raise ValueError("is empty")
    return renderable(text)


Prose = Annotated[str, AfterValidator(renderable)]
Word = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[list[Word], Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]{5})?$")]


class StageFindings(Record):
    """Findings that the prose of one stage states as present or as absent."""

    present: Words = []
    absent: Words = []


class LookAlike(Record):
    """A disease of another pattern, or of none, that looks the same, and what tells it apart.

    `case`: the code of the case in the bank that shows it, for the drill that puts both side by
    side.
    """

    disease: Word = ""
    text: Prose = ""
    case: Code = ""


class CaseFields(Record):
    """The fields that a case has; each may be empty.

    `decided_at`: the stage after which a careful colleague would name the key. `results`: what a
    manoeuvre or a test shows in this patient, by its id, where its words differ from those of the
    findings. `traces`: what the machines print. `at_once`: what to do without delay, where a
    patient like this must not be missed. `model_note`: where the evidence model disagrees with the
    key, why. `exception`: which rule of its pattern the patient breaks, and why.
    """

    code: Code = ""
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    disease: Word = ""
    typicality: Typicality = Typicality.TYPICAL
    age: Annotated[int, Field(ge=0, le=110)] | None = None
    sex: Literal["female", "male", ""] = ""
    history: Prose = ""
    examination: Prose = ""
    tests: Prose = ""
    findings: dict[Stage, StageFindings] = {}
    decides: Words = []
    body: dict[Stage, dict[BodyState, list[Word]]] = {}
    decided_at: Stage | Literal[""] = ""
    results: dict[Slug, Annotated[str, AfterValidator(result_words)]] = {}
    traces: Traces = []
    headline: Annotated[str, StringConstraints(max_length=240)] = ""
    against: dict[Pattern, Prose] = {}
    diagnosis: Prose = ""
    at_once: Prose = ""
    model_note: Prose = ""
    exception: Prose = ""
    look_alike: LookAlike = LookAlike()
    claims: Words = []
    references: Words = []
    reviewed_by: Annotated[str, StringConstraints(max_length=160)] = ""


class CaseDraft(CaseFields):
    """A case as a file tells it, with the file's own words for ids.

    `generated_at`, `stubs`: when the model drafted it, and what it drafted of each stage; `change`:
    what it corrects.
    """

    change: Literal["", "wording", "clinical", "key"] = ""
    generated_at: AwareDatetime | None = None
    stubs: dict[Stage, Prose] = {}
    import_note: Prose = ""


OF_THE_KEY = ("headline", "diagnosis", "model_note", "exception")
"""Fields that cannot hold for another key than they were written for."""

NOT_OF_THE_PATIENT = frozenset(CaseDraft.model_fields) - frozenset(CaseFields.model_fields)
"""Fields of a draft that say nothing of the patient."""


PROSE_FIELDS = tuple(
    name
    for name, field in CaseFields.model_fields.items()
    if field.annotation is str and any(isinstance(m, AfterValidator) for m in field.metadata)
)
"""Fields whose text is Markdown."""


class CompleteLookAlike(LookAlike):
    """A look-alike with its disease and its text."""

    disease: Slug
    text: Text


class CaseRecord(CaseFields):
    """A case as its author writes it.

    `code` is all an address may show before the answer.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{5}$")]
    title: Text
    disease: Slug
    typicality: Typicality
    age: Annotated[int, Field(ge=0, le=110)]
    sex: Literal["female", "male"]
    history: Text
    examination: Text
    tests: Text
    findings: dict[Stage, StageFindings]
    decides: list[Slug]
    headline: Text
    against: dict[Pattern, Text]
    diagnosis: Text
    look_alike: CompleteLookAlike
    references: list[Slug]

    @property
    def id(self) -> str:
        return self.code

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        coded = [
            finding
            for stage in self.findings.values()
            for finding in (*stage.present, *stage.absent)
        ]
        twice = sorted({finding for finding in coded if coded.count(finding) > 1})
        if twice:
            raise ValueError(
                f"a finding is coded once, at the stage that first states it: {', '.join(twice)}"
            )
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
