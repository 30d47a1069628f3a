"""List what a person at the authors' desk has to decide, to finish or to rewrite."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q

from content.models import Proposal

from ..models import CaseVersion, State

SHOWN = 10  # of each


@dataclass(frozen=True, slots=True)
class Waiting:
    """The task list of a person: versions of cases, those that wait longest first.

    Each list has at most SHOWN entries, except `to_rewrite`.
    """

    to_decide: list[CaseVersion]
    drafts: list[CaseVersion]
    sent: list[CaseVersion]
    left: list[CaseVersion]
    to_rewrite: list[CaseVersion]
    texts: "WaitingTexts"


@dataclass(frozen=True, slots=True)
class WaitingTexts:
    """Proposals for texts that learners read beside cases; at most SHOWN of each list."""

    to_decide: list[Proposal]
    own: list[Proposal]
    left: list[Proposal]


def waiting_for(user: User | AnonymousUser) -> Waiting:
    """List what a person has to decide, to finish or to rewrite.

    `to_decide`: what they may approve. `drafts`: their own (`n_comments`: number of comments on
    each). `sent`: what they sent to review. `to_rewrite`: published versions whose key was
    corrected, for everybody who writes cases (`begun`: whether a new version is begun). `left`: for
    reviewers, the drafts whose author has left or was never known.
    """
    versions = CaseVersion.objects.select_related("case", "disease", "created_by", "submitted_by")
    in_review = (
        versions.in_state(State.IN_REVIEW).prefetch_related("writers").order_by("submitted_at")
    )
    own = Q(created_by=user.pk) | Q(submitted_by=user.pk)
    decides = user.has_perm("cases.publish_caseversion")
    to_decide = [
        version
        for version in (in_review if decides else ())
        if version.may_be_approved_by(user)  # type: ignore[arg-type]
    ]
    drafts = versions.in_state(State.DRAFT).annotate(n_comments=Count("comments")).order_by("-pk")
    # these drafts stand on nobody else's list
    left = (
        drafts.filter(Q(created_by=None) | Q(created_by__is_active=False))
        if decides
        else drafts.none()
    )
    mine = drafts.filter(created_by=user.pk)
    open_drafts = CaseVersion.objects.filter(case=OuterRef("case"), published_at=None)
    corrected = (
        versions.in_state(State.KEY_CORRECTED)
        .select_related("written_for")
        .annotate(begun=Exists(open_drafts))
    )
    return Waiting(
        to_decide[:SHOWN],
        list(mine[:SHOWN]),
        list(in_review.filter(own)[:SHOWN]),
        list(left[:SHOWN]),
        list(corrected.order_by("pk")),
        _texts_for(user),
    )


def _texts_for(user: User | AnonymousUser) -> WaitingTexts:
    """List the texts that a person may publish, their own, and abandoned ones.

    A text is abandoned if none of its writers is active any more; only reviewers see those.
    """
    proposals = Proposal.objects.open().for_list().order_by("submitted_at", "pk")
    decides = user.has_perm("content.publish_proposal")
    to_decide = proposals.waiting() if decides else proposals.none()
    with_active_writer = Proposal.objects.filter(writers__is_active=True)
    left = (
        proposals.filter(submitted_at=None).exclude(pk__in=with_active_writer.values("pk"))
        if decides
        else proposals.none()
    )
    return WaitingTexts(
        [proposal for proposal in to_decide if proposal.may_be_published_by(user)][:SHOWN],  # type: ignore[arg-type]
        list(proposals.filter(writers=user.pk)[:SHOWN]),
        list(left[:SHOWN]),
    )
