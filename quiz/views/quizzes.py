from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest
from learners.middleware import name_browser

from ..models import Attempt, Mode, Quiz
from ..modes import mode_of
from ..modes.quiz import current_quiz_attempt
from .case_page import show_next


@require_safe
def quiz_list(request: LearnerRequest) -> HttpResponse:
    return render(
        request,
        "quiz/quiz_list.html",
        {"quizzes": Quiz.objects.for_list(Attempt.objects.by(request.learner))},
    )


@require_safe
def quiz(request: LearnerRequest, slug: str) -> HttpResponse:
    quiz = get_object_or_404(Quiz.objects.for_list(Attempt.objects.by(request.learner)), slug=slug)
    attempts = (
        Attempt.objects.by(request.learner)
        .filter(quiz=quiz)
        .annotate(done=Count("answers__finished_at"))
    )
    return render(request, "quiz/quiz.html", {"quiz": quiz, "attempts": attempts})


@require_safe
@never_cache
def next_case(request: LearnerRequest, slug: str) -> HttpResponse:
    quiz = get_object_or_404(Quiz.objects.published(), slug=slug)
    return show_next(request, current_quiz_attempt(request.learner, quiz, name_browser(request)))


@require_safe
@never_cache
def attempt(request: LearnerRequest, pk: int) -> HttpResponse:
    attempt = get_object_or_404(Attempt.objects.by(request.learner).select_related("quiz"), pk=pk)
    if page := mode_of(attempt).result_page(attempt):
        template, context = page
        return render(request, template, context)
    if attempt.mode == Mode.ASSESSMENT:
        return redirect("quiz:assessment")  # still open: it goes on there
    raise Http404("Practice has no end, so it has no result of its own.")
