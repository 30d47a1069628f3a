"""Quizzes, attempts at them, and what learners committed to. Scores are computed from these rows, not stored."""

from ..tallies import CaseTaught, Tally
from .corrections import KeyCorrection, ProblemReport, VerdictChange
from .drills import Drill
from .quizzes import Quiz, QuizCase, QuizQuerySet
from .reviews import Review
from .runs import Answer, AnswerQuerySet, Attempt, Commitment, Reflection, RunEndedError
from .scored_days import ScoredDay

__all__ = [
    "Answer",
    "AnswerQuerySet",
    "Attempt",
    "CaseTaught",
    "Commitment",
    "Drill",
    "KeyCorrection",
    "ProblemReport",
    "Quiz",
    "QuizCase",
    "QuizQuerySet",
    "Reflection",
    "Review",
    "RunEndedError",
    "ScoredDay",
    "Tally",
    "VerdictChange",
]
