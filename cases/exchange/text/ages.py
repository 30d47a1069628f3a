"""Read a patient's age in prose.

It may be in figures or words, in years, months, weeks or days, or only roughly told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OLDEST = 110  # years
TEENS = tuple(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
    """.split()
)
ONES = {word: number for number, word in enumerate(TEENS)}
DECADE_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS = {word: 10 * number for number, word in enumerate(DECADE_WORDS, 2)}
GERMAN = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
ONES |= {word: number for number, word in enumerate(GERMAN, 2)}
GERMAN_DECADES = tuple(
    """
    zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
    """.split()
)
TENS |= {word: 10 * number for number, word in enumerate(GERMAN_DECADES, 2)} | {"hundred": 100}
DASH = r"[-\u2010-\u2015\u2212]"
GAP = rf"(?:{DASH}|\s){{0,4}}"  # so few, as time grows with their square
LONGEST_FIRST = sorted(ONES, key=len, reverse=True)
WORDED = (
    rf"(?:{'|'.join(TENS)})(?:{GAP}(?:{'|'.join(list(ONES)[1:10])}))?|{'|'.join(LONGEST_FIRST)}"
)
FIGURES = (
    rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?(?:\s?[½¼¾])?|[½¼¾]|(?:{WORDED})(?:{GAP}and{GAP}a{GAP}half)?)"
)
COUNT = rf"(?:{FIGURES}|an?)"
PERSONS = (
    "man|woman|boy|girl|baby|infant|child|lady|gentleman|patient|male|female|toddler|schoolboy|schoolgirl|neonate|"
    "mann|frau|junge|mädchen|kind"
)
UNIT = (
    r"(?:years?|yrs?\.?|yo|y/o|y|months?|mos?\.?|m/o|weeks?|wks?\.?|w/o|days?|d/o|hours?|hrs?|jahren?|monate[ns]?|"
    r"wochen?|tagen?|[dw]|ans|mois|semaines|años|anni)"
)
OLD = r"(?:old|olds|of age|alte?[rsn]?|jährige?[rsn]?)"
AGES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?<![\w.,])(?P<count>{FIGURES}){GAP}(?P<unit>years?|yrs?|y){GAP}(?:and{GAP})?"
        rf"{FIGURES}{GAP}(?:months?|mths?|mos?|m){GAP}{OLD}\b",
        rf"(?<![\w.,])(?<!hundred and )(?P<count>{COUNT}){GAP}(?P<unit>{UNIT}){GAP}{OLD}\b",
        rf"(?<![\w.,])(?P<count>{COUNT}){GAP}(?P<unit>jährige?[rsn]?|y[./-]{{0,2}}o\.?|yo|m/o)(?!\w)",
        rf"(?<![\w.,])(?P<count>{FIGURES}){GAP}(?P<unit>{UNIT}){GAP}(?:{PERSONS})\b",
        rf"\b(?:aged?|im alter von|âgée? de|âge)\b(?: (?:at presentation|now))?[\s:=,]*"
        rf"(?:(?:about|around|of|ca\.?|approximately)\s+)?(?P<count>{FIGURES})(?:{GAP}(?P<unit>{UNIT}))?(?![\w/])",
        (
            rf"\b(?:{PERSONS}) (?:of|von) (?:about |around )?(?P<count>{FIGURES})(?:"
            rf" (?P<unit>{UNIT}))?(?![\w/%])"
        ),
        r"(?<![\w.,])(?P<count>\d{1,3})\s?(?P<unit>ans|años|anni|J\.)(?!\w)",
        rf"\b(?:he|she|who|patient|er|sie) (?:is|was|ist|war) (?P<count>{FIGURES})"
        rf"(?: (?P<unit>{UNIT}))?(?=[,.;)]|$| and\b)",
        r"(?:^|\b(?-i:An?) )(?P<count>\d{1,3})\s?(?P<unit>(?-i:[MF]))(?=[\s,.;)]|$)",
        rf"\b(?:{PERSONS}|(?:Mrs?|Ms|Miss|Frau|Herr)\.? \w+)(?:,? \(?|\s\()(?P<count>\d{{1,3}})"
        rf"(?:{GAP}(?P<unit>years?|yrs?|y|jahre))?(?=[),.;]|$)",
        r"\((?P<count>\d{1,3})(?P<unit>),? (?:male|female|man|woman|m|f|w)\b",
    )
)  # the surest first
RANGES = (
    re.compile(
        rf"(?<![\w.,])(?P<low>\d{{1,3}}){GAP}(?:to|or|and|{DASH}){GAP}"
        rf"(?P<high>\d{{1,3}}){GAP}years?{GAP}(?:old|of age)",
        re.I,
    ),
    re.compile(
        r"\baged?:? (?:between |from"
        rf" )?(?P<low>\d{{1,3}}){GAP}(?:to|or|and|{DASH}){GAP}(?P<high>\d{{1,3}})\b",
        re.I,
    ),
)  # in which no age stands by itself
ROUGH = (
    (
        re.compile(
            rf"\b(?:in (?:his|her|their|the) )?(?P<part>early|mid{DASH}?|middle|late)?{GAP}"
            r"(?P<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[2-9]0['’]?s)\b",
            re.I,
        ),
        None,
    ),
    (
        re.compile(
            r"\b(?P<part>anfang|mitte|ende)\s(?P<decade>zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig)\b",
            re.I,
        ),
        None,
    ),
    *((pattern, None) for pattern in RANGES),
    (
        re.compile(
            r"\b(?:newborns?|new-borns?|neonates?|neugeborene[rs]?|nouveau-né|infants?|bab(?:y|ies)|säugling)\b",
            re.I,
        ),
        0,
    ),
    (re.compile(r"\b(?:toddler|kleinkind)\b", re.I), 2),
    (re.compile(r"\b(?:teenage[rd]?|teenagers|adolescent|in (?:his|her|their) teens)\b", re.I), 15),
    (re.compile(r"\bmiddle-aged\b", re.I), 50),
    (re.compile(r"\bquinquagenarian\b", re.I), 55),
    (re.compile(r"\bsexagenarian\b", re.I), 65),
    (re.compile(r"\bseptuagenarian\b", re.I), 75),
    (re.compile(r"\boctogenarian\b", re.I), 85),
    (re.compile(r"\bnonagenarian\b", re.I), 95),
    (re.compile(r"\belderly\b", re.I), 75),
)
DECADES = {
    "twent": 20,
    "thirt": 30,
    "fort": 40,
    "fift": 50,
    "sixt": 60,
    "sevent": 70,
    "eight": 80,
    "ninet": 90,
}
DECADES |= {word.removesuffix("ig"): years for word, years in TENS.items() if word.endswith("ig")}
PARTS = {"early": 2, "anfang": 2, "late": 8, "ende": 8}  # years into a decade; else its middle
HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
PER_YEAR = {"m": 12, "w": 52, "s": 52, "d": 365, "t": 365, "h": 365 * 24}
PERSON = re.compile(r"\b(?:man|woman|mother|father|lady|gentleman|parents?|wife|husband)\b", re.I)
UNSAID = re.compile(r"[\u00ad*\"“”]")  # what may stand within an age and says nothing
MOST_AGES = 5


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years, with the words that tell it and whether they are exact.

    `years` is -1 if the words cannot be understood.
    """

    years: int
    words: str
    is_exact: bool = True


def ages_in(text: str) -> list[Age]:
    """Return all ages that a text tells, the likeliest to be the patient's first.

    Rough ones are returned only where none is exact.
    """
    text = UNSAID.sub("", text)
    spans = [match.span() for pattern in RANGES for match in pattern.finditer(text)]
    found: list[Age] = []
    for pattern in AGES:
        for match in pattern.finditer(text):
            if len(found) >= MOST_AGES or any(
                match.start() < end and start < match.end() for start, end in spans
            ):
                continue
            years = _years(match["count"], match["unit"] or "")
            if years is not None:
                spans.append(match.span())
                found.append(Age(years if years <= OLDEST else -1, " ".join(match[0].split())))
    return found or list(_rough(text))


def _rough(text: str) -> Iterator[Age]:
    person = PERSON.search(text)
    for pattern, years in ROUGH:
        match = pattern.search(text)
        if match is None or (years == 0 and person and person.start() < match.start()):
            continue
        words = " ".join(match[0].split())
        if years is not None:
            yield Age(years, words, is_exact=False)
        elif "low" in match.groupdict():
            yield Age(
                min((int(match["low"]) + int(match["high"])) // 2, OLDEST), words, is_exact=False
            )
        else:
            yield Age(
                _decade(match["decade"].lower()) + _into(match["part"]), words, is_exact=False
            )


def _into(part: str | None) -> int:
    return next(
        (years for name, years in PARTS.items() if (part or "").lower().startswith(name)), 5
    )


def _decade(word: str) -> int:
    if word[0].isdigit():
        return int(word[:2])
    return next(years for name, years in DECADES.items() if word.startswith(name))


def _years(count: str, unit: str) -> int | None:
    """Return the whole years that a count of a unit makes; None for no count."""
    number = _number(count.lower())
    short = unit.lower()
    per_year = 1 if short in ("m", "f") else PER_YEAR.get(short[:1], 1)
    if short.startswith(("mois", "semaine")):
        per_year = 12 if short == "mois" else 52
    return None if number is None else int(number / per_year + 1e-9)


def _number(text: str) -> float | None:
    if text in ("a", "an"):
        return 1
    half = (
        0.5
        if re.search(r"\bhalf$", text)
        else next((part for sign, part in HALVES.items() if sign in text), 0)
    )
    bare = re.sub(rf"{GAP}and{GAP}a{GAP}half$|[½¼¾]", "", text).strip()
    if not bare:
        return half
    if bare[0].isdigit():
        return float(bare.replace(",", ".")) + half
    words = re.findall(r"[^\W\d_]+", bare)
    joined = "".join(words)
    tens = next((word for word in TENS if joined.startswith(word)), "")
    rest = joined.removeprefix(tens)
    if rest and rest not in ONES:
        return None
    return TENS.get(tens, 0) + ONES.get(rest, 0) + half
