"""Models of the source, its claims, lessons, the glossary and the search index."""

from .glossary import Term
from .lesson import Lesson, LessonQuerySet, Reading, ReadingPlace, known_marks
from .returning_question import ReturningQuestion
from .search_entry import SearchEntry
from .source import (
    CORRECTED,
    VERDICTS,
    Claim,
    ClaimQuerySet,
    Passage,
    Source,
)

__all__ = [
    "CORRECTED",
    "VERDICTS",
    "Claim",
    "ClaimQuerySet",
    "Lesson",
    "LessonQuerySet",
    "Passage",
    "Reading",
    "ReadingPlace",
    "ReturningQuestion",
    "SearchEntry",
    "Source",
    "Term",
    "known_marks",
]
