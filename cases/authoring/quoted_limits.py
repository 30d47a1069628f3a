"""Read from the prose of a case which limits of normal it quotes, and compare them with the table.

A limit stands in brackets behind its value: `Sural response 9 µV (above 6)`. What is measured is
the test of the table that has the unit and whose word stands last before the bracket, within the
sentence. Imports no Django.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.limits import limits_for, shipped_limits
from knowledge.schema import LimitRecord

from ..schema import CaseRecord

NUMBER = r"\d[\d,]*(?:\.\d+)?|ten"
NAMED_UNITS = (
    *(
        "cmH2O",
        "mmol/mol",
        "mmol/L",
        "nmol/L",
        "pmol/L",
        "mU/L",
        "U/L",
        "ng/L",
        "mg/L",
        "g/L",
        "m/s",
    ),
    *("kPa", "µV", "µs", "mV", "ms", "mm", "Hz", "%", "units", "pairs", "phases"),
)
UNITS = rf"(?:{'|'.join(map(re.escape, NAMED_UNITS))})(?![\w/])"
UNIT = re.compile(rf"(?<![\w/]){UNITS}")
VALUE = re.compile(rf"({NUMBER})\s*({UNITS})")
SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z0-9])")
BRACKET = re.compile(r"\(([^()]*)\)")
RANGE = re.compile(rf"({NUMBER}) to ({NUMBER})")
LOW = re.compile(rf"(?:above|more than|at least) ({NUMBER})|({NUMBER}) or more")
HIGH = re.compile(rf"(?:below|up to|at most) ({NUMBER})|normal (ten)")
MOTOR_UNIT = re.compile(r"\bEMG\b.*(?:\bunits?\b|\bpotentials of\b)")
MEASURE = re.compile(rf"(?:{NUMBER}) (?:mV|ms|Hz)(?![\w/])")


@dataclass(frozen=True, slots=True)
class QuotedLimit:
    """A limit as a sentence quotes it: lowest and highest normal value, and what was measured."""

    text: str
    before: str
    unit: str
    low: float | None
    high: float | None
    value: float | None

    def test(self) -> LimitRecord | None:
        """Return the test of the table that is measured, or None where the table has none."""
        found = [
            (bool(row.beside), place + len(word), row)
            for row in shipped_limits()
            if row.unit == (self.unit or "repeats") and row.beside in self.before
            for word in row.words
            if (place := last_place(word, self.before)) >= 0
        ]
        return max(found, key=lambda entry: entry[:2])[2] if found else None

    @property
    def is_abnormal(self) -> bool | None:
        """Whether the value lies beyond the limit; None where no value stands."""
        if self.value is None:
            return None
        below = self.low is not None and self.value < self.low
        return below or (self.high is not None and self.value > self.high)


def last_place(word: str, text: str) -> int:
    """Return where a word begins that stands last in a text, whatever its case, or -1."""
    places = [match.start() for match in re.finditer(rf"\b{re.escape(word)}", text, re.I)]
    return max(places, default=-1)


def number(text: str) -> float:
    return 10.0 if text == "ten" else float(text.replace(",", ""))


def sentences(text: str) -> list[str]:
    return SENTENCE_END.split(" ".join(text.split()))


def quoted_limits(text: str) -> Iterator[QuotedLimit]:
    """Give every limit that a text quotes, in its order."""
    for sentence in sentences(text):
        for bracket in BRACKET.finditer(sentence):
            said, before = bracket[1], sentence[: bracket.start()]
            limit = limit_said(said)
            if limit is None:
                continue
            inside, outside = UNIT.findall(said), UNIT.findall(before)
            unit = inside[-1] if inside else outside[-1] if outside else ""
            yield QuotedLimit(
                text=sentence[: bracket.end()],
                before=f"{before} {said}",
                unit=unit,
                low=limit[0],
                high=limit[1],
                value=value_said(before, said, unit),
            )


def value_said(before: str, bracket: str, unit: str) -> float | None:
    """Return what was measured: before the bracket, or in it before the limit; None if nothing."""
    first, _, rest = bracket.partition(",")
    near = first if rest and VALUE.search(first) else BRACKET.split(before)[-1]
    values = [number(match[1]) for match in VALUE.finditer(near) if match[2] == unit]
    return values[-1] if values else None


def limit_said(text: str) -> tuple[float | None, float | None] | None:
    """Return the lowest and the highest normal value that a bracket says; None if it says none."""
    if both := RANGE.search(text):
        return number(both[1]), number(both[2])
    low, high = LOW.search(text), HIGH.search(text)
    if not low and not high:
        return None
    return (
        number(low[1] or low[2]) if low else None,
        number(high[1] or high[2]) if high else None,
    )


def limits_of_case(case: CaseRecord) -> list[QuotedLimit]:
    """Return all limits that the stages and the diagnosis of a case quote."""
    texts = (case.history, case.examination, case.tests, case.diagnosis)
    return [quoted for text in texts for quoted in quoted_limits(text)]


def disagreements(case: CaseRecord) -> list[str]:
    """Say which limits of a case are not those of the table for the patient's age and sex."""
    return [
        f"{quoted.text}: {reason}"
        for quoted in limits_of_case(case)
        if (reason := disagreement(quoted, case.age, case.sex))
    ]


def disagreement(quoted: QuotedLimit, age: int, sex: str) -> str:
    """Say how a limit differs from the table, or nothing. A side that is left out is no fault."""
    test = quoted.test()
    if test is None:
        return "the table of limits has no such test"
    band = limits_for(test, age, sex)
    if band is None:
        return f"the table has no {test.id} at {age}"
    pairs = ((quoted.low, band.low), (quoted.high, band.high))
    if any(said is not None and said != wanted for said, wanted in pairs):
        return f"the table says {band.low} to {band.high} ({test.id}, {sex}, {age})"
    return ""


def motor_unit_values_without_limit(text: str) -> list[str]:
    """Return amplitudes, durations and rates of motor units that have no normal behind them."""
    return [
        sentence[: measure.end()]
        for sentence in sentences(text)
        if MOTOR_UNIT.search(sentence)
        for measure in MEASURE.finditer(BRACKET.sub(blank_bracket, sentence))
        if not sentence[measure.end() :].lstrip().startswith("(")
    ]


def blank_bracket(bracket: re.Match[str]) -> str:
    """Return a bracket of the same length without its words."""
    return f"({' ' * len(bracket[1])})"
