"""Which findings a text names, by the words of their names. No Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from content.spelling import stem, words

SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n\s*\n")
CLAUSE = re.compile(r"(?<=[.!?;,])\s+|\n")
IDLE = frozenset(
    stem(word)
    for word in (
        *("a", "about", "above", "after", "all", "and", "any", "anywhere", "at", "away", "before", "between", "by"),
        *("clear", "clearly", "during", "example", "first", "for", "from", "full", "in", "is", "more", "new", "of"),
        *("on", "or", "other", "over", "past", "than", "that", "the", "times", "to", "two", "up", "when", "with"),
        *("without", "current", "abnormal", "abnormality", "examination", "increased", "reported"),
        *("symptoms", "test", "ask", "look", "watch", "it", "as"),
    )
)
SHARED = frozenset(stem(word) for word in ("weak", "weakness", "muscle", "limb", "reduced", "pain", "raised", "low"))
"""Words in the names of many findings: alone they name none."""


DENYING = frozenset(("no", "not", "none", "never", "neither", "nor", "without", "negative", "absent", "normal"))


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as stems, read once: `sentences`, and `clauses`, each with whether it denies what it names."""

    sentences: tuple[frozenset[str], ...]
    clauses: tuple[tuple[frozenset[str], bool], ...]
    together: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Wording":
        sentences = tuple(content(sentence) for sentence in SENTENCE.split(text))
        clauses = tuple((content(clause), not DENYING.isdisjoint(words(clause))) for clause in CLAUSE.split(text))
        return cls(sentences, clauses, frozenset[str]().union(*sentences))

    def names(self, called: Iterable[str]) -> bool:
        """Whether one sentence holds every word of one of the names of a finding."""
        return any(stems <= sentence for stems in self._heard(called) for sentence in self.sentences)

    def affirms(self, called: Iterable[str]) -> bool:
        """Whether one clause names a finding and does not deny it."""
        return any(stems <= clause for stems in self._heard(called) for clause, denies in self.clauses if not denies)

    def touches(self, told: Iterable[str]) -> bool:
        """Whether the text holds any word of these texts about a finding that many others do not share."""
        return any(not (content_of(text) - SHARED).isdisjoint(self.together) for text in told)

    def _heard(self, called: Iterable[str]) -> list[frozenset[str]]:
        """The names whose words all stand somewhere in the text; only these are looked for in each sentence."""
        return [stems for name in called if (stems := content_of(name)) <= self.together and not stems <= SHARED]


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, as stems."""
    return frozenset(map(stem, words(text))) - IDLE


content_of = lru_cache(maxsize=4096)(content)  # of what findings are called, which stays the same
