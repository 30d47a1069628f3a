"""List every table that holds data on persons, and what becomes of it.

A new table without an entry fails a test. The privacy page says the same in prose. A model may not
hold what it is not named for here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Deletion(StrEnum):
    """What deleting an account, or a guest's data, does to a table."""

    DELETED = "deleted"
    EMPTIED = (
        "deleted, or kept as a former author without name and address where others' work rests"
        " on it"
    )
    NAMELESS = "kept under a former author: that two people read a case must stay known"


class Joining(StrEnum):
    """What becomes of a guest's rows when they join an account."""

    MOVED = "moved to the account"
    MERGED = "merged with the account's own, and removed"
    COMPUTED = "removed, and computed anew from what was moved"
    NONE = "a guest has none"


class Backup(StrEnum):
    """A copy that holds the table. Content files hold no data on persons."""

    DATABASE = "database backup"


@dataclass(frozen=True, slots=True)
class Holding:
    """The way in which a table holds persons.

    `paths`: lookups from a row to the Learner or User; empty for the person's own row, or where
    only its data name them. `export`: where it stands in the file that its owner takes out, or
    why it is not there.
    """

    paths: tuple[str, ...]
    export: str
    deletion: Deletion = Deletion.DELETED
    joining: Joining = Joining.NONE
    backup: Backup = Backup.DATABASE
    not_exported: bool = False


def _work(path: str, export: str) -> Holding:
    return Holding((path,), export, joining=Joining.MOVED)


def _trail(*fields: str) -> Holding:
    return Holding(fields, "at_the_desk", Deletion.NAMELESS)


HOLDINGS = {
    # what somebody does as a learner
    "learners.Learner": Holding((), "settings", joining=Joining.MERGED),
    "lessons.Reading": _work("learner", "readings"),
    "lessons.ReturningQuestion": _work("learner", "lesson_questions"),
    "lessons.ReadingPlace": _work("learner", "reading_places"),
    "quiz.Attempt": _work("learner", "attempts"),
    "quiz.Answer": _work("attempt__learner", "attempts.answers"),
    "quiz.Commitment": _work("answer__attempt__learner", "attempts.answers.beliefs"),
    "quiz.Reflection": _work("answer__attempt__learner", "attempts.answers.reflection"),
    "quiz.Pack": _work("learner", "packs"),
    "quiz.OfflineBelief": _work("pack__learner", "packs.beliefs"),
    "quiz.Miss": _work("learner", "misses"),
    "quiz.Bookmark": _work("learner", "bookmarks"),
    "quiz.CaseNote": _work("learner", "case_notes"),
    "quiz.Drill": _work("learner", "look_alike_drills"),
    "quiz.StudiedCard": _work("learner", "flash_cards"),
    "quiz.FirstCase": _work("learner", "first_case"),
    "quiz.VerdictChange": _work("learner", "verdict_changes"),
    "quiz.ProblemReport": _work("learner", "problem_reports"),
    "quiz.DailyScore": Holding(
        ("learner",), "computed from the answers", joining=Joining.COMPUTED, not_exported=True
    ),
    # the account
    "auth.User": Holding((), "email", Deletion.EMPTIED),
    "auth.User_groups": Holding(("user",), "roles"),
    "auth.User_user_permissions": Holding(("user",), "rights"),
    "account.EmailAddress": Holding(("user",), "addresses"),
    "account.EmailConfirmation": Holding(
        ("email_address__user",),
        "a link that was sent, not kept while it is open",
        not_exported=True,
    ),
    "sessions.Session": Holding(
        (),
        "that a browser is signed in, and for a day what reached the desk too late",
        not_exported=True,
    ),
    # what somebody does for others
    "admin.LogEntry": _trail("user"),
    "cases.CaseVersion": _trail("created_by", "submitted_by", "published_by"),
    "cases.CaseVersion_writers": _trail("user"),
    "cases.CaseComment": _trail("author"),
    "content.Proposal": _trail("created_by", "published_by", "returned_by"),
    "content.Proposal_writers": _trail("user"),
    "knowledge.HistoricalFrequency": _trail("history_user"),
    "lessons.HistoricalLesson": _trail("history_user"),
    "quiz.KeyCorrection": _trail("corrected_by", "proposed_by", "refused_by"),
    "quiz.Quiz": _trail("created_by"),
}
