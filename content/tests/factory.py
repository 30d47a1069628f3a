"""Proposals for tests."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from content.field_values import said
from content.models import Proposal


def make_text_proposal(
    row: Any, *, by: Any, reason: str = "", waiting: bool = True, **changes: Any
) -> Proposal:
    """What somebody proposes of a lesson, claim, term or reference: fields as `said` gives them."""
    kind = ContentType.objects.get_for_model(row)
    values = {
        "content_type": kind,
        "key": str(row.pk),
        "title": str(row),
        "changes": changes,
        "reason": reason,
    }
    proposal = Proposal.objects.create(**values, base=said(row, changes), created_by=by)
    proposal.writers.add(by)
    if waiting:
        proposal.submit()
    return proposal
