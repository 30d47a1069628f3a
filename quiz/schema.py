"""Define the shape of a record in `quiz/data` (no Django)."""

from content.schema import Record, Slug, Text


class QuizRecord(Record):
    """A quiz, its cases by code, in an order that learners do not meet.

    `may_be_outside`: learners may say "something else" though no case needs it; with such a case
    they always may.
    """

    slug: Slug
    title: Text
    introduction: Text
    cases: list[str]
    may_be_outside: bool = False

    @property
    def id(self) -> str:
        return self.slug
