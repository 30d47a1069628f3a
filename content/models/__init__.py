"""What people write, as it was loaded from files and as they propose it."""

from .loaded_record import LoadedRecord
from .proposal import Proposal

__all__ = ["LoadedRecord", "Proposal"]
