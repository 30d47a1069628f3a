"""Make British and American spellings alike for search, without Django."""

import re
import unicodedata
from functools import lru_cache

# American forms of what medical texts here spell the British way; the longer and rarer first.
PAIRS = (
    (re.compile(r"aem(?=i)"), "em"),  # anaemia, hypokalaemia
    (re.compile(r"aest"), "est"),  # anaesthesia, paraesthesia
    (re.compile(r"oed"), "ed"),  # oedema
    (re.compile(r"oes(?=oph|tr)"), "es"),  # oesophagus, oestrogen
    (re.compile(r"aed(?=i)"), "ed"),  # paediatric
    (re.compile(r"haem"), "hem"),
    (re.compile(r"rrhoea"), "rrhea"),
    (re.compile(r"(?<=[a-z]{3})our\b"), "or"),  # tumour, behaviour, colour
    (re.compile(r"(?<=[a-z]{3})ours\b"), "ors"),
    (re.compile(r"yse(?=d?\b)"), "yze"),  # paralyse
    (
        re.compile(r"(?<=[a-z]{4})is(?=(e|ed|es|ing|ation|ations)\b)"),
        "iz",
    ),  # generalised, sensitisation
    (re.compile(r"fibre"), "fiber"),
    (re.compile(r"centre"), "center"),
    (re.compile(r"metre"), "meter"),
    (re.compile(r"litre"), "liter"),
    (re.compile(r"manoeuvre"), "maneuver"),
    (re.compile(r"grey"), "gray"),
    (re.compile(r"(?<=[a-z]l)l(?=(ed|ing|er)\b)"), ""),  # travelled
)
UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
POSSESSIVE = re.compile(r"(?<=\w)['’ʼ`´]s\b")  # Gottron's papules
WORD = re.compile(r"[^\W_]+")
ENDINGS = (
    "ations",
    "ation",
    "nesses",
    "ness",
    "ingly",
    "ings",
    "ing",
    "ied",
    "ies",
    "edly",
    "ed",
    "ally",
    "al",
    "ly",
    "es",
    "s",
    "y",
    "e",
)


def alike(text: str) -> str:
    """Return the text in lower case and one spelling, without accents and possessives."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(UNDIVIDED)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = POSSESSIVE.sub("", plain)
    for british, american in PAIRS:
        plain = british.sub(american, plain)
    return plain


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the word in one spelling without its ending: "eyelid" for "Eyelids".

    At least three letters stay.
    """
    plain = alike(word)
    for ending in ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            return plain[: -len(ending)]
    return plain


def words(text: str) -> list[str]:
    """Return the words of a text in one spelling, in order."""
    return WORD.findall(alike(text))
