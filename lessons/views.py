"""The lessons, and the register of what the source says."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.middleware import become_learner, browser_of
from learners.models import Learner

from .models import Claim, Lesson, Passage, Reading, references_in_use


@require_safe
def home(request: Any) -> HttpResponse:
    lessons = list(Lesson.objects.for_list(_who(request)))
    by_pattern = {lesson.pattern: lesson for lesson in lessons}
    return render(request, "lessons/home.html", {"lessons": lessons, "by_pattern": by_pattern})


@require_safe
def lesson_list(request: Any) -> HttpResponse:
    return render(request, "lessons/lesson_list.html", {"lessons": Lesson.objects.for_list(_who(request))})


@require_safe
@never_cache
def lesson(request: Any, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.for_page(_who(request)), slug=slug)
    parts = [_answered(part, request.GET) if isinstance(part, dict) else part for part in lesson.parts()]
    asked = [part for part in parts if isinstance(part, dict) and part["choice"]]
    if request.htmx and asked:
        return render(request, "lessons/_question.html", {"lesson": lesson, "question": asked[0]})
    return render(request, "lessons/lesson.html", {"lesson": lesson, "parts": parts})


@require_POST
def read_lesson(request: Any, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson, slug=slug)
    Reading.objects.get_or_create(learner=become_learner(request), lesson=lesson)
    following = Lesson.objects.filter(position__gt=lesson.position).first()
    return redirect(following or "lessons:lesson_list")


@require_safe
def source_list(request: Any) -> HttpResponse:
    passages = Passage.objects.with_claims()
    return render(request, "lessons/source_list.html", {"passages": passages, "counts": Claim.objects.counts()})


@require_safe
def reference_list(request: Any) -> HttpResponse:
    return render(request, "lessons/reference_list.html", {"references": references_in_use()})


def _answered(question: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """A question with the choice that an address such as "?q1=2" makes, if it makes one."""
    value = chosen.get(f"q{question['number']}", "")
    number = int(value) if value in ("1", "2", "3", "4") else 0
    choice = question["choices"][number - 1] if 0 < number <= len(question["choices"]) else None
    return {**question, "chosen": number, "choice": choice}


def _who(request: Any) -> Any:
    return Learner.objects.who(request.user, browser_of(request))
