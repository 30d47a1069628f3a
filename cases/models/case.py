import secrets
from datetime import datetime

from django.db import models
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

CODE_LETTERS = (
    "bcdfghjkmnpqrstvwxz23456789"  # no vowels: no words; none that are mistaken for each other
)


def new_code() -> str:
    """Return a random code of five letters and digits, which gives nothing away."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(5))


class CaseQuerySet(models.QuerySet["Case"]):
    def in_draw(self) -> "CaseQuerySet":
        """Return the cases that learners may be dealt.

        They are published, not withdrawn, and explained for the key that they have.
        """
        return self.filter(current__isnull=False, withdrawn_at=None, current__written_for=None)

    def in_words(self) -> "CaseQuerySet":
        """Add what `Case.in_words` needs, in one query for any number of cases."""
        versions = Case.versions.rel.related_model._default_manager  # whose module imports this one
        newest = versions.filter(case=models.OuterRef("pk")).order_by("-number")
        return self.annotate(
            shown_title=Coalesce("current__title", models.Subquery(newest.values("title")[:1])),
            shown_disease=Coalesce(
                "current__disease__name", models.Subquery(newest.values("disease__name")[:1])
            ),
        )

    def begin(self) -> "Case":
        # among thousands a code may come twice: then another is drawn
        while True:
            case, is_new = self.get_or_create(code=new_code())
            if is_new:
                return case

    def withdraw(self) -> int:
        """Stop dealing these cases; return how many were not withdrawn before."""
        return self.filter(withdrawn_at=None)._set(timezone.now())

    def bring_back(self) -> int:
        """Deal these cases again; return how many were withdrawn before."""
        return self.exclude(withdrawn_at=None)._set(None)

    def _set(self, withdrawn_at: datetime | None) -> int:
        # `update` sends no signal, and what rests on a case must learn of the change
        for case in (cases := list(self)):
            case.withdrawn_at = withdrawn_at
            case.save(update_fields=["withdrawn_at"])
        return len(cases)


class Case(models.Model):
    """A patient, whom learners meet in the current version.

    The code is all that an address shows.
    """

    code = models.CharField(max_length=5, unique=True, default=new_code, editable=False)
    current = models.OneToOneField(
        "CaseVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_of",
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Learners are no longer dealt this case."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code

    @property
    def in_words(self) -> str:
        """Describe the case for authors: "7wkq2: Stairs, Polymyositis".

        Learners see its code alone.
        """
        case = self if hasattr(self, "shown_title") else Case.objects.in_words().get(pk=self.pk)
        state = "withdrawn" if self.withdrawn_at else "" if self.current_id else "not published"
        words = ", ".join(filter(None, (case.shown_title, case.shown_disease)))  # type: ignore[attr-defined]
        return f"{self.code}: {words}{f' ({state})' if state else ''}"

    @property
    def why_not_dealt(self) -> str:
        """Say why learners are not dealt it; empty if they are."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.current:
            return "its explanation is being rewritten" if self.current.written_for_id else ""
        last = self.versions.order_by("number").last()
        return last.state.label if last else "without a version"
