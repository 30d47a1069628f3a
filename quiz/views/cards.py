"""Show flash cards, take what learners say of them, and give them as an Anki deck."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import asdict

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.models import Reference
from learners.http import LearnerRequest
from learners.middleware import become_learner

from ..cards.anki import anki_package
from ..cards.decks import cards_of, shared_decks
from ..cards.flash_card import FlashCard
from ..cards.study import SESSION, cards_of_learner
from ..forms import GradeForm, StudyForm
from ..models import StudiedCard
from ..practice.card_schedule import waits

DAY = 60 * 60 * 24


@require_safe
@never_cache
def card_decks(request: LearnerRequest) -> HttpResponse:
    own = cards_of_learner(request.learner)
    context = {"decks": own.counts, "due": own.due, "session": SESSION, "total": len(own.cards)}
    return render(request, "quiz/card_decks.html", context)


@require_safe
@never_cache
def study_cards(request: LearnerRequest) -> HttpResponse:
    """Show the next card of a session: `?deck=findings&n=3`, three being done already."""
    form = StudyForm(request.GET)
    deck, done = form.wished, form.done
    own, now = cards_of_learner(request.learner), timezone.now()
    card = own.next_card(deck, now) if done < SESSION else None
    context = {"deck": deck, "done": done, "session": SESSION, "card": card}
    if card is None:
        return render(request, "quiz/cards_done.html", {**context, "due": own.due})
    studied = own.studied.get(card.key)
    return render(
        request,
        "quiz/study_cards.html",
        {
            **context,
            "times": studied.times if studied else 0,
            "grades": waits(studied.card if studied else None, now),
            "references": Reference.objects.filter(pk__in=card.references),
            "more": _address(card),
        },
    )


@require_POST
def grade_card(request: LearnerRequest) -> HttpResponse:
    """Store what the learner says of a card, and go on with the session."""
    form = GradeForm(request.POST)
    if not form.is_valid() or form.cleaned_data["card"] not in cards_of(request.learner):
        raise BadRequest("This page is out of date.")
    said = form.cleaned_data
    StudiedCard.objects.take(
        become_learner(request),
        said["card"],
        said["grade"],
        times=said["times"],
        at=timezone.now(),
    )
    session = StudyForm(request.POST)
    query = f"n={session.done + 1}" + (f"&deck={session.wished}" if session.wished else "")
    return redirect(f"{reverse('quiz:study_cards')}?{query}")


@require_safe
@never_cache
def anki_deck(request: LearnerRequest) -> HttpResponse:
    """Give all cards, with the learner's own errors, as an Anki deck."""
    shared = shared_decks().cards
    cards = cards_of(request.learner)
    package = (
        _kept_package(request, list(shared.values()))
        if cards.keys() == shared.keys()
        else _package(request, cards.values())
    )
    headers = {"Content-Disposition": 'attachment; filename="motor-unit-cards.apkg"'}
    return HttpResponse(package, content_type="application/vnd.anki", headers=headers)


def _kept_package(request: HttpRequest, cards: list[FlashCard]) -> bytes:
    """Return the package of cards that are nobody's own, kept for a day or until they change."""
    content = repr([asdict(card) for card in cards]) + request.build_absolute_uri("/")
    key = f"anki-{hashlib.sha256(content.encode()).hexdigest()}"
    package: bytes | None = cache.get(key)
    if package is None:
        package = _package(request, cards)
        cache.set(key, package, DAY)
    return package


def _package(request: HttpRequest, cards: Iterable[FlashCard]) -> bytes:
    listed = list(cards)
    return anki_package(
        listed,
        sources={
            reference.pk: f"{reference}, {reference.title}" for reference in Reference.objects.all()
        },
        addresses={card.key: request.build_absolute_uri(_address(card)) for card in listed},
        home=request.build_absolute_uri("/"),
        at=time.time(),
    )


def _address(card: FlashCard) -> str:
    """Return where the site says more of what a card is about."""
    if card.compared:
        a, b = card.compared
        return f"{reverse('knowledge:compare')}?a={a}&b={b}"
    return reverse("knowledge:finding", args=[card.finding]) if card.finding else ""
