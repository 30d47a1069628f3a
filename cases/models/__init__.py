from .case import Case, new_code
from .comment import CaseComment
from .version import STAGE_CHOICES, CaseFinding, CaseVersion, Change, State

__all__ = [
    "STAGE_CHOICES",
    "Case",
    "CaseComment",
    "CaseFinding",
    "CaseVersion",
    "Change",
    "State",
    "new_code",
]
