"""Which findings a text names, by the words of their names. No Django."""

import re
from collections.abc import Iterable

from .spelling import stem, words

SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n\s*\n")
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


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, as stems."""
    return frozenset(stem(word) for word in words(text)) - IDLE


def names(text: str, called: Iterable[str]) -> bool:
    """Whether one sentence holds every word of one of the names of a finding."""
    sentences = [content(sentence) for sentence in SENTENCE.split(text)]
    wanted = [stems for name in called if not (stems := content(name)) <= SHARED]
    return any(stems <= sentence for stems in wanted for sentence in sentences)


def touches(text: str, told: Iterable[str]) -> bool:
    """Whether a text holds any word of these texts about a finding that many others do not share."""
    wanted = frozenset[str]().union(*map(content, told)) - SHARED
    return bool(content(text) & wanted)
