"""Define a flash card and the decks (no Django)."""

from dataclasses import dataclass
from enum import StrEnum


class Deck(StrEnum):
    """A set of cards; in the order in which new ones are dealt when all decks are studied."""

    ERRORS = "errors"
    CONFUSIONS = "confusions"
    DECIDING = "deciding"
    FINDINGS = "findings"

    @property
    def label(self) -> str:
        return {
            Deck.ERRORS: "My errors",
            Deck.CONFUSIONS: "Confusions",
            Deck.DECIDING: "Deciding findings",
            Deck.FINDINGS: "Findings",
        }[self]

    @property
    def explanation(self) -> str:
        """Return in a sentence what is on the front and on the back."""
        return {
            Deck.ERRORS: "What you took for something else, and the rule that separates the two.",
            Deck.CONFUSIONS: "Two patterns or diseases that are confused, and what separates them.",
            Deck.DECIDING: "A finding and two patterns: for which of the two it speaks, and why.",
            Deck.FINDINGS: "A finding and how to look for it; its mechanism, and where it points.",
        }[self]


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the back of a card: what it is about, and what it says."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FlashCard:
    """A card to learn from, in plain text.

    `key` names it for ever, whatever it says. `front` and `hint` are what is seen before it is
    turned, with `question`. `finding`: the id of the finding whose page says more; `compared`: the
    ids of two diseases or patterns to compare, where it is about them. `references`: ids of what
    it rests on.
    """

    key: str
    deck: Deck
    front: str
    question: str
    back: tuple[CardLine, ...]
    hint: str = ""
    finding: str = ""
    compared: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
