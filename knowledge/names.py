"""Write names of findings, diseases and papers within a sentence.

Imports no Django.
"""

import re

PROPER = frozenset(
    re.findall(
        r"\w+",
        """
    Addison Andersen Babinski Barth Becker Beevor Bell Bethlem Brown Charcot Cori Cushing Danon
    Dejerine Duchenne Emery Fabry Fazio Forbes Friedreich Gottron Gowers Graves Guillain Hashimoto
    Hirayama Hoffmann Hoover Horner Huntington Isaacs Jolly Kearns Kennedy Kugelberg Laing Lambert
    Leigh Lewis Lhermitte Lyme Marcus McArdle Miller Miyoshi Nonaka Parsonage Phalen Pompe Raynaud
    Refsum Romberg Roussy Schwartz Sjögren Sottas Steinert Sumner Tangier Tarui Thomsen Tinel
    Trendelenburg Udd Ullrich Vialetto Welander Werdnig West Whipple Wilson Wohlfart
    """,
    )
)
"""People and places that names in this field begin with: they keep their capital within a
sentence."""
CAPITAL_LATER = re.compile(r".[^\s-]*[A-Z0-9]|[A-Z][/-]\w*")  # EMG, MuSK, P/Q-type, X-linked
TWO_NAMES = re.compile(r"[A-Z][a-zé]+(?:[-–][A-Z][a-zé]+)+\b")  # Lambert-Eaton
OF_SOMEBODY = re.compile(r"[A-Z]\w+['’]s\b")  # Kennedy's


def in_sentence(name: str) -> str:
    """Write a name as it stands within a sentence: "weak hands" for "Weak hands".

    Names of people keep their capital, and so do abbreviations: "EMG normal" and "Pompe disease"
    stay as they are.
    """
    word = re.match(r"[^\W\d_]*", name)
    proper = bool(word) and word[0] in PROPER  # type: ignore[index]
    if proper or CAPITAL_LATER.match(name) or TWO_NAMES.match(name) or OF_SOMEBODY.match(name):
        return name
    return name[:1].lower() + name[1:]


def finding_in_sentence(name: str, present: bool) -> str:
    """Write a finding within a sentence: "weak hands" or "weak hands (absent)"."""
    return in_sentence(name) if present else f"{in_sentence(name)} (absent)"


def closed(text: str) -> str:
    """End a text with a full stop, unless it ends with a mark of its own.

    "Gilhus NE, et al." stays as it is.
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."
