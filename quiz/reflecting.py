"""What findings mean for the pattern in the lead and for its rival. No Django."""

from collections.abc import Mapping

from knowledge.patterns import Belief, Pattern

FITS, AGAINST, MISSING, NOTHING = "fits", "does not fit", "is missing", "says nothing"
WORDS = (FITS, AGAINST, MISSING)  # what a learner may say of a finding
SPEAKS = 1.0  # decibans from which the evidence model takes a finding to speak for or against a pattern


def in_the_lead(belief: Belief) -> tuple[Pattern, Pattern]:
    """The pattern held likeliest, and the next; of equals the earlier one first."""
    first, second, _ = sorted(Pattern, key=lambda pattern: -belief[pattern])
    return first, second


def meant(decibans: float, *, present: bool) -> str:
    """What the evidence model makes of a finding for a pattern, in the words that learners choose from.

    A finding that is absent and speaks against a pattern is one that the pattern would have shown: it is missing.
    """
    if decibans >= SPEAKS:
        return FITS
    if decibans <= -SPEAKS:
        return AGAINST if present else MISSING
    return NOTHING


def agrees(said: str, model: str) -> bool:
    """Whether a learner and the model say the same: that it fits, or that it does not, in whichever way."""
    return (said == FITS) == (model == FITS) and model != NOTHING


def overlooked(said: Mapping[str, str], model: Mapping[str, str]) -> list[str]:
    """Findings that mean something to the model, and of which the learner said nothing."""
    return [finding for finding, word in model.items() if word != NOTHING and finding not in said]
