"""List tasks for the authors' desk: keys to correct, reports of problems."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User

from .models import KeyCorrection, ProblemReport


@dataclass(frozen=True, slots=True)
class QuizTasks:
    """The tasks at the desk that come from learners' answers.

    `corrections`: those that wait for a second person, the longest waiting first. `open_reports`:
    how many reports nobody has dealt with. `own_reports`: those of them on cases that this person
    wrote, the oldest first.
    """

    corrections: list[KeyCorrection]
    open_reports: int
    own_reports: list[ProblemReport]


def quiz_tasks_for(user: User | AnonymousUser) -> QuizTasks:
    """Return the tasks that this person may see."""
    corrections = KeyCorrection.objects.open().for_list().order_by("pk")
    if not user.has_perm("quiz.view_keycorrection"):
        corrections = corrections.none()
    reports = ProblemReport.objects.filter(settled_at=None)
    if not user.has_perm("quiz.view_problemreport"):
        reports = reports.none()
    own_reports = reports.on_cases_of(user).select_related("version__case").order_by("pk")
    return QuizTasks(list(corrections), reports.count(), list(own_reports))
