"""Models of proposals, and of records as they were loaded from files."""

from .loaded_record import LoadedRecord
from .proposal import Proposal

__all__ = ["LoadedRecord", "Proposal"]
