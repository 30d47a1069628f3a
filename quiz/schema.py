"""The shape of a record in `quiz/data`. No Django."""

from content.schema import Record, Slug, Text


class QuizRecord(Record):
    """A quiz: cases by code, in an order that learners do not meet."""

    slug: Slug
    title: Text
    introduction: Text
    cases: list[str]

    @property
    def id(self) -> str:
        return self.slug
