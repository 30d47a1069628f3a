"""The case bank."""

from .cases import STAGE_CHOICES, Case, CaseComment, CaseFinding, CaseVersion, Change, State, new_code

__all__ = ["STAGE_CHOICES", "Case", "CaseComment", "CaseFinding", "CaseVersion", "Change", "State", "new_code"]
