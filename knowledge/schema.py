"""The records of `knowledge/data`. The order of the fields is their order in the file. No Django."""

from typing import Literal, Self

from pydantic import Field, model_validator

from content.schema import Record, Slug, Text

from .inference.families import ONSET_FROM
from .patterns import Pattern

Frequency = Literal["obligate", "very_frequent", "frequent", "occasional", "very_rare", "excluded"]
Basis = Literal["hpoa", "literature", "consensus"]
Group = Literal["history", "exam", "lab", "edx", "imaging", "biopsy", "genetics"]
Role = Literal["bedside", "supportive", "confirmatory"]


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
    """A clinical finding. `regions` are areas of the body; `hpo` is empty where no exact term exists.

    `mechanism` says where in the motor unit it arises and why it points as it does; `references` back that.
    """

    id: Slug
    name: Text
    synonyms: list[Text] = []
    hpo: str = ""
    hpo_label: str = ""
    hpo_also_accepted: list[str] = []
    group: Group
    role: Role
    regions: list[str]
    elicit: Text
    mechanism: str = ""
    implies: list[Slug] = []
    excludes: list[Slug] = []
    references: list[Slug] = []
    note: str = ""
    reviewed_by: str = ""


class DiseaseRecord(Record):
    """A disease with its illness script. `pattern` is where the lesion truly is.

    `abbreviations` are those that the prose of a case may use for something else; they give nothing away there.
    """

    id: Slug
    name: Text
    synonyms: list[Text] = []
    abbreviations: list[Text] = []
    pattern: Pattern
    exception: str = ""
    lesion_site: Text
    orpha: str = ""
    omim: str = ""
    mondo: str = ""
    codes_note: str = ""
    script: Text
    must_not_miss: bool = False
    red_flags: list[str] = []
    key_positives: list[Slug] = []
    key_negatives: list[Slug] = []
    references: list[Slug] = []
    claims: list[str] = []
    reviewed_by: str = ""


class FrequencyRecord(Record):
    """How often a patient with the disease shows the finding, and on what basis that is said."""

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
    """How old patients are at the first symptom of a disease: whole percents by band of years, 100 in all."""

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


class PublishedCaseRecord(Record):
    """A patient described in a public source, coded to the findings. `disease` is empty where no row fits."""

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
        """What the source states, present or absent."""
        return {**dict.fromkeys(self.present, True), **dict.fromkeys(self.absent, False)}


class ConfusionRecord(Record):
    """What to learn from saying one pattern where it was another: what separates them, and how to look for it."""

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
