"""The lessons, and the register of what the source says."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.middleware import become_learner, who

from .forms import RegisterForm, SearchForm, SuggestionForm
from .models import Claim, Lesson, Passage, Reading, Term, references_in_use
from .search import Found, look_up

SUGGESTED = 8  # results while somebody types


@require_safe
def lesson_list(request: Any) -> HttpResponse:
    return render(request, "lessons/lesson_list.html", {"lessons": Lesson.objects.for_list(who(request))})


@require_safe
@never_cache
def lesson(request: Any, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.for_page(who(request)), slug=slug)
    parts = [_answered(part, request.GET) if isinstance(part, dict) else part for part in lesson.parts()]
    asked = [part for part in parts if isinstance(part, dict) and part["choice"]]
    if request.htmx and asked:
        return render(request, "lessons/_question.html", {"lesson": lesson, "question": asked[0]})
    return render(request, "lessons/lesson.html", {"lesson": lesson, "parts": parts, "contents": lesson.contents()})


@require_POST
def read_lesson(request: Any, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson, slug=slug)
    Reading.objects.get_or_create(learner=become_learner(request), lesson=lesson)
    following = Lesson.objects.filter(position__gt=lesson.position).first()
    return redirect(following or "lessons:lesson_list")


@require_safe
def source_list(request: Any) -> HttpResponse:
    form = RegisterForm(request.GET)
    claims = form.claims()
    context = {
        "form": form,
        "passages": Passage.objects.with_claims(claims),
        "shown": claims.count(),
        "counts": Claim.objects.counts(),
    }
    template = "lessons/_register.html" if request.htmx else "lessons/source_list.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


@require_safe
def claim(request: Any, pk: str) -> HttpResponse:
    related = ("references", "conflicts_with", "conflicting", "same_as", "repeated_by", "findings", "lessons")
    claim = get_object_or_404(Claim.objects.select_related("passage").prefetch_related(*related), pk=pk)
    return render(request, "lessons/claim.html", {"claim": claim})


@require_safe
def glossary(request: Any) -> HttpResponse:
    return render(request, "lessons/glossary.html", {"terms": Term.objects.prefetch_related("references")})


@require_safe
def search(request: Any) -> HttpResponse:
    form = SearchForm(request.GET) if "q" in request.GET else SearchForm()
    found = look_up(form.cleaned_data["q"]) if form.is_valid() else None
    return render(request, "lessons/search.html", {"form": form, "found": found})


@require_safe
@never_cache
def suggestions(request: Any) -> JsonResponse:
    """The first results while somebody types; at an address of its own, so that no page is ever stored as this."""
    form = SuggestionForm(request.GET)
    found = look_up(form.cleaned_data["q"], SUGGESTED) if form.is_valid() else Found([])
    results = [{"kind": one.kind_name, "name": one.name, "url": one.url} for one in found.results]
    return JsonResponse({"instead": found.instead, "results": results})


@require_safe
def reference_list(request: Any) -> HttpResponse:
    return render(request, "lessons/reference_list.html", {"references": references_in_use()})


def _answered(question: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """A question with the choice that an address such as "?q1=2" makes, if it makes one."""
    value = chosen.get(f"q{question['number']}", "")
    number = int(value) if value in ("1", "2", "3", "4") else 0
    choice = question["choices"][number - 1] if 0 < number <= len(question["choices"]) else None
    return {**question, "chosen": number, "choice": choice}
