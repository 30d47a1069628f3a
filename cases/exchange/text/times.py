"""Write times of phenopackets in words.

They are ages, ranges, classes, weeks of pregnancy and dates; others stay as they stand.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ..items import brief, cleaned

NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?)"
DURATION = re.compile(
    rf"P(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?(?:T(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?"
)
UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
DAYS = (365.25, 30.4375, 7, 1, 1 / 24, 0, 0)  # of a unit
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?")
FORMS = ("age", "ageRange", "ontologyClass", "gestationalAge", "timestamp", "interval")


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def words_of(value: Any) -> str:
    return cleaned(value).strip() if isinstance(value, str) else ""


def time_in_words(value: Any) -> str:
    """Write a time with its preposition: "at 3 years", "at birth", "on 2014-03-01".

    Further examples are "at 3 to 5 years" and "Childhood onset". Empty only for a value that says
    nothing.
    """
    if isinstance(value, list):
        return ", ".join(filter(None, map(time_in_words, value[:5])))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"at {value}"
    if isinstance(value, str):
        value = {"iso8601duration": value} if value.startswith("P") else {"timestamp": value}
    says = mapping(value)
    if not any(says.values()):
        return ""
    if words := duration_in_words(_plain_age(says)):
        return f"at {words}"
    return (
        _range(mapping(says.get("ageRange")) or says, "at")
        or _range(mapping(says.get("interval")), "from")
        or _pregnancy(mapping(says.get("gestationalAge")))
        or _date(says.get("timestamp"))
        or _label(mapping(says.get("ontologyClass")) or says)
        or brief(json.dumps(says, ensure_ascii=False), 100)
    )


def _plain_age(says: Mapping[str, Any]) -> Any:
    age = says.get("age")
    return (age if isinstance(age, str) else mapping(age).get("iso8601duration")) or says.get(
        "iso8601duration"
    )


def _range(ends: Mapping[str, Any], before: str) -> str:
    """Write a range: "at 3 to 5 years".

    The unit of its start is left out where it is that of its end.
    """
    start, end = (_end(ends.get(key)) for key in ("start", "end"))
    if not start and not end:
        return ""
    if not start or not end:
        return f"from {start}" if start else f"until {end}"
    number, _, unit = start.partition(" ")
    if unit.rstrip("s") == end.partition(" ")[2].rstrip("s") and number.isdigit():
        start = number
    return f"{before} {start} to {end}"


def _end(value: Any) -> str:
    if isinstance(value, str):
        date = DATE.fullmatch(value.strip())
        return date[1] if date else duration_in_words(value)
    return duration_in_words(_plain_age(mapping(value)))


def _pregnancy(age: Mapping[str, Any]) -> str:
    counts = ((age.get("weeks"), "week"), (age.get("days"), "day"))
    told = [(str(count).strip(), unit) for count, unit in counts if not isinstance(count, bool)]
    words = [
        f"{count} {unit}{'' if count == '1' else 's'}"
        for count, unit in told
        if re.fullmatch(r"[1-9]\d?", count)
    ]
    return f"at {' and '.join(words)} of pregnancy" if words else ""


def _date(value: Any) -> str:
    if isinstance(value, dict) and isinstance(value.get("seconds"), int | str):
        return f"on second {value['seconds']} of the Unix clock"
    match = DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"on {match[1]}" if match else brief(value, 40) if isinstance(value, str) else ""


def _label(term: Mapping[str, Any]) -> str:
    return brief(words_of(term.get("label")) or words_of(term.get("id")), 80)


def duration_in_words(text: Any) -> str:
    """Write a duration such as P3Y2M: "3 years 2 months".

    One of no length is "birth"; a text that is no duration stays as it stands.
    """
    if not isinstance(text, str) or not text.strip():
        return ""
    match = DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return brief(text, 30)
    units = [
        (number.replace(",", "."), unit)
        for number, unit in zip(match.groups(), UNITS, strict=True)
        if number
    ]
    told = [(f"{float(number):g}", unit) for number, unit in units if float(number)]
    return (
        " ".join(f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in told)
        or "birth"
    )


def years_of(text: Any) -> int | None:
    """Return whole years of a duration, if it is one."""
    match = DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or not any(match.groups()):
        return None
    parts = [float(number.replace(",", ".")) if number else 0 for number in match.groups()]
    days = sum(part * length for part, length in zip(parts[2:], DAYS[2:], strict=True))
    return int(parts[0] + parts[1] / 12 + days / DAYS[0] + 1e-9)


def years_between(born: Any, seen: Any) -> int | None:
    """Return whole years from one date to another, if both are dates."""
    dates = [
        DATE.fullmatch(value.strip()) if isinstance(value, str) else None for value in (born, seen)
    ]
    if not all(dates):
        return None
    (year, *day), (last, *today) = (
        tuple(map(int, match[1].split("-"))) for match in dates if match
    )
    return last - year - (today < day) if last >= year else None
