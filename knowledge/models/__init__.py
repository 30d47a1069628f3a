"""The clinical knowledge base: references, findings, diseases, and how often these go together."""

from .choices import PATTERN_CHOICES, choices
from .confusion import Confusion
from .disease import Disease
from .finding import Finding
from .frequency import Frequency, OnsetAge
from .reference import Reference
from .revision import Edition

__all__ = [
    "PATTERN_CHOICES",
    "Confusion",
    "Disease",
    "Edition",
    "Finding",
    "Frequency",
    "OnsetAge",
    "Reference",
    "choices",
]
