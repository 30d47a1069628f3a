"""Define the shape of a record in `quiz/data` (no Django)."""

from content.schema import Record, Slug, Text


class QuizRecord(Record):
    """A quiz, its cases by code, in an order that learners do not meet."""

    slug: Slug
    title: Text
    introduction: Text
    cases: list[str]

    @property
    def id(self) -> str:
        return self.slug
