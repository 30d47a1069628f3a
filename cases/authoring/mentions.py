"""Find which findings a text names, by the words of their names.

Imports no Django.
"""

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
        "a",
        "about",
        "above",
        "after",
        "all",
        "and",
        "any",
        "anywhere",
        "at",
        "away",
        "before",
        "between",
        "by",
        "clear",
        "clearly",
        "during",
        "example",
        "first",
        "for",
        "from",
        "full",
        "in",
        "is",
        "more",
        "new",
        "of",
        "on",
        "or",
        "other",
        "over",
        "past",
        "than",
        "that",
        "the",
        "times",
        "to",
        "two",
        "up",
        "when",
        "with",
        "without",
        "current",
        "abnormal",
        "abnormality",
        "examination",
        "increased",
        "reported",
        "symptoms",
        "test",
        "ask",
        "look",
        "watch",
        "it",
        "as",
    )
)
SHARED = frozenset(
    stem(word)
    for word in ("weak", "weakness", "muscle", "limb", "reduced", "pain", "raised", "low")
)
"""Words in the names of many findings: alone they name none."""


DENYING = frozenset(
    ("no", "not", "none", "never", "neither", "nor", "without", "negative", "absent", "normal")
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as stems, read once.

    `sentences` hold stems; `clauses` hold stems and whether the clause denies what it names;
    `together` holds all stems of the text.
    """

    sentences: tuple[frozenset[str], ...]
    clauses: tuple[tuple[frozenset[str], bool], ...]
    together: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Wording":
        sentences = tuple(content(sentence) for sentence in SENTENCE.split(text))
        clauses = tuple(
            (content(clause), not DENYING.isdisjoint(words(clause)))
            for clause in CLAUSE.split(text)
        )
        return cls(sentences, clauses, frozenset[str]().union(*sentences))

    def names(self, finding_names: Iterable[str]) -> bool:
        """Return whether one sentence holds every word of one of the names of a finding."""
        return any(
            stems <= sentence for stems in self._heard(finding_names) for sentence in self.sentences
        )

    def affirms(self, finding_names: Iterable[str]) -> bool:
        """Return whether one clause names a finding and does not deny it."""
        return any(
            stems <= clause
            for stems in self._heard(finding_names)
            for clause, denies in self.clauses
            if not denies
        )

    def touches(self, texts: Iterable[str]) -> bool:
        """Return whether the text holds any telling word of these texts about a finding.

        Words that many findings share do not count.
        """
        return any(not (content_of(text) - SHARED).isdisjoint(self.together) for text in texts)

    def _heard(self, finding_names: Iterable[str]) -> list[frozenset[str]]:
        """Return the names whose words all stand somewhere in the text, as stems."""
        # only these are looked for in each sentence
        return [
            stems
            for name in finding_names
            if (stems := content_of(name)) <= self.together and not stems <= SHARED
        ]


def content(text: str) -> frozenset[str]:
    """Return the words of a text that carry meaning, as stems."""
    return frozenset(map(stem, words(text))) - IDLE


content_of = lru_cache(maxsize=4096)(content)  # of what findings are called, which stays the same
