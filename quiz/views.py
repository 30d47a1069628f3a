"""Practice, quizzes, a case stage by stage, and the score."""

import json
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.core.signing import BadSignature
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from cases.models import Case
from knowledge.patterns import Belief, Pattern, Stage
from learners.middleware import become_learner, name_browser, who

from . import exporting, reports
from .dealing import assessment_plan, due_plan, practice_plan, short_of
from .feedback import feedback
from .forms import AssessmentForm, BeliefForm, DrillForm, ReflectionForm, ReportForm
from .models import Answer, Attempt, Drill, Quiz, Review, RunEndedError, VerdictChange
from .scoring.error_table import error_table


@require_safe
@never_cache
def practice(request: Any) -> HttpResponse:
    return _next(request, Attempt.objects.current(request.learner, None, name_browser(request)))


@require_safe
@never_cache
def next_case(request: Any, slug: str) -> HttpResponse:
    quiz = get_object_or_404(Quiz.objects.published(), slug=slug)
    return _next(request, Attempt.objects.current(request.learner, quiz, name_browser(request)))


@never_cache
def assessment(request: Any) -> HttpResponse:
    """What a self-assessment is; sent, it begins, or goes on where it was left."""
    form = AssessmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        learner = become_learner(request)
        withheld = form.cleaned_data["feedback"] == "end"
        if Attempt.objects.begin_assessment(learner, withheld=withheld).withheld != withheld:
            messages.info(request, "You had begun one already, perhaps in another tab, with feedback at another time.")
        return redirect("quiz:next_assessed")
    taken = Attempt.objects.assessments(request.learner)
    context = {
        "form": form,
        "open": taken.filter(ended_at=None).first(),
        "taken": taken.exclude(ended_at=None),
        "short": short_of(Counter(Case.objects.in_draw().values_list("current__disease__pattern", flat=True))),
    }
    return render(request, "quiz/assessment.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def next_assessed(request: Any) -> HttpResponse:
    attempt = Attempt.objects.open_assessment(request.learner)
    return _next(request, attempt) if attempt else redirect("quiz:assessment")


@require_POST
def end_assessment(request: Any) -> HttpResponse:
    """The learner's wish to stop here."""
    attempt = get_object_or_404(Attempt.objects.assessments(request.learner), ended_at=None)
    attempt.end(timezone.now())
    return redirect(attempt)


@require_POST
def begin(request: Any) -> HttpResponse:
    """The first belief on a case that was dealt: now its learner, its run and its answer are stored."""
    try:
        answer = Answer.objects.dealt(request.POST.get("case", ""))
        form = BeliefForm(request.POST)
        if not form.is_valid():
            return _show(request, answer, form, status=422)
        answer = answer.begin(become_learner(request))
    except (BadSignature, ObjectDoesNotExist) as fault:
        raise BadRequest("This page is out of date.") from fault
    except RunEndedError as ended:
        return _ended(request, ended)
    return _commit(request, answer, Stage.HISTORY, form)


@require_safe
@never_cache
def answer(request: Any, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk))


@require_POST
def commit_belief(request: Any, pk: int, position: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk)
    stage = list(Stage)[position - 1]
    form = BeliefForm(request.POST, start=answer.last_belief)
    if stage in answer.beliefs and not form.is_valid():
        messages.info(request, _not_taken(answer, stage))
        return _there(request, answer)
    if answer.wants_reflection and stage is answer.stage:
        messages.info(request, "Your last belief was not taken yet. First say what fits and what does not.")
        return _show(request, answer, form, status=422)
    if not form.is_valid():
        return _show(request, answer, form, status=422)
    return _commit(request, answer, stage, form)


@require_POST
def reflect(request: Any, pk: int) -> HttpResponse:
    """What fits and what does not, said once before the last belief of a case."""
    answer = get_object_or_404(Answer.objects.of(who(request)).for_page(), pk=pk)
    form = ReflectionForm(request.POST, answer=answer)
    if answer.wants_reflection:
        if not form.is_valid():
            return _show(request, answer, reflection=form, status=422)
        answer.reflect(form.patterns, form.said)
    elif hasattr(answer, "reflection") and not (form.is_valid() and form.said == answer.reflection.said):
        messages.info(request, "This case has its marks already, perhaps from another tab. The first ones count.")
    return _show(request, answer) if request.htmx else redirect(answer)


@never_cache
def report_problem(request: Any, pk: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.by(request.learner).finished().for_page(), pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.learner, form.instance.version = request.learner, answer.version
        form.save()
        messages.success(request, "Thank you. Your report has reached the authors.")
        return redirect(answer)
    status = 422 if form.is_bound else 200
    context = {"answer": answer, "form": form, "section": _section(answer.attempt)}
    return render(request, "quiz/report_problem.html", context, status=status)


@never_cache
def look_alikes(request: Any) -> HttpResponse:
    """Two look-alikes side by side; sent, what the learner makes of them is stored."""
    if request.method == "POST":
        return _drilled(request)
    drill = Drill.objects.drawn(request.learner, name_browser(request))
    context = {"drill": drill, "form": DrillForm(drill=drill) if drill else None}
    return render(request, "quiz/look_alikes.html", context)


@require_safe
@never_cache
def look_alike(request: Any, pk: int) -> HttpResponse:
    """What was true of a pair, beside what the learner said."""
    related = ("first__case", "first__disease", "second__case", "second__disease", "finding")
    drill = get_object_or_404(Drill.objects.by(request.learner).select_related(*related), pk=pk)
    return render(request, "quiz/look_alike.html", {"drill": drill})


@require_safe
def quiz_list(request: Any) -> HttpResponse:
    return render(
        request, "quiz/quiz_list.html", {"quizzes": Quiz.objects.for_list(Attempt.objects.by(request.learner))}
    )


@require_safe
def quiz(request: Any, slug: str) -> HttpResponse:
    quiz = get_object_or_404(Quiz.objects.for_list(Attempt.objects.by(request.learner)), slug=slug)
    attempts = Attempt.objects.by(request.learner).filter(quiz=quiz).annotate(done=Count("answers__finished_at"))
    return render(request, "quiz/quiz.html", {"quiz": quiz, "attempts": attempts})


@require_safe
@never_cache
def attempt(request: Any, pk: int) -> HttpResponse:
    attempt = get_object_or_404(Attempt.objects.by(request.learner).select_related("quiz"), pk=pk)
    if attempt.is_assessment:
        if not attempt.ended_at:
            return redirect("quiz:assessment")
        context = {"attempt": attempt, "report": reports.of_assessment(attempt), "section": _section(attempt)}
        return render(request, "quiz/assessed.html", context)
    if not attempt.quiz:
        raise Http404("Practice has no end, so it has no result of its own.")
    context = {"attempt": attempt, "report": reports.of_attempt(attempt)}
    return render(request, "quiz/attempt.html", context)


@require_safe
@never_cache
def progress(request: Any) -> HttpResponse:
    progress = reports.progress(request.learner)
    waiting = list(Answer.objects.not_counted(request.learner))
    context = {
        "report": progress.report,
        "days": progress.days,
        "now": timezone.now(),
        "changes": VerdictChange.objects.told(request.learner),
        "reviews": Review.objects.listed(request.learner).select_related("answer__version"),
        "unfinished": [answer for answer in waiting if not answer.finished_at],
        "withheld": any(not answer.is_told for answer in waiting),
    }
    return render(request, "quiz/progress.html", context)


@require_safe
def how(request: Any) -> HttpResponse:
    """How the score works, with the error rates of the verdict."""
    return render(request, "quiz/how.html", {"rows": error_table()})


@require_safe
@never_cache
def all_answers(request: Any) -> HttpResponse:
    return render(request, "quiz/all_answers.html", {"report": reports.of_everything(request.learner)})


@require_safe
@never_cache
def export_csv(request: Any) -> HttpResponse:
    """All answers of a learner, a row each, for a spreadsheet."""
    return _file(exporting.as_csv(exporting.answer_rows(request.learner)), "text/csv; charset=utf-8", "csv")


@require_safe
@never_cache
def export_json(request: Any) -> HttpResponse:
    """The same with the scores, for programs."""
    scores = exporting.scores(reports.progress(request.learner).report)
    data = {"scores": scores, "answers": exporting.answer_rows(request.learner)}
    return _file(json.dumps(data, indent=2, ensure_ascii=False), "application/json", "json")


def _file(text: str, kind: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="motor-unit-answers.{ending}"'}
    return HttpResponse(text, content_type=kind, headers=headers)


def _drilled(request: Any) -> HttpResponse:
    try:
        drill = Drill.objects.dealt(request.POST.get("pair", ""))
    except (BadSignature, KeyError) as fault:
        raise BadRequest("This page is out of date.") from fault
    form = DrillForm(request.POST, drill=drill)
    if not form.is_valid():
        return render(request, "quiz/look_alikes.html", {"drill": drill, "form": form}, status=422)
    said = form.cleaned_data
    drill.learner = become_learner(request)
    drill.first_call, drill.second_call, drill.finding_id = said["first_call"], said["second_call"], said["finding"]
    drill.save()
    return redirect(drill)


def _next(request: Any, attempt: Attempt) -> HttpResponse:
    """The page of the case that waits in a run; its result if none does."""
    answer = attempt.waiting() or (attempt.listed() if attempt.quiz else _dealt(request, attempt))
    if answer is None:
        if attempt.pk and attempt.quiz:
            attempt.end(timezone.now())  # what was left of it has been withdrawn
        has_result = attempt.pk and (attempt.quiz or attempt.ended_at)
        return redirect(attempt) if has_result else render(request, "quiz/no_cases.html", {"quiz": attempt.quiz})
    return redirect(answer) if answer.pk else _show(request, answer)


def _dealt(request: Any, attempt: Attempt) -> Answer | None:
    if not attempt.is_assessment:
        return _practised(request, attempt)
    report = reports.of_assessment(attempt)
    if attempt.conclude(report, at=timezone.now()):
        return None
    answer = attempt.deal(request.learner, assessment_plan(report))
    if answer:
        answer.standing = report
    return answer


def _practised(request: Any, attempt: Attempt) -> Answer | None:
    """In practice, what is due comes before everything else, until it is done."""
    due = Review.objects.due(request.learner, timezone.now()).select_related("answer__version").first()
    if due:
        return attempt.deal(request.learner, due_plan(due.pair), unlike=due.answer.version.case_id)
    return attempt.deal(request.learner, practice_plan(reports.recent(request.learner)))


def _show(
    request: Any,
    answer: Answer,
    form: BeliefForm | None = None,
    *,
    reflection: ReflectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case, or for htmx what changes in it."""
    form = form or BeliefForm(start=_wished(request) or answer.last_belief)
    told = answer.is_finished and answer.is_told
    context = {"answer": answer, "form": form, "feedback": feedback(answer) if told else None}
    context["focus"] = bool(request.htmx) and status == 200  # on what is new; of a fault its field takes the focus
    context["section"] = _section(answer.attempt)
    if answer.wants_reflection:
        context["reflection"] = reflection or ReflectionForm(answer=answer)
    template = "quiz/_answer.html" if request.htmx else "quiz/answer.html"
    return render(request, template, context, status=status)


def _section(attempt: Attempt) -> str:
    """Where the pages of a run lie in the navigation, whichever view shows them."""
    return "quizzes" if attempt.quiz_id else "practise"


def _commit(request: Any, answer: Answer, stage: Stage, form: BeliefForm) -> HttpResponse:
    try:
        answer.commit(form.belief, stage=stage, at=timezone.now())
    except RunEndedError as ended:
        return _ended(request, ended)
    if answer.beliefs.get(stage) != form.belief:
        messages.info(request, _not_taken(answer, stage))
    if answer.is_finished and answer.attempt.is_assessment:
        answer.attempt.conclude(reports.of_assessment(answer.attempt), at=timezone.now())
    return _there(request, answer)


def _there(request: Any, answer: Answer) -> HttpResponse:
    """The page of a stored answer, as it stands now."""
    if not request.htmx:
        return redirect(answer)
    here, shown = answer.get_absolute_url(), _show(request, answer)
    # Of a case's stages one stands in the history, so that Back leaves the case instead of showing the same again.
    return shown if request.htmx.current_url_abs_path == here else push_url(shown, here)


def _not_taken(answer: Answer, stage: Stage) -> str:
    """Why a belief was not taken: an earlier one stands, which is named, or its stage has not come."""
    if stage not in answer.beliefs:
        return f"This case has not come to the {stage} yet, so this belief was not taken."
    shares = ", ".join(f"{pattern} {answer.beliefs[stage][pattern]}\N{NO-BREAK SPACE}%" for pattern in Pattern)
    return (
        f"This belief was not taken: you committed one at the {stage} before, perhaps in another tab ({shares}). "
        "The first one counts."
    )


def _ended(request: Any, ended: RunEndedError) -> HttpResponse:
    messages.info(
        request, "This quiz or self-assessment is no longer open, so this belief was not taken. Nothing was changed."
    )
    return HttpResponseClientRedirect(ended.url) if request.htmx else redirect(ended.url)


def _wished(request: HttpRequest) -> Belief | None:
    """The belief that a button in words asked for, such as "3-94-3": a starting point, not yet committed."""
    try:
        return Belief(*map(int, request.GET.get("belief", "").split("-")))
    except (ValueError, TypeError):
        return None
