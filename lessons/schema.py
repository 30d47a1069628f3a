"""Define the records in `lessons/data`, without Django.

The order of the fields is their order in the file.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from content.schema import Record, Slug, Text
from knowledge.patterns import Pattern

ClaimId = Annotated[str, StringConstraints(pattern=r"^S\d\d\.\d+$")]
Verdict = Literal["supported", "imprecise", "contradicted", "unsupported", "out_of_scope"]


class SourceRecord(Record):
    """The text that lessons are derived from; its digest shows a change of it."""

    id: Slug
    file: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    note: Text


class PassageRecord(Record):
    """A stretch of the source.

    `first_line` and `last_line` count from 1; the digest shows a change of the source.
    """

    id: Annotated[str, StringConstraints(pattern=r"^S\d\d$")]
    first_line: int = Field(ge=1)
    last_line: int = Field(ge=1)
    about: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ClaimRecord(Record):
    """A claim of the source in other words, with a verdict.

    `correction` says what is taught instead where it does not hold. `findings` are those that
    the claim speaks of.
    """

    id: ClaimId
    line: int = Field(ge=1)
    paraphrase: Text
    topic: Text
    pattern: Pattern | Literal["general", "out_of_scope"]
    verdict: Verdict
    rationale: Text
    correction: str = ""
    references: list[Slug] = []
    same_as: list[ClaimId] = []
    conflicts_with: list[ClaimId] = []
    findings: list[Slug] = []
    safety_critical: bool = False
    reviewed_by: str = ""

    @property
    def passage(self) -> str:
        return self.id.partition(".")[0]


class ChoiceRecord(Record):
    """An answer to a question, with the feedback for a learner who takes it."""

    text: Text
    right: bool = False
    feedback: Text


class QuestionRecord(Record):
    """A question within a lesson, about one finding.

    `id`: by which it comes back to a learner, kept when its words are edited; a question without
    one does not come back. `cites`: ids of claims, "ref:gilhus-2016" or "finding:ptosis".
    """

    id: Slug | Literal[""] = ""
    text: Text
    choices: list[ChoiceRecord] = Field(min_length=2, max_length=4)
    cites: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError("one choice is right, and only one")
        return self

    @model_serializer(mode="wrap")
    def _without_empty_id(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A lesson that was loaded before questions had ids keeps its digest so, and is not taken
        # for one that was edited at the desk.
        values: dict[str, Any] = serialize(self)
        return {name: value for name, value in values.items() if name != "id" or value}


class TermRecord(Record):
    """A term with its meaning in one sentence.

    `also`: other words and spellings for it, explained in lessons like the term. `search_only`:
    words that search finds it by, but that may mean something else in a lesson.
    """

    id: Slug
    term: Text
    also: list[str] = []
    search_only: list[str] = []
    meaning: Text
    references: list[Slug] = []


class LessonRecord(Record):
    """A lesson: its front matter and, below it, its Markdown.

    `objectives`: what its reader can do afterwards. `take_home`: what to remember of it. Each has
    three lines, or none while the lesson is being written.
    """

    slug: Slug
    title: Text
    position: int = Field(ge=1)
    minutes: int = Field(ge=1, le=60)
    pattern: Pattern | Literal[""] = ""
    summary: Text
    objectives: list[Text] = []
    take_home: list[Text] = []
    reviewed_by: str = ""
    questions: list[QuestionRecord] = []
    body: str = ""

    @property
    def id(self) -> str:
        return self.slug
