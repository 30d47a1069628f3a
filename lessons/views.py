"""Show lessons, the register of claims, the glossary, references and search."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.http import LearnerRequest
from learners.middleware import become_learner, settings_of, who

from .forms import RegisterForm, SearchForm, SuggestionForm
from .models import Claim, Lesson, Passage, Reading, ReadingPlace, ReturningQuestion, Term
from .questions import with_choice
from .search import SearchResult, look_up
from .traceability import references_in_use

SUGGESTED = 8  # results while somebody types


@require_safe
def lesson_list(request: LearnerRequest) -> HttpResponse:
    return render(
        request, "lessons/lesson_list.html", {"lessons": Lesson.objects.for_list(who(request))}
    )


@require_safe
@never_cache
def lesson(request: LearnerRequest, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.for_page(who(request)), slug=slug)
    parts = [
        with_choice(part, request.GET) if "choices" in part else part for part in lesson.parts()
    ]
    return render(
        request,
        "lessons/lesson.html",
        {
            "lesson": lesson,
            "parts": parts,
            "contents": lesson.contents(),
            "shows_notes": settings_of(request).notes == "open",
        },
    )


@require_POST
def answer_question(request: LearnerRequest, slug: str, number: int) -> HttpResponse:
    """Show what a choice comes to, and keep for its learner when the question comes back."""
    lesson = get_object_or_404(Lesson, slug=slug)
    if not 0 < number <= len(lesson.questions):
        raise Http404("The lesson does not ask this any more.")
    asked = {**lesson.questions[number - 1], "number": number}
    question, question_id = with_choice(asked, request.POST), asked.get("id", "")
    if not question["choice"] or request.POST.get("question", "") != question_id:
        raise BadRequest("This page is out of date.")
    if question_id:
        is_right = question["choice"].get("right", False)
        learner, today = become_learner(request), timezone.localdate()
        ReturningQuestion.objects.take(learner, question_id, is_right=is_right, on=today)
    at_home = request.POST.get("at") == "home"
    if request.htmx:
        context = {"lesson": lesson, "question": question, "at_home": at_home}
        return render(request, "lessons/_question.html", context)
    choice = {f"q{number}": question["chosen"]}
    if at_home:
        query = urlencode({"question": question_id, **choice})
        return redirect(f"{reverse('home')}?{query}#question-{question_id}")
    return redirect(f"{lesson.get_absolute_url()}?{urlencode(choice)}#question-{number}")


@require_POST
def show_notes(request: LearnerRequest, slug: str) -> HttpResponse:
    """Open the notes of all lessons, or fold them, for this person from now on."""
    lesson = get_object_or_404(Lesson, slug=slug)
    become_learner(request).keep_settings(notes="open" if request.POST.get("show") else "folded")
    return redirect(lesson)


@require_POST
def read_lesson(request: LearnerRequest, slug: str) -> HttpResponse:
    lesson = get_object_or_404(Lesson, slug=slug)
    learner = become_learner(request)
    Reading.objects.get_or_create(learner=learner, lesson=lesson)
    ReadingPlace.objects.forget(learner, lesson)
    following = Lesson.objects.filter(position__gt=lesson.position).first()
    return redirect(following or "lessons:lesson_list")


@require_POST
def keep_place(request: LearnerRequest, slug: str) -> HttpResponse:
    """Keep at which section a learner is in a lesson; of nobody else anything is kept."""
    lesson = get_object_or_404(Lesson, slug=slug)
    if request.learner:
        ReadingPlace.objects.keep(request.learner, lesson, request.POST.get("section", ""))
    return HttpResponse(status=204)


@require_safe
def source_list(request: LearnerRequest) -> HttpResponse:
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
def claim(request: LearnerRequest, pk: str) -> HttpResponse:
    related = (
        "references",
        "conflicts_with",
        "conflicting",
        "same_as",
        "repeated_by",
        "findings",
        "lessons",
    )
    claim = get_object_or_404(
        Claim.objects.select_related("passage").prefetch_related(*related), pk=pk
    )
    return render(request, "lessons/claim.html", {"claim": claim})


@require_safe
def glossary(request: LearnerRequest) -> HttpResponse:
    return render(
        request, "lessons/glossary.html", {"terms": Term.objects.prefetch_related("references")}
    )


@require_safe
def search(request: LearnerRequest) -> HttpResponse:
    form = SearchForm(request.GET) if "q" in request.GET else SearchForm()
    result = look_up(form.cleaned_data["q"]) if form.is_valid() else None
    return render(request, "lessons/search.html", {"form": form, "found": result})


@require_safe
@never_cache
def suggestions(request: LearnerRequest) -> JsonResponse:
    """Return the first results as JSON while somebody types."""
    # The address differs from that of the search page, so that no cache takes one for the other.
    form = SuggestionForm(request.GET)
    result = look_up(form.cleaned_data["q"], SUGGESTED) if form.is_valid() else SearchResult([])
    results = [{"kind": one.kind_name, "name": one.name, "url": one.url} for one in result.results]
    return JsonResponse({"instead": result.instead, "results": results})


@require_safe
def reference_list(request: LearnerRequest) -> HttpResponse:
    return render(request, "lessons/reference_list.html", {"references": references_in_use()})
