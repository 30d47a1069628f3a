"""Store quizzes, attempts at them, and what learners committed to.

Scores are computed from these rows; a daily score is only a cache of them.
"""

from .answer import Answer, AnswerQuerySet, Commitment, Reflection
from .attempt import Attempt, Mode, RunEndedError
from .bookmark import Bookmark, CaseMarks, CaseNote, marks_of
from .daily_score import DailyScore
from .drill import Drill
from .first_case import FirstCase, first_case_done
from .key_correction import KeyCorrection, VerdictChange
from .miss import Miss
from .pack import OfflineBelief, Pack
from .problem_report import ProblemReport
from .quiz import Quiz, QuizCase, QuizQuerySet
from .response_tally import ItemAnalysis, ResponseTally
from .studied_card import StudiedCard

__all__ = [
    "Answer",
    "AnswerQuerySet",
    "Attempt",
    "Bookmark",
    "CaseMarks",
    "CaseNote",
    "Commitment",
    "DailyScore",
    "Drill",
    "FirstCase",
    "ItemAnalysis",
    "KeyCorrection",
    "Miss",
    "Mode",
    "OfflineBelief",
    "Pack",
    "ProblemReport",
    "Quiz",
    "QuizCase",
    "QuizQuerySet",
    "Reflection",
    "ResponseTally",
    "RunEndedError",
    "StudiedCard",
    "VerdictChange",
    "first_case_done",
    "marks_of",
]
