"""Compare proposals with what learners read, in words."""

from collections.abc import Mapping
from typing import Any

from ..differences import FieldDifference, differences, near
from ..field_values import said, values_in_words
from ..models import Proposal


def proposal_differences(proposal: Proposal) -> list[FieldDifference]:
    """Return what a proposal changes, with the words around each change.

    An open one is compared with what learners read now, a closed one with what they read when it
    was written.
    """
    before = _live_values(proposal) if proposal.is_open else proposal.base
    return _differences_in_words(proposal, before, proposal.changes)


def overtaken_differences(proposal: Proposal) -> list[FieldDifference]:
    """Return what has changed in what learners read since a proposal was written.

    Only fields that it changes count. A load of content files is a common cause.
    """
    live = _live_values(proposal)
    names = proposal.overtaken(live)
    before, now = (
        {name: values[name] for name in names if name in values} for values in (proposal.base, live)
    )
    return _differences_in_words(proposal, before, now) if names else []


def _live_values(proposal: Proposal) -> dict[str, Any]:
    """Return what learners read in the fields that it changes; empty for a new row."""
    row = proposal.target
    return said(row, proposal.changes) if row is not None else {}


def _differences_in_words(
    proposal: Proposal, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldDifference]:
    model = proposal.content_type.model_class()
    assert model is not None
    fields = differences(values_in_words(model, before), values_in_words(model, after))
    return [FieldDifference(field.name, near(field.parts)) for field in fields]
