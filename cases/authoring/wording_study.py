"""Study whether wording alone tells the pattern of a case.

Run it with `python -m cases.authoring.wording_study`. A bag of words (multinomial naive Bayes, one
added to each count) is trained on the history and examination of all other cases and asked about
each case in turn. It should do no better than what the coded findings allow, which the evidence
model says. Style alone, which is the words that are no terms of findings, tests and anatomy and
no numbers, should say hardly more than chance. Words that give a pattern away are listed, for their
authors.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from statistics import fmean

from content.spelling import stem, words
from knowledge.body_map.regions import MIDLINE, SIDED
from knowledge.inference.model import Model
from knowledge.limits import shipped_limits
from knowledge.patterns import KEYS, OUTSIDE, Key, Stage
from knowledge.schema import FindingRecord, InvestigationRecord, ManoeuvreRecord
from knowledge.shipped import records, shipped_model

from ..schema import CaseRecord
from ..shipped import shipped_cases

BRACKET = re.compile(r"\([^()]*\)")
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "writing-cases.md"
FIXED = re.compile(r"^(?:\| `[a-z0-9_]+` \||>) (.+)$", re.M)
"""A wording of the guide's tables, or one of the lines that stand in every case."""
TELLING = 25  # words that are listed
ANATOMY = (
    "abduction adduction flexion extension dorsiflexion plantar eversion inversion pronation",
    "supinator supination rotation opposition adductor abductor flexor extensor biceps triceps",
    "deltoid",
    "brachioradialis infraspinatus serratus trapezius sternomastoid masseter temporalis tongue",
    "palate interosseous thenar hypothenar quadriceps hamstrings gastrocnemius tibialis vastus",
    "gluteus iliopsoas fingertip fingertips ring little index thumb toes ankle wrist elbow knee",
    "hip shoulder scapula spine axilla fibula groin thorax lid lids margin margins crease cornea",
)
"""Words of anatomy and movement that stand in no table."""


@dataclass(frozen=True, slots=True)
class StudiedCase:
    """A case as the study sees it."""

    code: str
    key: Key
    record: CaseRecord

    @property
    def text(self) -> str:
        """Return the text that is read before the tests."""
        return f"{self.record.history} {self.record.examination}"

    @property
    def length(self) -> int:
        """Return the number of words of all three stages, without limits and asides in brackets."""
        return len(BRACKET.sub("", f"{self.text} {self.record.tests}").split())

    def findings(self, *stages: Stage) -> dict[str, bool]:
        signs: dict[str, bool] = {}
        for stage in stages:
            coded = self.record.findings.get(stage)
            if coded:
                signs |= dict.fromkeys(coded.present, True) | dict.fromkeys(coded.absent, False)
        return signs


def bank() -> list[StudiedCase]:
    model = shipped_model()
    return [
        StudiedCase(record.code, model.tables.patterns[record.disease], record)
        for record in shipped_cases()
    ]


@cache
def terms() -> frozenset[str]:
    """Return the stems of the words of the trade.

    They are those of findings and their wordings, of the fixed lines of the guide, of examinations,
    tests and anatomy.
    """
    texts = [" ".join(FIXED.findall(GUIDE.read_text(encoding="utf-8")))]
    texts += [
        text
        for record in records("findings.yaml", FindingRecord)
        for text in (record.name, record.report_present, record.report_absent, *record.synonyms)
    ]
    for manoeuvre in records("manoeuvres.yaml", ManoeuvreRecord):
        texts += [manoeuvre.name, manoeuvre.normal]
    for test in records("investigations.yaml", InvestigationRecord):
        texts += [test.name, test.normal]
    texts += [text for limit in shipped_limits() for text in (limit.name, *limit.words)]
    texts += ANATOMY
    texts += [region.replace("_", " ") for region in (*MIDLINE, *SIDED)]
    return frozenset(map(stem, words(" ".join(texts))))


def _looked_at(text: str, without: Collection[str]) -> list[str]:
    """Return the words of a text that are no numbers and whose stem is not in `without`."""
    return [word for word in words(text) if word.isalpha() and stem(word) not in without]


def by_words(
    cases: Sequence[StudiedCase], *, without: Collection[str] = frozenset()
) -> dict[str, Key]:
    """Return the key that the words of all other cases suggest for each case.

    The result is by code. Numbers, and words whose stem is in `without`, are not looked at.
    """
    word_counts = {case.code: Counter(_looked_at(case.text, without)) for case in cases}
    totals = {key: Counter[str]() for key in _keys(cases)}
    for case in cases:
        totals[case.key] += word_counts[case.code]
    vocabulary = len({word for counts in word_counts.values() for word in counts})
    return {
        case.code: max(
            totals,
            key=lambda own: _score(own, case, cases, totals, word_counts[case.code], vocabulary),
        )
        for case in cases
    }


def by_findings(cases: Sequence[StudiedCase], model: Model) -> dict[str, Key]:
    """Return the key that its findings before the tests suggest for each case.

    The result is by code. Something else is taken to be as common as it is among the cases.
    """
    outside = fmean(case.key is OUTSIDE for case in cases)
    return {
        case.code: model.assess(
            case.findings(Stage.HISTORY, Stage.EXAMINATION), outside=outside
        ).leading
        for case in cases
    }


def _keys(cases: Sequence[StudiedCase]) -> list[Key]:
    """Return the keys that the cases have, in their order."""
    return [key for key in KEYS if any(case.key == key for case in cases)]


def right(guesses: Mapping[str, Key], cases: Sequence[StudiedCase]) -> int:
    """Count the cases that were called what they are."""
    return sum(guesses[case.code] == case.key for case in cases)


def explained_variance(
    cases: Sequence[StudiedCase], value: Callable[[StudiedCase], float]
) -> float:
    """Return the share of a value's variance between the patterns (eta squared).

    It lies between 0 and 1.
    """
    values = [value(case) for case in cases]
    whole = fmean(values)
    total = sum((one - whole) ** 2 for one in values)
    between = 0.0
    for key in _keys(cases):
        own = [value(case) for case in cases if case.key == key]
        between += len(own) * (fmean(own) - whole) ** 2
    return between / total if total else 0.0


def telling_words(
    cases: Sequence[StudiedCase], *, without: Collection[str] = frozenset()
) -> list[tuple[str, dict[Key, int]]]:
    """List the words that the patterns use most unevenly, the most uneven first.

    Each comes with the number of cases of each pattern that use it.
    """
    using = {key: Counter[str]() for key in _keys(cases)}
    for case in cases:
        using[case.key].update(set(_looked_at(case.text, without)))
    rows = [
        (word, {own: using[own][word] for own in using}) for word in set().union(*using.values())
    ]
    return sorted(rows, key=lambda row: (min(row[1].values()) - max(row[1].values()), row[0]))[
        :TELLING
    ]


def main() -> None:
    cases, model = bank(), shipped_model()
    n = len(cases)
    print(f"{n} cases; chance {n // len(_keys(cases))}")
    print(
        "Right by the words of history and examination, leave-one-out:"
        f" {right(by_words(cases), cases)}"
    )
    print(
        "Right by the coded findings of history and examination:     "
        f" {right(by_findings(cases, model), cases)}"
    )
    inside = [case for case in cases if case.key is not OUTSIDE]
    print(
        "Right by style alone, of the cases of a pattern:              "
        f" {right(by_words(inside, without=terms()), inside)} of {len(inside)}"
    )
    for name, value in (
        ("age", lambda case: case.record.age),
        ("sex", lambda case: case.record.sex == "female"),
        ("length", lambda case: case.length),
        (
            "negatives",
            lambda case: fmean(not is_present for is_present in case.findings(*Stage).values()),
        ),
    ):
        print(f"Variance of {name} between the patterns: {explained_variance(cases, value):.3f}")
    print("Words of style used most unevenly (cases of each pattern):")
    for word, counts in telling_words(inside, without=terms()):
        print(f"  {word:16}" + " ".join(f"{own.site} {count}" for own, count in counts.items()))


def _score(
    own: Key,
    case: StudiedCase,
    cases: Sequence[StudiedCase],
    totals: Mapping[Key, Counter[str]],
    counts: Counter[str],
    vocabulary: int,
) -> float:
    """Return the log of prior times likelihood of a pattern, without the case itself."""
    other_counts = totals[own] - counts if own == case.key else totals[own]
    size = sum(other_counts.values()) + vocabulary
    others = sum(other.key == own for other in cases if other is not case)
    return log(others) + sum(n * log((other_counts[word] + 1) / size) for word, n in counts.items())


if __name__ == "__main__":
    main()
