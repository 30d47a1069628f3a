"""Show the case that a run has come to, or its result."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from learners.http import LearnerRequest

from ..feedback import feedback
from ..forms import BeliefForm, NoteForm, ReflectionForm, ReportForm
from ..models import Answer, Attempt, Mode, marks_of
from ..modes import mode_of
from ..progress import recent_report
from ..reflection_feedback import miss_of, reflection_tables
from ..tickets import seal_answer


def show_next(request: LearnerRequest, attempt: Attempt) -> HttpResponse:
    """Show the case that waits in a run; its result if none does."""
    mode = mode_of(attempt)
    answer = attempt.waiting() or mode.next_case(attempt, request.learner)
    if answer:
        return redirect(answer) if answer.pk else show_answer(request, answer)
    if attempt.pk and (attempt.order or mode.is_over(attempt)):
        attempt.end(timezone.now())  # of a list, what was left has been withdrawn
        return redirect(attempt)
    return render(request, "quiz/no_cases.html", {"quiz": attempt.quiz})


def show_answer(
    request: LearnerRequest,
    answer: Answer,
    form: BeliefForm | None = None,
    *,
    reflection: ReflectionForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a case, or for htmx only what changes in it."""
    form = form or BeliefForm(start=answer.last_belief, may_be_outside=answer.may_be_outside)
    case_feedback = feedback(answer) if answer.is_finished and answer.is_told else None
    context = {
        "answer": answer,
        "token": "" if answer.pk else seal_answer(answer),
        "form": form,
        "now": timezone.now(),
        "feedback": case_feedback,
        "reflection_tables": reflection_tables(answer, case_feedback) if case_feedback else [],
        "miss": miss_of(answer) if case_feedback else None,
        # on what is new; of a fault its field takes the focus, of a question the button
        "focus": bool(request.htmx) and status == 200 and not form.is_untouched,
        "offers_outside": _offers_outside(answer),
        **_way_to_verdict(answer),
        **around_case(answer.attempt),
    }
    if case_feedback:
        context |= _after_case(answer, note_form)
    if answer.wants_reflection:
        context["reflection"] = reflection or ReflectionForm(answer=answer)
    template = "quiz/_answer.html" if request.htmx else "quiz/answer.html"
    return render(request, template, context, status=status)


def _after_case(answer: Answer, note_form: NoteForm | None) -> dict[str, Any]:
    """Return what a learner may keep and say of a case that is told, in one query."""
    form = note_form or NoteForm(marks=marks_of(answer.attempt.learner_id, answer.version.case_id))
    return {"marks": form.marks, "note_form": form, "report_form": ReportForm()}


def _offers_outside(answer: Answer) -> bool:
    """Return whether its page lets the learner choose if patients may have none of the three."""
    attempt = answer.attempt
    is_dealt = attempt.mode == Mode.PRACTICE and not answer.pk and answer.counts
    return is_dealt and (attempt.wishes_outside or not answer.may_be_outside)


def _way_to_verdict(answer: Answer) -> dict[str, int]:
    """Return how far a verdict is, as counted cases.

    `cases_so_far`: those it rests on now. `cases_to_go`: about how many it still takes.
    `cases_in_all`: the two together. Empty where the answer counts nowhere, where no verdict is
    sought, and once it is held.
    """
    attempt = answer.attempt
    if attempt.mode != Mode.PRACTICE or not answer.counts or answer.version.case.withdrawn_at:
        return {}
    report = attempt.report or recent_report(attempt.learner_id)
    to_go = sum(report.to_go.values())
    if not to_go:
        return {}
    return {"cases_so_far": report.n, "cases_to_go": to_go, "cases_in_all": report.n + to_go}


def around_case(attempt: Attempt) -> dict[str, Any]:
    """Return what pages of a case say of its run.

    `length`: how long it is. `section`: where it lies in the navigation.
    """
    mode = mode_of(attempt)
    return {"length": mode.length(attempt), "section": mode.SECTION}
