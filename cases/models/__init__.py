"""Clinical knowledge (references, findings, diseases, how often they go together) and the cases built on it."""

from .cases import STAGE_CHOICES, Case, CaseComment, CaseFinding, CaseVersion, Change, State, new_code
from .knowledge import PATTERN_CHOICES, Confusion, Disease, Edition, Finding, Frequency, OnsetAge, Reference, choices
from .loaded import LoadedRecord
from .proposals import Proposal

__all__ = [
    "PATTERN_CHOICES",
    "STAGE_CHOICES",
    "Case",
    "CaseComment",
    "CaseFinding",
    "CaseVersion",
    "Change",
    "Confusion",
    "Disease",
    "Edition",
    "Finding",
    "Frequency",
    "LoadedRecord",
    "OnsetAge",
    "Proposal",
    "Reference",
    "State",
    "choices",
    "new_code",
]
