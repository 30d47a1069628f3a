"""Store proposed texts, hidden from learners until a second person publishes them."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

OPEN = Q(published_at=None, withdrawn_at=None)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(OPEN)

    def waiting(self) -> "ProposalQuerySet":
        """Return the proposals that wait for a second person's decision."""
        return self.open().exclude(submitted_at=None)

    def published(self) -> "ProposalQuerySet":
        return self.exclude(published_at=None)

    def of(self, row: models.Model) -> "ProposalQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(row), key=str(row.pk))

    def for_list(self) -> "ProposalQuerySet":
        return self.select_related("content_type", "created_by").prefetch_related("writers")


class Proposal(models.Model):
    """A proposed change of a row that learners read, or a proposed new row.

    It covers content other than cases. Only the fields that differ from what learners read are
    kept, so that a change of any other field does not touch it. A row has at most one open
    proposal, which everybody who may write goes on editing.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT, editable=False)
    # The key of the row that it changes; empty for a new row.
    key = models.CharField(max_length=60, blank=True, editable=False)
    title = models.CharField(max_length=200, editable=False)
    # The proposed values by field, as `content.field_values.said` gives them.
    changes = models.JSONField(default=dict, editable=False)
    # What learners read in these fields when it was saved.
    base = models.JSONField(default=dict, editable=False)
    reason = models.TextField(max_length=1000, blank=True, editable=False)
    created_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="author",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    writers = models.ManyToManyField("auth.User", editable=False, related_name="+")
    submitted_at = models.DateTimeField(null=True, editable=False)
    returned_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, editable=False)
    # By the reviewer who returned it last.
    comment = models.TextField(max_length=2000, blank=True, editable=False)
    published_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "proposed text"
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "key"],
                condition=OPEN & ~Q(key=""),
                name="one_open_proposal_a_row",
            )
        ]
        permissions = [("publish_proposal", "Can publish a proposed text")]

    def __str__(self) -> str:
        return f"{self.kind} “{self.title}”"

    def get_absolute_url(self) -> str:
        return reverse("admin:content_proposal_change", args=[self.pk])

    @property
    def kind(self) -> str:
        """Return the kind of row, such as "lesson", or "new lesson" for a new row."""
        return self.content_type.name if self.key else f"new {self.content_type.name}"

    @property
    def is_open(self) -> bool:
        return not (self.published_at or self.withdrawn_at)

    @property
    def is_waiting(self) -> bool:
        return self.is_open and self.submitted_at is not None

    @property
    def state(self) -> str:
        if self.published_at:
            return "published"
        if self.withdrawn_at:
            return "withdrawn"
        if self.submitted_at:
            return "waits for a second person"
        return "returned to its author" if self.returned_at else "a draft"

    @property
    def target(self) -> Any:
        """Return the row that it changes; None for a new row or a deleted one."""
        if not self.key:
            return None
        return self.content_type.get_all_objects_for_this_type(pk=self.key).first()

    def overtaken(self, live: Mapping[str, Any]) -> list[str]:
        """Return the fields that learners now read otherwise than when it was saved.

        Fields that already say what is proposed are left out.
        """
        return [
            name
            for name, was in self.base.items()
            if live.get(name) not in (was, self.changes.get(name))
        ]

    def may_be_published_by(self, user: AbstractBaseUser) -> bool:
        """Return whether this person may publish it.

        They may if they wrote none of it, or if `ALLOW_SELF_APPROVAL` is set.
        """
        return settings.ALLOW_SELF_APPROVAL or all(
            writer.pk != user.pk for writer in self.writers.all()
        )

    def is_own(self, user: AbstractBaseUser) -> bool:
        return any(writer.pk == user.pk for writer in self.writers.all())

    def submit(self) -> None:
        self.submitted_at = timezone.now()
        self.save()

    def return_to_author(self, *, by: AbstractBaseUser, comment: str) -> None:
        """Make it a draft again, with a comment on what has to be done.

        Raises ValidationError unless it waits.
        """
        waiting = Proposal.objects.waiting().filter(pk=self.pk)
        self._done(
            waiting.update(
                submitted_at=None, returned_by=by, returned_at=timezone.now(), comment=comment
            )
        )

    def withdraw(self) -> None:
        """Close it without publishing it.

        Raises ValidationError unless it is open.
        """
        self._done(Proposal.objects.open().filter(pk=self.pk).update(withdrawn_at=timezone.now()))

    def mark_published(self, *, by: AbstractBaseUser, key: str) -> None:
        """Record that it was published, by whom, and as which row (`key`).

        Raises ValidationError unless it waits, or if this person may not publish it.
        """
        if not self.may_be_published_by(by):
            raise ValidationError("Somebody other than who wrote it publishes it.")
        waiting = Proposal.objects.waiting().filter(pk=self.pk)
        self._done(waiting.update(published_at=timezone.now(), published_by=by, key=key))

    def _done(self, n: int) -> None:
        self.refresh_from_db()
        if not n:
            raise ValidationError(f"Nothing was done: it is {self.state} by now.")


def mark(*values: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a short digest that differs when any of these values does."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]
