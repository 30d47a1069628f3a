"""Define the records of `knowledge/data`.

The order of the fields is their order in the file. Imports no Django.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from content.schema import Record, Slug, Text

from .inference.families import ONSET_FROM
from .patterns import OUTSIDE, FindingRole, Key, Pattern

Frequency = Literal["obligate", "very_frequent", "frequent", "occasional", "very_rare", "excluded"]
Basis = Literal["hpoa", "literature", "consensus"]
Group = Literal["history", "exam", "lab", "edx", "imaging", "biopsy", "genetics"]
Category = Literal[
    "brain", "cord", "joint_or_tendon", "eye", "disuse_or_wasting", "functional", "general"
]
Prevalence = Literal["common", "uncommon", "rare", "very_rare"]
Cause = Literal[
    "inherited",
    "immune",
    "degenerative",
    "infection",
    "drug_or_poison",
    "metabolic",
    "pressure_or_injury",
    "other",
]
Danger = Literal["breathing", "swallowing", "bladder", "cord"]


class ReferenceRecord(Record):
    """A publication. `year` is text because a few works span years."""

    id: Slug
    authors: Text
    title: Text
    journal: Text
    year: Text
    volume_pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    type: Text
    verified: bool
    note: str = ""


class FindingRecord(Record):
    """A clinical finding.

    `regions` are areas of the body; `hpo` is empty where no exact term exists. `mechanism` says
    where in the motor unit it arises and why it points as it does; `references` back that.
    `report_present` and `report_absent` are what a clinical report writes.
    """

    id: Slug
    name: Text
    synonyms: list[Text] = []
    hpo: str = ""
    hpo_label: str = ""
    hpo_also_accepted: list[str] = []
    group: Group
    role: FindingRole
    regions: list[str]
    elicit: Text
    report_present: str = ""
    report_absent: str = ""
    mechanism: str = ""
    implies: list[Slug] = []
    excludes: list[Slug] = []
    references: list[Slug] = []
    note: str = ""
    reviewed_by: str = ""


class DiseaseRecord(Record):
    """A disease with its illness script; `pattern` is where the lesion truly is.

    `abbreviations` are those that the prose of a case may use for something else; they give nothing
    away there. `category` says what a disease outside the three patterns is of. `checks`:
    manoeuvres that its dangers call for. `prevalence`: at least 10, 1 to 9 or .1 to .9 in 100,000
    people, or fewer; of acute illness, in a year. `cause`: the group by which practice is chosen.
    """

    id: Slug
    name: Text
    synonyms: list[Text] = []
    abbreviations: list[Text] = []
    pattern: Key
    category: Category | Literal[""] = ""
    exception: str = ""
    prevalence: Prevalence
    cause: Cause = "other"
    lesion_site: Text
    orpha: str = ""
    omim: str = ""
    mondo: str = ""
    codes_note: str = ""
    script: Text
    must_not_miss: bool = False
    red_flags: list[str] = []
    checks: list[Slug] = []
    key_positives: list[Slug] = []
    key_negatives: list[Slug] = []
    references: list[Slug] = []
    claims: list[str] = []
    reviewed_by: str = ""

    @model_validator(mode="after")
    def _outside_by_category(self) -> Self:
        if (self.pattern is OUTSIDE) != bool(self.category):
            raise ValueError("a disease outside the three patterns has a category, and no other")
        return self


class ManoeuvreRecord(Record):
    """What an examiner does at the bedside, with the findings that it shows.

    `seconds`: how long a careful examiner takes. `normal`: what a report says when nothing is
    wrong. `danger`: what it checks, where that may kill or cripple.
    """

    id: Slug
    name: Text
    group: Literal[
        "eyes_and_face",
        "throat_and_neck",
        "arms_and_hands",
        "trunk_and_legs",
        "reflexes_and_plantars",
        "sensation_and_coordination",
        "gait_and_rising",
        "fatigue_tests",
        "breathing",
    ]
    seconds: int = Field(gt=0, le=600)
    how: Text
    findings: list[Slug] = Field(max_length=4)
    normal: Text
    danger: Danger | Literal[""] = ""
    references: list[Slug] = Field(min_length=1)
    reviewed_by: str = ""


class InvestigationRecord(Record):
    """A test, with the findings that it shows and its cost in words."""

    id: Slug
    name: Text
    group: Literal["bedside_test", "lab", "edx", "imaging", "biopsy", "genetics"]
    cost: Literal[
        "a blood test",
        "a urine test",
        "minutes at the bedside",
        "an hour of neurophysiology",
        "imaging",
        "a lumbar puncture",
        "a biopsy",
        "a gene test",
    ]
    findings: list[Slug] = Field(min_length=1)
    normal: Text
    references: list[Slug] = Field(min_length=1)
    reviewed_by: str = ""


class FrequencyRecord(Record):
    """A frequency: how often a patient with the disease shows the finding.

    `basis` says what the statement rests on.
    """

    disease: Slug
    finding: Slug
    frequency: Frequency
    basis: Basis
    reference: str = ""
    hpoa_id: str = ""
    hpoa_term: str = ""
    hpoa_frequency: Frequency | Literal[""] = ""

    @property
    def id(self) -> str:
        return f"{self.disease} {self.finding}"


class OnsetAgeRecord(Record):
    """A distribution of the age at the first symptom of a disease.

    Whole percents by band of years, 100 in all.
    """

    disease: Slug
    from_0: int = Field(ge=0)
    from_2: int = Field(ge=0)
    from_16: int = Field(ge=0)
    from_30: int = Field(ge=0)
    from_50: int = Field(ge=0)
    from_70: int = Field(ge=0)
    basis: Basis
    reference: str = ""

    @property
    def id(self) -> str:
        return self.disease

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(getattr(self, f"from_{years}") for years in ONSET_FROM)
        if total != 100:
            raise ValueError(f"the percents add up to {total}, not to 100")
        return self


class LimitBand(Record):
    """Limits of normal from an age on, to the next band of the same sex; None where there is none.

    A sex left out means both.
    """

    from_age: int = Field(default=0, ge=0)
    sex: Literal["female", "male", ""] = ""
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("a limit is low, high or both")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low lies below high")
        return self


class LimitRecord(Record):
    """The limits of normal of a test, as cases quote them.

    `words` name the test in prose; `beside` is a word that has to stand before the limit too.
    """

    id: Slug
    name: Text
    unit: Text
    words: list[Text] = Field(min_length=1)
    beside: str = ""
    limits: list[LimitBand] = Field(min_length=1)
    references: list[Slug] = Field(min_length=1)
    note: str = ""


class PublishedCaseRecord(Record):
    """A patient described in a public source, coded to the findings.

    `disease` is empty where no row fits.
    """

    id: Text
    source: Literal["case_report", "phenopacket", "exam_vignette"]
    citation: Text
    diagnosis: Text
    disease: str = ""
    pattern: Pattern
    exception: bool
    present: list[Slug]
    absent: list[Slug]
    note: str = ""

    @property
    def findings(self) -> dict[str, bool]:
        return {**dict.fromkeys(self.present, True), **dict.fromkeys(self.absent, False)}


class DescribedPatientRecord(Record):
    """A patient of a published report, as the phenopacket store codes it.

    `source` is the file in its repository.
    """

    id: Text
    source: Text
    diagnosis: Text
    pattern: Pattern
    present: list[Slug]
    absent: list[Slug]

    @property
    def findings(self) -> dict[str, bool]:
        return {**dict.fromkeys(self.present, True), **dict.fromkeys(self.absent, False)}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if both := set(self.present) & set(self.absent):
            raise ValueError(f"both present and absent: {', '.join(sorted(both))}")
        return self


class ConfusionRecord(Record):
    """A lesson from saying one pattern where it was another.

    `text` says what separates the two and how to look for it.
    """

    said: Pattern
    was: Pattern
    finding: Slug
    text: Text
    references: list[Slug] = Field(min_length=1)

    @property
    def id(self) -> str:
        return f"{self.said}-{self.was}"

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.said == self.was:
            raise ValueError("said and was differ")
        return self
