"""What a file says, in our terms: findings, diseases and patterns that we know, with a note on all that we do not."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..body import body_faults
from ..patterns import Pattern, Stage
from .asking import GENERAL, STEMS, sections, stages_of
from .markup import unmarked
from .shape import LONGEST_PROSE, Draft, Fault, Item, Option, Question, TroubleError, brief, drafted

LEAVE_OUT = "leave out"
MOST_NOTE = 10_000  # characters
AGE_STAND_IN = 40
FULL = 0.999  # of full marks: Moodle writes thirds and sevenths with seven digits
NEGATED = re.compile(r"\b(?:no|not|none|neither|nor|non|never|without|both|all|upper|central)\b", re.I)
CODE_PREFIXES = {"ORPHANET": "ORPHA", "ORDO": "ORPHA", "MIM": "OMIM", "OMIMPS": "OMIM"}
AGE = re.compile(r"\b(?:aged? (?:of )?(\d{1,3})\b|(\d{1,3})[- ]years?[- ]old|(\d{1,3}) years of age)", re.I)
WORDS_FOR = {
    "female": re.compile(r"\b(?:woman|girl|lady|female|she|her)\b", re.I),
    "male": re.compile(r"\b(?:man|boy|gentleman|male|he|his|him)\b", re.I),
}
CLAIM = re.compile(r"S\d\d\.\d+")
CARRIES_QUESTION_NOTE = "A question of one stage: move what belongs there to examination and tests."

DRAFTED_NOTE = "The model drafted it there: say in your own words what still stands as it was drafted."


@dataclass(frozen=True, slots=True)
class KnownDisease:
    id: str
    name: str
    pattern: Pattern
    synonyms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """`hpo`: its own term; `also`: other terms, mostly narrower ones, whose presence means its presence."""

    id: str
    name: str
    stage: Stage
    confirmatory: bool = False
    hpo: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What there is here to map to; diseases and findings in their order."""

    diseases: Sequence[KnownDisease] = ()
    findings: Sequence[KnownFinding] = ()
    references: frozenset[str] = frozenset()

    @cached_property
    def diseases_by_word(self) -> dict[str, list[KnownDisease]]:
        """By id, name, synonym and code; a name goes before a synonym."""
        found: dict[str, list[KnownDisease]] = {}
        for words in (lambda d: (d.id, d.name), lambda d: d.synonyms, lambda d: d.codes):
            for disease in self.diseases:
                for word in words(disease):
                    listed = found.setdefault(folded(word), [])
                    if disease not in listed:
                        listed.append(disease)
        return found

    @cached_property
    def findings_by_word(self) -> dict[str, tuple[KnownFinding, bool]]:
        """By id, name and term, with whether the word means just this finding."""
        found: dict[str, tuple[KnownFinding, bool]] = {}
        for words, exact in ((lambda f: (f.id, f.name, f.hpo), True), (lambda f: f.also, False)):
            for finding in self.findings:
                for word in filter(None, words(finding)):
                    found.setdefault(folded(word), (finding, exact))
        return found

    def disease(self, word: str) -> list[KnownDisease]:
        prefix, colon, rest = word.strip().partition(":")
        if colon:
            word = f"{CODE_PREFIXES.get(prefix.strip().upper(), prefix)}:{rest.strip()}"
        return self.diseases_by_word.get(folded(word), [])

    def finding(self, word: str) -> tuple[KnownFinding, bool] | None:
        return self.findings_by_word.get(folded(word))


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft in our terms, ready to be stored. `origin` is the same whenever the same item is read."""

    item: Item
    draft: Draft
    disease: KnownDisease
    origin: str


@dataclass(slots=True)
class Wanted:
    """Words of the file that somebody may map by hand, with what they are taken for now: "" for nothing."""

    options: dict[str, str] = field(default_factory=dict)
    diseases: dict[str, str] = field(default_factory=dict)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def settle(kind: str, item: Item, known: Knowledge, mapping: Mapping[str, str]) -> Settled | Fault:
    """A draft of an item, or why there is none. `mapping`: what words mean, by the words as `folded` gives them.

    An option means a pattern, a disease or "leave out"; a disease means a disease.
    """
    notes = list(item.notes)
    if item.draft.import_note:
        notes.insert(0, item.draft.import_note)
    try:
        if item.question:
            says, disease = _from_question(item, item.question, known, mapping, notes)
        else:
            says = item.draft.model_dump(mode="json")
            disease = _disease(item, known, mapping, notes)
        says["disease"] = disease.id
        _code_findings(item, says, known, notes)
        _link(says, known, notes)
        _guess(says, notes)
        says["import_note"] = "\n".join(dict.fromkeys(notes))[:MOST_NOTE]
        draft = drafted(says, item.where)
    except TroubleError as trouble:
        return Fault(item.where, f"“{brief(item.title)}” {trouble}")
    source = f"{item.source[:60]}:" if item.source else ""
    return Settled(item, draft, disease, f"{kind}:{source}{item.digest()[:32]}")


def wanted(items: Iterable[Item], known: Knowledge, mapping: Mapping[str, str]) -> Wanted:
    """All words of these items that decide what becomes of them."""
    words = Wanted()
    for item in items:
        for option in item.question.options if item.question else ():
            if (word := folded(option.text)) and word not in words.options:
                words.options[word] = meaning(option.text, known, mapping)
        if not item.question:
            named = [word for word in (item.draft.disease, *item.diseases) if word]
            if named and not any(known.disease(word) for word in named):
                words.diseases.setdefault(folded(named[0]), mapping.get(folded(named[0]), ""))
    return words


def meaning(text: str, known: Knowledge, mapping: Mapping[str, str]) -> str:
    """What an option means: a pattern, the id of a disease, "leave out", or nothing that is known."""
    if chosen := mapping.get(folded(text)):
        return chosen
    named = known.disease(text.strip(" ."))
    if named and len({disease.pattern for disease in named}) == 1:
        return named[0].id
    if NEGATED.search(text):
        return ""
    found = [pattern for pattern, stems in STEMS.items() if re.search(stems, text, re.I)]
    if Pattern.FATIGABLE in found and "junction" in text.casefold():
        return Pattern.FATIGABLE
    return str(found[0]) if len(found) == 1 else ""


def _from_question(
    item: Item, question: Question, known: Knowledge, mapping: Mapping[str, str], notes: list[str]
) -> tuple[dict[str, Any], KnownDisease]:
    by_id = {disease.id: disease for disease in known.diseases}
    if not all(option.text for option in question.options):
        raise TroubleError("has an answer without words")
    meant = [(option, meaning(option.text, known, mapping)) for option in question.options]
    unknown = [option.text for option, means in meant if means not in (*Pattern, LEAVE_OUT) and means not in by_id]
    if unknown:
        raise TroubleError(f"has answers that are none of the three patterns: {_quoted(unknown)}")
    left_out = [option.text for option, means in meant if means == LEAVE_OUT]
    asked = [(option, means, _pattern(means, by_id)) for option, means in meant if means != LEAVE_OUT]
    rights = [(option, means, pattern) for option, means, pattern in asked if option.credit >= FULL]
    if any(option.credit >= FULL for option, means in meant if means == LEAVE_OUT):
        raise TroubleError("has a right answer that is left out")
    if len(rights) != 1:
        raise TroubleError(f"has {len(rights) or 'no'} answers with full marks: it needs exactly one")
    right, means, truth = rights[0]
    wrong = [(option, pattern) for option, _, pattern in asked if option is not right]
    if any(pattern == truth for _, pattern in wrong):
        raise TroubleError(
            f"has a wrong answer of the same pattern as the right one, {truth.label.lower()}: leave that answer out"
        )
    if not wrong:
        raise TroubleError("has answers of one pattern only")
    if left_out:
        notes.append(f"Answers left out: {_quoted(left_out)}.")
    if item.draft.generated_at:
        notes.append(DRAFTED_NOTE)
    if partial := [option.text for option, _ in wrong if option.credit]:
        notes.append(f"Part of the marks there for: {_quoted(partial)}. Here an answer is right or wrong.")
    says = item.draft.model_dump(mode="json")
    says["title"] = says["title"] or item.title[:120]
    told = stages_of(question.stem)
    says.update({stage.value: text for stage, text in told.items()})
    if set(told) == {Stage.HISTORY}:
        notes.append(CARRIES_QUESTION_NOTE)
    says["against"] = {
        str(pattern): "\n\n".join(option.feedback for option, other in wrong if other == pattern and option.feedback)
        for pattern in truth.rivals
    }
    _feedback(says, right, question, notes)
    return says, _disease_of_question(item, means, truth, known, by_id, notes)


def _feedback(says: dict[str, Any], right: Option, question: Question, notes: list[str]) -> None:
    general = sections(question.general, GENERAL.values())
    headline = unmarked(right.feedback)
    title = unmarked(general.pop(GENERAL["title"], ""))
    says["title"] = title[:120] or says["title"]
    before = [general.pop("", "")]
    if len(headline) > 240:
        notes.append("The feedback on the right answer is too long for a headline: it stands in the diagnosis.")
        before.insert(0, right.feedback)
    else:
        says["headline"] = headline
    diagnosis = "\n\n".join(part for part in (*before, general.get(GENERAL["diagnosis"], "")) if part)
    says["diagnosis"], says["at_once"] = diagnosis, general.get(GENERAL["at_once"], "")
    says["look_alike"]["text"] = general.get(GENERAL["look_alike"], "")


def _disease_of_question(
    item: Item, means: str, truth: Pattern, known: Knowledge, by_id: Mapping[str, KnownDisease], notes: list[str]
) -> KnownDisease:
    if means in by_id:
        return by_id[means]
    named = by_id.get(item.draft.disease)
    if named and named.pattern == truth:
        return named
    if item.draft.disease:
        notes.append(f"The disease named there, {brief(item.draft.disease)}, is not of the right answer's pattern.")
    stand_in = next((disease for disease in known.diseases if disease.pattern == truth), None)
    if stand_in is None:
        raise TroubleError(f"needs a disease of the pattern {truth.label.lower()}, and there is none here")
    notes.append(f"The disease is not told: {stand_in.name} stands in for its pattern. Choose the right one.")
    return stand_in


def _pattern(means: str, by_id: Mapping[str, KnownDisease]) -> Pattern:
    return by_id[means].pattern if means in by_id else Pattern(means)


def _disease(item: Item, known: Knowledge, mapping: Mapping[str, str], notes: list[str]) -> KnownDisease:
    words = [word for word in (item.draft.disease, *item.diseases) if word]
    if not words:
        raise TroubleError("names no disease, so it has no key")
    by_id = {disease.id: disease for disease in known.diseases}
    for word in words:
        if chosen := by_id.get(mapping.get(folded(word), "")):
            return chosen
    for word in words:
        if found := known.disease(word):
            if len(found) > 1:
                others = ", ".join(disease.name for disease in found[1:])
                notes.append(f"{word} stands here for more than one disease: {found[0].name} was taken, not {others}.")
            return found[0]
    raise TroubleError(f"has a disease that is not known here: {', '.join(map(brief, words[:4]))}")


def _code_findings(item: Item, says: dict[str, Any], known: Knowledge, notes: list[str]) -> None:
    """Ids for the findings that stages name, and stages for those that come without."""
    coded: dict[str, tuple[Stage, bool]] = {}
    meant: dict[str, str] = {}
    unknown = []
    for stage in Stage:
        words = says["findings"].get(stage, {})
        for present, listed in ((True, words.get("present", [])), (False, words.get("absent", []))):
            for word in listed:
                if found := known.finding(word):
                    meant[folded(word)] = found[0].id
                    if coded.setdefault(found[0].id, (stage, present)) != (stage, present):
                        notes.append(f"Coded twice there: {found[0].name}. The first was taken.")
                else:
                    unknown.append(word)
    if item.terms:
        _take_terms(item, says, known, coded, notes)
    decides = [meant.get(folded(word)) or word for word in says["decides"]]
    unknown += [word for word in decides if word not in coded]
    if unknown:
        notes.append(f"No finding here, or not coded: {_quoted(unknown, 30)}.")
    says["decides"] = list(dict.fromkeys(word for word in decides if word in coded))
    says["findings"] = {
        stage.value: {
            "present": [finding for finding, at in coded.items() if at == (stage, True)],
            "absent": [finding for finding, at in coded.items() if at == (stage, False)],
        }
        for stage in Stage
    }


def _take_terms(
    item: Item, says: dict[str, Any], known: Knowledge, coded: dict[str, tuple[Stage, bool]], notes: list[str]
) -> None:
    """Coded findings and stubs of prose from terms. That a narrower term is excluded says nothing of the finding."""
    lines: dict[Stage, list[str]] = {stage: [] for stage in Stage}
    confirmed, unknown, narrower = [], [], []
    for term in item.terms:
        found = known.finding(term.code)
        told = term.label + (f" ({term.since})" if term.since else "")
        if found is None:
            unknown.append(f"{term.code} {told}{'' if term.present else ', absent'}")
            continue
        finding, exact = found
        if finding.confirmatory:
            confirmed.append(f"{told}{'' if term.present else ': absent'}")
            continue
        if not term.present and not exact:
            narrower.append(f"{term.code} {term.label}")
            lines[finding.stage].append(f"- Not: {told}")
            continue
        lines[finding.stage].append(f"- {'' if term.present else 'Not: '}{told}")
        before = coded.get(finding.id)
        if before and before[1] != term.present:
            notes.append(f"{finding.name} is there both present and absent: coded as present.")
        if before is None or term.present:
            coded[finding.id] = (finding.stage, term.present)
    for stage, listed in lines.items():
        says[stage.value] = "\n".join(dict.fromkeys(listed))[:LONGEST_PROSE]
    if confirmed:
        says["diagnosis"] = "\n".join(f"- {line}" for line in confirmed)
        notes.append("Confirming results stand in the diagnosis, not in a stage.")
    if narrower:
        notes.append(f"Absent, but narrower than the finding here, so not coded: {'; '.join(narrower)}.")
    if unknown:
        notes.append(f"No finding here for: {'; '.join(unknown)}.")
    notes.append("The prose is a list of terms: write it out.")


def _link(says: dict[str, Any], known: Knowledge, notes: list[str]) -> None:
    """Drops what leads nowhere: references, look-alikes, claims and places that are not known."""
    if unknown := [word for word in says["references"] if word not in known.references]:
        notes.append(f"References that are not known here: {_quoted(unknown, 30)}.")
    says["references"] = [word for word in says["references"] if word in known.references]
    if wrong := [claim for claim in says["claims"] if not CLAIM.fullmatch(claim)]:
        notes.append(f"No ids of claims: {_quoted(wrong)}.")
    says["claims"] = [claim for claim in says["claims"] if CLAIM.fullmatch(claim)]
    if word := says["look_alike"]["disease"]:
        found = known.disease(word)
        says["look_alike"]["disease"] = found[0].id if found else ""
        if not found:
            notes.append(f"The look-alike is not known here: {brief(word)}.")
    if faults := body_faults(says["body"]):
        notes.append(f"The body map was left out: {brief('; '.join(faults), 300)}.")
        says["body"] = {}


def _guess(says: dict[str, Any], notes: list[str]) -> None:
    """Age and sex, read from the prose where the file does not tell them, or stand-ins for them."""
    prose = "\n".join(says[stage.value] for stage in Stage)
    if says["age"] is None:
        read = next((int(next(filter(None, match.groups()))) for match in AGE.finditer(prose)), None)
        says["age"] = read if read is not None and read <= 110 else AGE_STAND_IN
        told = "was read from the text" if says["age"] == read else "stands in, as none is told"
        notes.append(f"Age {says['age']} {told}: check it.")
    if not says["sex"]:
        first = {sex: match.start() for sex, pattern in WORDS_FOR.items() if (match := pattern.search(prose))}
        says["sex"] = min(first, key=lambda sex: first[sex], default="female")
        told = "was read from the text" if first else "stands in, as none is told"
        notes.append(f"Sex {says['sex']} {told}: check it.")


def _quoted(words: Sequence[str], most: int = 8) -> str:
    listed = ", ".join(f"“{brief(word)}”" for word in words[:most])
    return f"{listed} and {len(words) - most} more" if len(words) > most else listed
