"""What waits for somebody at the authors' desk: to decide, to go on with, to hear of."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q

from content.models import Proposal

from .models import CaseVersion, State

SHOWN = 10  # of each


@dataclass(frozen=True, slots=True)
class Waiting:
    """Versions of cases, those that wait longest first; at most SHOWN of each list but of what is to be rewritten."""

    to_decide: list[CaseVersion]
    drafts: list[CaseVersion]
    sent: list[CaseVersion]
    left: list[CaseVersion]
    to_rewrite: list[CaseVersion]
    texts: "WaitingTexts"


@dataclass(frozen=True, slots=True)
class WaitingTexts:
    """Proposals of what learners read beside cases; at most SHOWN of each list."""

    to_decide: list[Proposal]
    own: list[Proposal]
    left: list[Proposal]


def waiting_for(user: User | AnonymousUser) -> Waiting:
    """What this person may approve, their own drafts (`n_comments`: what was said of each), what they sent.

    `to_rewrite`: published versions whose key was corrected, for everybody who writes cases (`begun`: whether a new
    version is begun).

    Reviewers also get the drafts whose author has left or was never known: those stand on nobody else's list.
    """
    listed = CaseVersion.objects.select_related("case", "disease", "created_by", "submitted_by")
    in_review = listed.in_state(State.IN_REVIEW).prefetch_related("writers").order_by("submitted_at")
    own = Q(created_by=user.pk) | Q(submitted_by=user.pk)
    decides = user.has_perm("cases.publish_caseversion")
    to_decide = [version for version in in_review if version.may_be_approved_by(user)] if decides else []  # type: ignore[arg-type]
    drafts = listed.in_state(State.DRAFT).annotate(n_comments=Count("comments")).order_by("-pk")
    left = drafts.filter(Q(created_by=None) | Q(created_by__is_active=False)) if decides else drafts.none()
    mine = drafts.filter(created_by=user.pk)
    begun = CaseVersion.objects.filter(case=OuterRef("case"), published_at=None)
    corrected = listed.in_state(State.KEY_CORRECTED).select_related("written_for").annotate(begun=Exists(begun))
    return Waiting(
        to_decide[:SHOWN],
        list(mine[:SHOWN]),
        list(in_review.filter(own)[:SHOWN]),
        list(left[:SHOWN]),
        list(corrected.order_by("pk")),
        _texts_for(user),
    )


def _texts_for(user: User | AnonymousUser) -> WaitingTexts:
    """What this person may publish, what they wrote in and is open, and what nobody who is here works on."""
    listed = Proposal.objects.open().for_list().order_by("submitted_at", "pk")
    decides = user.has_perm("content.publish_proposal")
    waiting = listed.waiting() if decides else listed.none()
    written = Proposal.objects.filter(writers__is_active=True)
    left = listed.filter(submitted_at=None).exclude(pk__in=written.values("pk")) if decides else listed.none()
    return WaitingTexts(
        [proposal for proposal in waiting if proposal.may_be_published_by(user)][:SHOWN],  # type: ignore[arg-type]
        list(listed.filter(writers=user.pk)[:SHOWN]),
        list(left[:SHOWN]),
    )
