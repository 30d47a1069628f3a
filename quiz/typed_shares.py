"""Read what somebody types as the three or four shares of a belief (no Django).

Shares are filled up to 100, and faults are told in a sentence. The page reads the same way while
somebody types (`static/js/belief.js`), in these sentences.
"""

import re
from collections.abc import Mapping, Sequence

from knowledge.patterns import Key, Pattern

SENTENCES = {
    "empty": "Give a whole number from 0 to 100.",
    "words": "“{text}” is no number. Give a whole number from 0 to 100.",
    "part": "{text} is not a whole number. Give {low} or {high}.",
    "low": "{text} is below 0. Give at least 0.",
    "high": "{text} is above 100. Give at most 100.",
    "over": "The others add up to {sum}, more than 100.",
    "sum": "The shares add up to {sum}. Make them add up to 100.",
    "rest": "Left empty, this is {rest}.",
}
LONGEST_ECHO = 12  # characters of what was typed that a sentence repeats
NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")


class ShareError(ValueError):
    """An error that says in a sentence what is wrong with one share."""


def read_share(typed: str) -> int | None:
    """Return a share from 0 to 100; None for nothing.

    A percent sign, a comma and either minus are understood. Raises ShareError for anything else.
    """
    text = typed.strip()
    if not text:
        return None
    echo = text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
    match = NUMBER.fullmatch(
        text.replace("\u2212", "-").replace("\u2013", "-").removesuffix("%").strip()
    )
    if not match:
        raise ShareError(SENTENCES["words"].format(text=echo))
    digits = match["whole"].lstrip("0") or "0"
    whole = int(digits) if len(digits) < 4 else 1000
    is_part = bool((match["part"] or "").strip("0"))
    if match["sign"] == "-" and (whole or is_part):
        raise ShareError(SENTENCES["low"].format(text=echo))
    if whole > 100 or (whole == 100 and is_part):
        raise ShareError(SENTENCES["high"].format(text=echo))
    if is_part:
        raise ShareError(SENTENCES["part"].format(text=echo, low=whole, high=whole + 1))
    return whole


def fill(
    shares: Mapping[Key, int], keys: Sequence[Key] = tuple(Pattern)
) -> tuple[dict[Key, int], dict[Key, str]]:
    """Return the shares of all keys, and a sentence for each that is missing.

    `shares`: shares from 0 to 100. All but one of them, if they add up to at most 100, give the
    last.
    """
    missing = [key for key in keys if key not in shares]
    if len(missing) != 1:
        return dict(shares), dict.fromkeys(missing, SENTENCES["empty"])
    if (total := sum(shares.values())) > 100:
        return dict(shares), {missing[0]: SENTENCES["over"].format(sum=total)}
    return {**shares, missing[0]: 100 - total}, {}
