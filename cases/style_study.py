"""Does wording alone tell the pattern of a case? `python -m cases.style_study` prints the answer for the bank.

A bag of words (multinomial naive Bayes, one added to each count) is trained on the history and examination of all other
cases and asked about each case in turn. It should do no better than what the coded findings allow, which the evidence
model says. Words that give a pattern away and are no findings are listed, for their authors.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean

from content.spelling import words
from knowledge.inference.model import Model
from knowledge.patterns import Pattern, Stage
from knowledge.shipped import shipped_model

from .schema import CaseRecord
from .shipped import shipped_cases

TELLING = 25  # words that are listed


@dataclass(frozen=True, slots=True)
class BankCase:
    """A case as the study sees it."""

    code: str
    key: Pattern
    record: CaseRecord

    @property
    def text(self) -> str:
        """What is read before the tests."""
        return f"{self.record.history} {self.record.examination}"

    @property
    def length(self) -> int:
        """Words of all three stages."""
        return len(f"{self.text} {self.record.tests}".split())

    def findings(self, *stages: Stage) -> dict[str, bool]:
        """What is coded at these stages, present or absent."""
        found: dict[str, bool] = {}
        for stage in stages:
            coded = self.record.findings.get(stage)
            if coded:
                found |= dict.fromkeys(coded.present, True) | dict.fromkeys(coded.absent, False)
        return found


def bank() -> list[BankCase]:
    """The shipped cases."""
    model = shipped_model()
    return [BankCase(record.code, model.tables.patterns[record.disease], record) for record in shipped_cases()]


def by_words(cases: Sequence[BankCase]) -> dict[str, Pattern]:
    """What the words of all other cases make of each case, by code."""
    counted = {case.code: Counter(words(case.text)) for case in cases}
    totals = {pattern: Counter[str]() for pattern in Pattern}
    for case in cases:
        totals[case.key] += counted[case.code]
    vocabulary = len({word for counts in counted.values() for word in counts})
    return {
        case.code: max(Pattern, key=lambda own: _score(own, case, cases, totals, counted[case.code], vocabulary))
        for case in cases
    }


def by_findings(cases: Sequence[BankCase], model: Model) -> dict[str, Pattern]:
    """What the findings of history and examination make of each case, by code."""
    return {case.code: model.assess(case.findings(Stage.HISTORY, Stage.EXAMINATION)).leading for case in cases}


def right(said: Mapping[str, Pattern], cases: Sequence[BankCase]) -> int:
    """How many cases were called what they are."""
    return sum(said[case.code] == case.key for case in cases)


def explained(cases: Sequence[BankCase], value: Callable[[BankCase], float]) -> float:
    """Share (0 to 1) of the variance of a value that lies between the patterns (eta squared)."""
    values = [value(case) for case in cases]
    whole = fmean(values)
    total = sum((one - whole) ** 2 for one in values)
    between = 0.0
    for pattern in Pattern:
        own = [value(case) for case in cases if case.key == pattern]
        between += len(own) * (fmean(own) - whole) ** 2
    return between / total if total else 0.0


def telling_words(cases: Sequence[BankCase]) -> list[tuple[str, dict[Pattern, int]]]:
    """Words by how unevenly the patterns use them, the most uneven first, with the number of cases that do."""
    using = {pattern: Counter[str]() for pattern in Pattern}
    for case in cases:
        using[case.key].update(set(words(case.text)))
    rows = [(word, {own: using[own][word] for own in Pattern}) for word in set().union(*using.values())]
    return sorted(rows, key=lambda row: (min(row[1].values()) - max(row[1].values()), row[0]))[:TELLING]


def main() -> None:
    cases, model = bank(), shipped_model()
    n = len(cases)
    print(f"{n} cases; chance {n // 3}")
    print(f"Right by the words of history and examination, leave-one-out: {right(by_words(cases), cases)}")
    print(f"Right by the coded findings of history and examination:      {right(by_findings(cases, model), cases)}")
    for name, value in (
        ("age", lambda case: case.record.age),
        ("sex", lambda case: case.record.sex == "female"),
        ("length", lambda case: case.length),
        ("negatives", lambda case: fmean(not said for said in case.findings(*Stage).values())),
    ):
        print(f"Variance of {name} between the patterns: {explained(cases, value):.3f}")
    print("Words used most unevenly (cases of each pattern):")
    for word, counts in telling_words(cases):
        print(f"  {word:16}" + " ".join(f"{own.site} {count}" for own, count in counts.items()))


def _score(
    own: Pattern,
    case: BankCase,
    cases: Sequence[BankCase],
    totals: Mapping[Pattern, Counter[str]],
    counts: Counter[str],
    vocabulary: int,
) -> float:
    """Log of prior times likelihood of a pattern, with the case itself left out."""
    known = totals[own] - counts if own == case.key else totals[own]
    size = sum(known.values()) + vocabulary
    others = sum(other.key == own for other in cases if other is not case)
    return log(others) + sum(n * log((known[word] + 1) / size) for word, n in counts.items())


if __name__ == "__main__":
    main()
