"""Keep bookmarks and own notes of answered cases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from learners.http import LearnerRequest

from ..forms import NoteForm
from ..models import Answer, Bookmark, CaseNote, marks_of
from .case_page import show_answer


@require_POST
def bookmark(request: LearnerRequest, pk: int) -> HttpResponse:
    """Bookmark the case of an answer, or take the bookmark away."""
    answer = _told_answer(request, pk)
    is_kept = request.POST.get("keep") == "yes"
    Bookmark.objects.put(answer.attempt.learner, answer.version.case, is_kept=is_kept)
    if not request.htmx:
        return redirect(answer)
    marks = marks_of(answer.attempt.learner_id, answer.version.case_id)
    return render(request, "quiz/_bookmark.html", {"answer": answer, "marks": marks})


@require_POST
def note(request: LearnerRequest, pk: int) -> HttpResponse:
    """Store the learner's note on the case of an answer.

    What another tab stored since the page was opened is shown with what was typed, not replaced.
    """
    answer = _told_answer(request, pk)
    learner, case = answer.attempt.learner, answer.version.case
    form = NoteForm(request.POST, marks=marks_of(learner, case))
    if not form.is_valid():
        return _show_note(request, answer, form, status=422)
    CaseNote.objects.write(learner, case, form.cleaned_data["text"], at=timezone.now())
    saved = "Your note is saved." if form.cleaned_data["text"] else "Your note is deleted."
    if not request.htmx:
        messages.success(request, saved)
        return redirect(f"{answer.get_absolute_url()}#own-note")
    marks = marks_of(learner, case)
    return _show_note(request, answer, NoteForm(marks=marks), saved=saved)


def _told_answer(request: LearnerRequest, pk: int) -> Answer:
    """Return an answer whose result its learner may read; of anything else, none is found."""
    told = Answer.objects.by(request.learner).finished().told().for_page()
    return get_object_or_404(told, pk=pk)


def _show_note(
    request: LearnerRequest, answer: Answer, form: NoteForm, *, status: int = 200, saved: str = ""
) -> HttpResponse:
    if not request.htmx:
        return show_answer(request, answer, note_form=form, status=status)
    context = {"answer": answer, "note_form": form, "saved": saved}
    return render(request, "quiz/_note.html", context, status=status)
