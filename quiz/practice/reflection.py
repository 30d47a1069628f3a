"""Weigh findings for the pattern in the lead and for its rival (no Django)."""

from collections.abc import Mapping

from knowledge.patterns import Belief, Pattern

FITS, AGAINST, MISSING, NOTHING = "fits", "does not fit", "is missing", "says nothing"
WORDS = (FITS, AGAINST, MISSING)  # what a learner may say of a finding
SPEAKS = (
    1.0  # decibans from which the evidence model takes a finding to speak for or against a pattern
)


def in_the_lead(belief: Belief) -> tuple[Pattern, Pattern]:
    """Return the pattern held likeliest, and the next, something else left out.

    Of equals the earlier one comes first.
    """
    first, second, _ = sorted(Pattern, key=lambda pattern: -belief[pattern])
    return first, second


def meant(decibans: float, *, present: bool) -> str:
    """Say what a finding means for a pattern, in the words of learners.

    Returns one of WORDS, or NOTHING. A finding that is absent and speaks against a pattern is one
    that the pattern would have shown: it is missing.
    """
    if decibans >= SPEAKS:
        return FITS
    if decibans <= -SPEAKS:
        return AGAINST if present else MISSING
    return NOTHING


def agrees(word: str, model: str) -> bool:
    """Return whether a learner and the model say the same.

    Both say that it fits, or that it does not, in whichever way. False where the model says
    nothing.
    """
    return (word == FITS) == (model == FITS) and model != NOTHING


def overlooked(words: Mapping[str, str], model: Mapping[str, str]) -> list[str]:
    """Return findings that mean something to the model and were left out."""
    return [finding for finding, word in model.items() if word != NOTHING and finding not in words]
