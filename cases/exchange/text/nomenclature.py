"""Compare names as people write them.

Accents, dashes, brackets, apostrophes, plurals and spelling make no difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from content.spelling import words as spelled

LONGEST_NAME = 200  # characters; what is longer names nothing
UNSAID = {
    "a",
    "an",
    "the",
    "of",
    "in",
    "with",
    "due",
    "to",
    "disease",
    "disorder",
    "syndrome",
    "syndrom",
    "type",
    "morbus",
    "krankheit",
    "maladie",
    "enfermedad",
    "malattia",
    "de",
    "di",
    "von",
    "most",
    "likely",
    "probable",
    "diagnosis",
    "is",
    "it",
    "this",
    "answer",
    "patient",
    "has",
    "classic",
    "classical",
    "typical",
    "suspected",
}  # words that tell no disease from another
REMARKS = frozenset(
    """
    acute severe mild postinfectious infectious post eg e g ie i form variant
    """.split()
)
NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
POSSESSIVE = re.compile(r"(?<=\w)\s?['’‘ʼ`´′]s\b", re.I)
APOSTROPHE = re.compile(r"['’‘ʼ`´′]")
BULLET = re.compile(r"^\s*(?:\(?[a-h1-9][.)]|[-•*·–])\s+", re.I)
SEAMS = re.compile(r"[()\[\]{}:;,/=|]|\s[-‐-―−]+\s|[–—]\s|\s[–—]|\b(?:i\.e\.|e\.g\.)")
ABBREVIATION = re.compile(r"\s*[A-Z][A-Za-z]?[A-Z]{1,4}s?\s*")
SHORT = {
    "MG": "myasthenia gravis",
    "SMA": "spinal muscular atrophy",
    "BMD": "Becker muscular dystrophy",
    "AIDP": "acute inflammatory demyelinating polyneuropathy",
    "PLS": "primary lateral sclerosis",
    "PMA": "progressive muscular atrophy",
    "MFS": "Miller Fisher syndrome",
    "HNPP": "hereditary neuropathy with liability to pressure palsies",
    # abbreviations that cannot be synonyms, as prose uses them otherwise, or of diseases that the
    # bank lacks
}
SHORT_WORD = re.compile(rf"\b(?:{'|'.join(SHORT)})\b")
BARE = {
    "fatigable",
    "fatigability",
    "fatiguable",
    "junction",
    "junctional",
    "neuromuscular",
    "synaptic",
    "postsynaptic",
    "presynaptic",
    "nmj",
    "transmission",
    "neurogenic",
    "neuropathic",
    "neuropathy",
    "nerve",
    "peripheral",
    "motor",
    "neuron",
    "neurone",
    "denervation",
    "myogenic",
    "myopathic",
    "myopathy",
    "muscle",
    "muscular",
    "myasthenic",
    "weakness",
    "wasting",
    "atrophy",
    "lesion",
    "defect",
    "problem",
    "pattern",
    "primary",
    "distal",
    "proximal",
    "fatigue",
    "paresis",
    "cause",
    "origin",
    "b",
    "c",
    "d",
    "cell",
    "anterior",
    "horn",
    "lower",
}  # words that name a pattern of weakness, no disease


def in_full(text: str) -> str:
    """Spell out a name that is an abbreviation, or holds some.

    As a whole it may be in any case, within others in capitals only.
    """
    return SHORT.get(text.strip(" .").upper()) or SHORT_WORD.sub(
        lambda match: SHORT[match[0]], text
    )


def named(text: str) -> list[str]:
    """Return the words of a name that tell it from others.

    They are in one spelling and in the singular.
    """
    if len(text) > LONGEST_NAME:
        return []
    text = in_full(text)
    bare = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    bare = APOSTROPHE.sub("", POSSESSIVE.sub("", bare))
    found = [word for word in map(_singular, spelled(bare)) if word not in UNSAID]
    return [NUMERALS.get(word, word) if at else word for at, word in enumerate(found)]


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """Return a key that all ways to write a name share; empty for what names nothing."""
    return "".join(named(BULLET.sub("", text) if len(text) <= LONGEST_NAME else ""))


def _singular(word: str) -> str:
    if len(word) < 5 or word.endswith(("ss", "us", "is", "ps")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def keys_of_name(name: str) -> Iterator[str]:
    """Return keys of a name as it stands, without brackets, and up to its first comma."""
    yield key(name)
    without = re.sub(r"\([^()]*\)", " ", name)
    yield key(without)
    yield key(without.partition(",")[0])


def pieces(text: str) -> list[str]:
    """Split a name at brackets, colons, commas or dashes.

    Empty if it has one part only.
    """
    if len(text) > LONGEST_NAME:
        return []
    parts = [
        part.strip() for part in SEAMS.split(BULLET.sub("", text)) if part and part.strip(" .-")
    ]
    return parts if len(parts) > 1 else []


def is_remark(part: str) -> bool:
    """Return whether a part of an answer leaves the disease as it is.

    It is an abbreviation, "acute" or such, or words of a pattern.
    """
    words = named(part)
    return all(word in REMARKS or word in BARE for word in words) or bool(
        ABBREVIATION.fullmatch(part)
    )


def is_bare(text: str) -> bool:
    """Return whether an answer names a pattern of weakness and nothing more."""
    return len(text) <= LONGEST_NAME and all(word in BARE for word in named(text))


def stretches(text: str, longest: int = 8) -> Iterator[tuple[int, int, str]]:
    """Return start, end and key of each stretch of words of a text, longest first."""
    words = named(text)[:60]
    for length in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield start, start + length, "".join(words[start : start + length])


def shared(text: str, others: Sequence[str]) -> int:
    """Count the telling words that a text shares with names."""
    theirs = {word for other in others for word in named(other)}
    return len({word for word in named(text) if len(word) > 3 and word not in BARE} & theirs)
