"""Cut running text at its sentences, without Django."""

import re

# A mark that ends a sentence, and what begins the next: "ECG. Look", not "e.g. a look" or "2.5 mL".
BETWEEN = re.compile(r"(?<=[.!?…])[”’)]*\s+(?=[“(]?[A-Z0-9])")


def opening(text: str, most: int) -> tuple[str, str]:
    """Return the first sentences of a text that fit into so many characters, and the rest.

    The first sentence is never cut; the rest is empty where all of it fits.
    """
    text = text.strip()
    if len(text) <= most:
        return text, ""
    ends = [(found.start(), found.end()) for found in BETWEEN.finditer(text)]
    fitting = [end for end in ends if end[0] <= most] or ends[:1]
    if not fitting:
        return text, ""
    end, begin = fitting[-1]
    return text[:end], text[begin:]
