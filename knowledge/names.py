"""Names of findings, diseases and papers as they stand within a sentence. No Django."""

import re

PROPER = frozenset(
    re.findall(
        r"\w+",
        """
    Addison Andersen Babinski Barth Becker Beevor Bell Bethlem Brown Charcot Cori Cushing Danon Dejerine Duchenne Emery
    Fabry Fazio Forbes Friedreich Gottron Gowers Graves Guillain Hashimoto Hirayama Hoffmann Hoover Horner Huntington
    Isaacs Jolly Kearns Kennedy Kugelberg Laing Lambert Leigh Lewis Lhermitte Lyme Marcus McArdle Miller Miyoshi Nonaka
    Parsonage Phalen Pompe Raynaud Refsum Romberg Roussy Schwartz Sjögren Sottas Steinert Sumner Tangier Tarui Thomsen
    Tinel Trendelenburg Udd Ullrich Vialetto Welander Werdnig West Whipple Wilson Wohlfart
    """,
    )
)
"""People and places that names in this field begin with: they keep their capital within a sentence."""
CAPITAL_LATER = re.compile(r".[^\s-]*[A-Z0-9]|[A-Z][/-]\w*")  # EMG, MuSK, P/Q-type, X-linked
TWO_NAMES = re.compile(r"[A-Z][a-zé]+(?:[-–][A-Z][a-zé]+)+\b")  # Lambert-Eaton
OF_SOMEBODY = re.compile(r"[A-Z]\w+['’]s\b")  # Kennedy's


def in_sentence(name: str) -> str:
    """A name within a sentence: "weak hands" for "Weak hands"; "EMG normal" and "Pompe disease" as they are.

    Names of people keep their capital, and so do abbreviations.
    """
    word = re.match(r"[^\W\d_]*", name)
    proper = bool(word) and word[0] in PROPER  # type: ignore[index]
    if proper or CAPITAL_LATER.match(name) or TWO_NAMES.match(name) or OF_SOMEBODY.match(name):
        return name
    return name[:1].lower() + name[1:]


def finding_in_sentence(name: str, present: bool) -> str:
    """A finding within a sentence, such as "weak hands" or "weak hands (absent)", whatever its name is made of."""
    return in_sentence(name) if present else f"{in_sentence(name)} (absent)"


def closed(text: str) -> str:
    """A text with a full stop, unless it ends with a mark of its own: "Gilhus NE, et al."."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
