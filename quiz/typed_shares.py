"""What somebody types as the three shares of a belief: read, filled up to 100, or told in a sentence. No Django.

The page reads the same way while somebody types (`static/js/belief.js`), in these sentences.
"""

import re
from collections.abc import Mapping

from knowledge.patterns import Pattern

SENTENCES = {
    "empty": "Give a whole number from 0 to 100.",
    "words": "“{text}” is no number. Give a whole number from 0 to 100.",
    "part": "{text} is not a whole number. Give {low} or {high}.",
    "low": "{text} is below 0. Give at least 0.",
    "high": "{text} is above 100. Give at most 100.",
    "over": "The other two add up to {sum}, more than 100.",
    "sum": "The three shares add up to {sum}. Make them add up to 100.",
    "rest": "Left empty, this is {rest}.",
}
LONGEST_ECHO = 12  # characters of what was typed that a sentence repeats
NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")


class ShareError(ValueError):
    """Says what is wrong with one share, in a sentence for its field."""


def read(typed: str) -> int | None:
    """A share from 0 to 100; None for nothing. A percent sign, a comma and either minus are understood.

    Raises ShareError for anything else.
    """
    text = typed.strip()
    if not text:
        return None
    echo = text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
    found = NUMBER.fullmatch(text.replace("\u2212", "-").replace("\u2013", "-").removesuffix("%").strip())
    if not found:
        raise ShareError(SENTENCES["words"].format(text=echo))
    digits = found["whole"].lstrip("0") or "0"
    whole = int(digits) if len(digits) < 4 else 1000
    is_part = bool((found["part"] or "").strip("0"))
    if found["sign"] == "-" and (whole or is_part):
        raise ShareError(SENTENCES["low"].format(text=echo))
    if whole > 100 or (whole == 100 and is_part):
        raise ShareError(SENTENCES["high"].format(text=echo))
    if is_part:
        raise ShareError(SENTENCES["part"].format(text=echo, low=whole, high=whole + 1))
    return whole


def fill(given: Mapping[Pattern, int]) -> tuple[dict[Pattern, int], dict[Pattern, str]]:
    """All three shares from those that are given, each 0 to 100, and a sentence for each that is missing.

    Two shares up to 100 give the third.
    """
    missing = [pattern for pattern in Pattern if pattern not in given]
    if len(missing) != 1:
        return dict(given), dict.fromkeys(missing, SENTENCES["empty"])
    if (total := sum(given.values())) > 100:
        return dict(given), {missing[0]: SENTENCES["over"].format(sum=total)}
    return {**given, missing[0]: 100 - total}, {}
