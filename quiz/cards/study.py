"""Say which card a learner studies next, and how many wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from learners.models import Learner

from ..days import end_of_day
from ..models import StudiedCard
from .decks import cards_of
from .flash_card import Deck, FlashCard

SESSION = 20  # cards, at most
SECONDS_A_CARD = 15  # to think of an answer, turn the card and grade it
AHEAD = timedelta(minutes=20)  # what is due so soon is taken now, where nothing else is left


@dataclass(frozen=True, slots=True)
class DeckCounts:
    """How many cards a deck has; `due`: today; `new`: never turned; `learned`: past first steps."""

    deck: Deck
    total: int
    due: int
    new: int
    learned: int


@dataclass(frozen=True, slots=True)
class CardsOfLearner:
    """All cards that a learner can study, and what they have studied, by key."""

    cards: dict[str, FlashCard]
    studied: dict[str, StudiedCard]

    @property
    def counts(self) -> list[DeckCounts]:
        """Return the counts of each deck, in their order."""
        return [self._counts(deck) for deck in Deck]

    @property
    def due(self) -> int:
        return sum(counts.due for counts in self.counts)

    def next_card(self, deck: Deck | None, at: datetime) -> FlashCard | None:
        """Return the card to study at this moment; None if none is left for now.

        What is due comes first, then what is new, in the order of the decks; at last what is due
        within minutes. `deck`: one only; None for all. The same moment gives the same card.
        """
        cards = [card for card in self.cards.values() if deck in (None, card.deck)]
        waiting = sorted(
            (self.studied[card.key] for card in cards if card.key in self.studied),
            key=lambda one: one.due_at,
        )
        new = sorted(
            (card for card in cards if card.key not in self.studied),
            key=lambda card: list(Deck).index(card.deck),
        )
        if waiting and waiting[0].due_at <= at:
            return self.cards[waiting[0].key]
        if new:
            return new[0]
        soon = waiting and waiting[0].due_at <= at + AHEAD
        return self.cards[waiting[0].key] if soon else None

    def _counts(self, deck: Deck) -> DeckCounts:
        keys = [card.key for card in self.cards.values() if card.deck == deck]
        studied = [self.studied[key] for key in keys if key in self.studied]
        return DeckCounts(
            deck=deck,
            total=len(keys),
            due=_due_by(studied, end_of_day(timezone.now())),
            new=len(keys) - len(studied),
            learned=sum(one.is_learned for one in studied),
        )


def cards_of_learner(learner: Learner | None) -> CardsOfLearner:
    """Return the cards of a learner, in three queries where those of all are kept."""
    studied = {row.key: row for row in StudiedCard.objects.by(learner)}
    return CardsOfLearner(cards_of(learner), studied)


def cards_due_today(learner: Learner | None) -> int:
    """Return how many flash cards come back to a learner today; for the home page.

    The cards themselves are looked up only where any may come back: in one query, else four.
    """
    due = StudiedCard.objects.by(learner).filter(due_at__lte=end_of_day(timezone.now()))
    keys = set(due.values_list("key", flat=True))
    return len(keys & cards_of(learner).keys()) if keys else 0


def minutes_of_cards(n: int) -> int:
    """Return about how many minutes so many cards take, at least 1."""
    return max(1, round(n * SECONDS_A_CARD / 60))


def _due_by(studied: Iterable[StudiedCard], at: datetime) -> int:
    return sum(one.due_at <= at for one in studied)
