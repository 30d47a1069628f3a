"""Store clinical knowledge: references, findings, diseases and their frequencies."""

from .choices import KEY_CHOICES, PATTERN_CHOICES, choices
from .confusion import Confusion
from .disease import Disease
from .examination import Investigation, Manoeuvre
from .finding import Finding
from .frequency import Frequency, OnsetAge
from .reference import Reference
from .revision import KnowledgeRevision

__all__ = [
    "KEY_CHOICES",
    "PATTERN_CHOICES",
    "Confusion",
    "Disease",
    "Finding",
    "Frequency",
    "Investigation",
    "KnowledgeRevision",
    "Manoeuvre",
    "OnsetAge",
    "Reference",
    "choices",
]
