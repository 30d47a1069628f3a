"""Grade how hard a text is to read, without Django."""

import re
from collections.abc import Collection
from dataclasses import dataclass

SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n\s*\n")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Readability:
    """The counts of words and sentences of a text, and its Flesch-Kincaid grade.

    `grade`: years of schooling needed (Kincaid 1975), None without words.
    """

    words: int
    sentences: int
    grade: float | None


def readability(text: str, *, terms: Collection[str] = ()) -> Readability:
    """Return the readability of a plain text.

    `terms`, in lower case, count as at most two syllables: a reader has to learn them anyway.
    """
    words = WORD.findall(text)
    sentences = max(1, len([part for part in SENTENCE_END.split(text) if WORD.search(part)]))
    if not words:
        return Readability(0, 0, None)
    beats = sum(
        min(2, syllables(word)) if word.lower() in terms else syllables(word) for word in words
    )
    grade = 0.39 * len(words) / sentences + 11.8 * beats / len(words) - 15.59
    return Readability(len(words), sentences, grade)


def syllables(word: str) -> int:
    """Estimate the syllables of a word, at least 1.

    Groups of vowels are counted, less a silent e at the end.
    """
    plain = word.lower()
    count = len(VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)
