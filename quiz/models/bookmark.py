"""Store what learners keep of cases that they have answered: bookmarks and notes of their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from cases.models import Case
from learners.models import Learner, LearnerOwned

NOTE_LENGTH = 2000  # characters that may be typed


class BookmarkManager(models.Manager["Bookmark"]):
    def by(self, learner: Learner | None) -> "models.QuerySet[Bookmark]":
        return self.filter(learner=learner) if learner else self.none()

    def put(self, learner: Learner, case: Case, *, is_kept: bool) -> None:
        """Bookmark a case or take the bookmark away; a second time changes nothing."""
        if is_kept:
            self.bulk_create([Bookmark(learner=learner, case=case)], ignore_conflicts=True)
        else:
            self.filter(learner=learner, case=case).delete()


class Bookmark(LearnerOwned):
    """A case that a learner wants to find again."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="bookmarks")
    bookmarked_at = models.DateTimeField(default=timezone.now)

    kind = "bookmarks"
    words = ("bookmark", "bookmarks")

    objects = BookmarkManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "case"], name="one_bookmark_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"

    def export(self) -> dict[str, Any]:
        return {"case": self.case.code, "bookmarked_at": self.bookmarked_at.isoformat()}


class CaseNoteManager(models.Manager["CaseNote"]):
    def write(self, learner: Learner, case: Case, text: str, *, at: datetime) -> None:
        """Store a learner's note on a case in place of the one before; no text deletes it."""
        if text:
            self.update_or_create(
                learner=learner, case=case, defaults={"text": text, "written_at": at}
            )
        else:
            self.filter(learner=learner, case=case).delete()


class CaseNote(LearnerOwned):
    """A learner's own words on a case, for nobody else."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)

    kind = "case_notes"
    words = ("own note", "own notes")

    objects = CaseNoteManager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["learner", "case"], name="one_note_a_case")]

    def __str__(self) -> str:
        return self.text[:60]

    def export(self) -> dict[str, Any]:
        return {
            "case": self.case.code,
            "text": self.text,
            "written_at": self.written_at.isoformat(),
        }

    def give_way(self) -> None:
        """Join this note to the one that its new learner has on the case; none is lost."""
        with transaction.atomic():
            own = CaseNote.objects.select_for_update().get(learner=self.learner, case=self.case)
            own.text = joined_notes(own.text, self.text)
            own.written_at = max(own.written_at, self.written_at)
            own.save()
            self.delete()


@dataclass(frozen=True, slots=True)
class CaseMarks:
    """What a learner keeps of a case. `written_at`: when the note was; None without one."""

    is_bookmarked: bool
    note: str
    written_at: datetime | None

    @property
    def note_mark(self) -> str:
        """Return what tells this note from a later one; empty without a note."""
        return self.written_at.isoformat() if self.written_at else ""


def marks_of(learner: Learner | int, case: Case | int) -> CaseMarks:
    """Return what a learner keeps of a case, in one query."""
    bookmarks = Bookmark.objects.filter(learner=learner, case=OuterRef("pk"))
    notes = CaseNote.objects.filter(learner=learner, case=OuterRef("pk"))
    of_case = Case.objects.filter(pk=getattr(case, "pk", case))
    is_bookmarked, note, written_at = of_case.values_list(
        Exists(bookmarks), Subquery(notes.values("text")), Subquery(notes.values("written_at"))
    ).get()
    return CaseMarks(is_bookmarked, note or "", written_at)


def joined_notes(one: str, other: str) -> str:
    """Return two notes as one; where one holds the other, it alone."""
    if other in one:
        return one
    return other if one in other else f"{one}\n\n{other}"
