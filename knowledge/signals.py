"""Build the evidence model anew when a table changes that it is built from."""

from content.changes import ContentChange, Moment, on_change

from .editions import look_at_tables_again
from .models import Confusion, Disease, Finding, Frequency, KnowledgeRevision, OnsetAge


@on_change(Disease, Finding, Frequency, OnsetAge, Confusion, loads=True)
def begin_revision(change: ContentChange) -> None:
    if change.moment is not Moment.BEFORE_DELETE:  # what goes is still there then
        KnowledgeRevision.begin()
        look_at_tables_again()
