"""Map what a file says to the findings, diseases and patterns that we know.

All that is not known goes into a note.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from knowledge.body_map.regions import body_faults
from knowledge.patterns import KEYS, OUTSIDE, Key, Pattern, Stage, as_key, rivals_of

from ..schema import LONGEST_PROSE, MOST_SIGNS, CaseDraft
from .items import ImportFault, Item, Option, Question, TroubleError, bare_code, brief, parsed_draft
from .question import ELSEWHERE, GENERAL, NONE_OF_THEM, STEMS, sections_of, stages_of
from .text.ages import ages_in
from .text.html_markdown import unmarked
from .text.nomenclature import (
    in_full,
    is_bare,
    is_remark,
    key,
    keys_of_name,
    pieces,
    shared,
    stretches,
)

LEAVE_OUT = "leave out"
MOST_NOTE = 10_000  # characters
AGE_STAND_IN = 40
LONGEST_OPTION = 500  # characters of an answer in which words of a pattern are looked for
FULL = 0.999  # of full marks: Moodle writes thirds and sevenths with seven digits
NEGATED = re.compile(
    r"\b(?:no|not|none|neither|nor|non|never|without|both|all|upper|central)\b", re.I
)
CODE_PREFIXES = {"ORPHANET": "ORPHA", "ORDO": "ORPHA", "MIM": "OMIM", "OMIMPS": "OMIM"}
WORDS_FOR = {
    "female": re.compile(r"\b(?:woman|girl|lady|female|she|her)\b", re.I),
    "male": re.compile(r"\b(?:man|boy|gentleman|male|he|his|him)\b", re.I),
}
CODE = re.compile(r"\w{1,20}")
CARRIES_QUESTION_NOTE = "A question of one stage: move what belongs there to examination and tests."

DRAFTED_NOTE = (
    "The model drafted it there: say in your own words what still stands as it was drafted."
)


@dataclass(frozen=True, slots=True)
class KnownDisease:
    id: str
    name: str
    pattern: Key
    synonyms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding to map to.

    `hpo`: its own term; `also`: other terms, mostly narrower ones, whose presence means its
    presence.
    """

    id: str
    name: str
    stage: Stage
    confirmatory: bool = False
    hpo: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The terms that there are here to map to; diseases and findings in their order.

    `examinations`: ids of manoeuvres and investigations.
    """

    diseases: Sequence[KnownDisease] = ()
    findings: Sequence[KnownFinding] = ()
    references: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    examinations: frozenset[str] = frozenset()

    @cached_property
    def diseases_by_word(self) -> dict[str, list[KnownDisease]]:
        """Return diseases by the keys of id, name, synonym and code.

        A name goes before a synonym, and both before part of a name.
        """
        found: dict[str, list[KnownDisease]] = {}
        parts: list[Callable[[KnownDisease], Iterable[str]]] = [
            lambda disease: (key(disease.id), key(disease.name)),
            lambda disease: map(key, disease.synonyms),
            lambda disease: map(_code_key, disease.codes),
            lambda disease: keys_of_name(disease.name),
        ]
        for part in parts:
            for disease in self.diseases:
                for word in filter(None, part(disease)):
                    listed = found.setdefault(word, [])
                    if disease not in listed:
                        listed.append(disease)
        return found

    @cached_property
    def findings_by_word(self) -> dict[str, tuple[KnownFinding, bool]]:
        """Return findings by id, name and term.

        Each comes with whether the word means just this finding.
        """
        found: dict[str, tuple[KnownFinding, bool]] = {}
        for words, exact in ((lambda f: (f.id, f.name, f.hpo), True), (lambda f: f.also, False)):
            for finding in self.findings:
                for word in filter(None, words(finding)):
                    found.setdefault(folded(word), (finding, exact))
                    found.setdefault(key(word), (finding, exact))
        return found

    def disease(self, word: str) -> list[KnownDisease]:
        """Return the diseases that a name or code may mean, the likeliest first.

        The word is looked up as a whole, else by its parts.
        """
        return (
            self.diseases_by_word.get(_code_key(word))
            or self.diseases_by_word.get(key(word))
            or self._disease_in_pieces(word)
        )

    def is_said(self, word: str, disease: KnownDisease) -> bool:
        """Return whether a word is the id, a code or a whole name of a disease.

        Spelling makes no difference.
        """
        names = (disease.id, disease.name, *disease.synonyms)
        return key(word) in map(key, names) or _code_key(word) in map(_code_key, disease.codes)

    def _disease_in_pieces(self, word: str) -> list[KnownDisease]:
        """Return the diseases that all known parts of a word mean.

        An example is "Guillain-Barré syndrome (AIDP)". Empty if a part is neither known nor a
        remark.
        """
        known: list[list[KnownDisease]] = []
        parts = pieces(word)
        for joined_up in (
            " ".join(parts),
            " ".join(reversed(parts)),
        ):  # "Muscular dystrophy, Duchenne"
            if len(parts) == 2 and (found := self.diseases_by_word.get(key(joined_up))):
                return found
        for part in parts:
            if found := self.diseases_by_word.get(key(part)):
                known.append(found)
            elif not is_remark(part):
                return []
        meant = (
            [disease for disease in known[0] if all(disease in found for found in known[1:])]
            if known
            else []
        )
        patterns: set[Key] = set().union(*(patterns_in(part) for part in parts if is_bare(part)))
        return meant if all({disease.pattern} >= patterns for disease in meant) else []

    def diseases_within(self, text: str) -> list[KnownDisease]:
        """Return diseases whose names stand in a text among other words.

        Of overlapping names the longest counts.
        """
        taken: list[tuple[int, int]] = []
        found: list[KnownDisease] = []
        for start, end, word in stretches(text):
            if (
                len(word) > 2
                and word in self.diseases_by_word
                and all(end <= a or start >= b for a, b in taken)
            ):
                taken.append((start, end))
                found += [
                    disease for disease in self.diseases_by_word[word] if disease not in found
                ]
        return found

    def finding(self, word: str) -> tuple[KnownFinding, bool] | None:
        return self.findings_by_word.get(folded(word)) or self.findings_by_word.get(
            key(word) or folded(word)
        )


def _code_key(word: str) -> str:
    """Return a code such as OMIM:254200 in one spelling; empty for what is none."""
    prefix, colon, rest = bare_code(word).partition(":")
    prefix = prefix.strip().upper()
    rest = rest.strip()
    return (
        f"{CODE_PREFIXES.get(prefix, prefix)}:{rest}".casefold()
        if colon and CODE.fullmatch(rest)
        else ""
    )


@dataclass(frozen=True, slots=True)
class MappedItem:
    """A draft in our terms, ready to be stored.

    `origin` is the same whenever the same item is read.
    """

    item: Item
    draft: CaseDraft
    disease: KnownDisease
    origin: str


@dataclass(slots=True)
class Wanted:
    """The words of a file that somebody may map by hand.

    Each comes with what it is taken for now: "" for nothing. `maybe_outside`: the options that are
    not known and sound like something else than the three patterns.
    """

    options: dict[str, str] = field(default_factory=dict)
    diseases: dict[str, str] = field(default_factory=dict)
    maybe_outside: set[str] = field(default_factory=set)


def joined(text: str) -> str:
    """Return a text without accents, soft hyphens and the like, its dashes plain."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Cf"))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", plain)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def map_item(
    kind: str, item: Item, known: Vocabulary, mapping: Mapping[str, str]
) -> MappedItem | ImportFault:
    """Return a draft of an item, or why there is none.

    `mapping`: what words mean, by the words as `folded` gives them. An option means a key, a
    disease or "leave out"; a disease means a disease.
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
        _guess(item, says, notes)
        says["import_note"] = _note(notes)
        draft = parsed_draft(says, item.where)
    except TroubleError as trouble:
        return ImportFault(item.where, f"“{brief(item.title)}” {trouble}")
    source = f"{item.source[:60]}:" if item.source else ""
    return MappedItem(item, draft, disease, f"{kind}:{source}{item.digest()[:32]}")


def _note(notes: Sequence[str]) -> str:
    """Write the note of a draft, each line once.

    A note that is far too long is cut and says so.
    """
    note = "\n".join(dict.fromkeys(notes))
    note = (
        note
        if len(note) <= MOST_NOTE
        else f"{note[: MOST_NOTE - 80].rstrip()}…\nThe note was too long: see the file."
    )
    # a text with more of these signs than MOST_SIGNS could not be rendered
    return (
        note.replace("[", "(").replace("<", "‹")
        if max(map(note.count, "[<")) > MOST_SIGNS
        else note
    )


def wanted(items: Iterable[Item], known: Vocabulary, mapping: Mapping[str, str]) -> Wanted:
    """Collect all words of these items that decide what becomes of them."""
    words = Wanted()
    for item in items:
        for option in item.question.options if item.question else ():
            if (word := folded(option.text)) and word not in words.options:
                words.options[word] = means = meaning(option.text, known, mapping)
                if not means and patterns_in(option.text) == {OUTSIDE}:
                    words.maybe_outside.add(word)
        if not item.question:
            named = [word for word in (item.draft.disease, *item.diseases) if word]
            if named and not any(known.disease(word) for word in named):
                words.diseases.setdefault(folded(named[0]), mapping.get(folded(named[0]), ""))
    return words


def meaning(text: str, known: Vocabulary, mapping: Mapping[str, str]) -> str:
    """Return what an option means: a key, the id of a disease, or "leave out".

    Empty for nothing that is known. Words such as "none of these" or "spinal cord" may mean many
    things: that they mean something else than the three patterns is for somebody to say, but where
    they are those of our own exports.
    """
    if chosen := mapping.get(folded(text)):
        return chosen
    if folded(text).strip(" .") == folded(OUTSIDE.full_label):
        return OUTSIDE
    named = known.disease(text.strip(" ."))
    if named and len({disease.pattern for disease in named}) == 1:
        return named[0].id
    if NEGATED.search(text):
        return ""
    meant: set[Key] = {disease.pattern for disease in known.diseases_within(text)}
    meant |= patterns_in(text) - {OUTSIDE}
    return str(meant.pop()) if len(meant) == 1 else ""


def patterns_in(text: str) -> set[Key]:
    """Return the patterns that a text names.

    Where it names none and says that the weakness lies elsewhere, as "upper motor neuron" does, or
    is none of them, that is something else.
    """
    plain = joined(in_full(text[:LONGEST_OPTION]))
    rest = ELSEWHERE.sub(" ", NONE_OF_THEM.sub(" ", plain))
    if rest != plain and not _patterns_in(rest):
        return {OUTSIDE}
    return _patterns_in(plain)


def _patterns_in(plain: str) -> set[Key]:
    found: set[Key] = {pattern for pattern, stems in STEMS.items() if re.search(stems, plain, re.I)}
    # a junction is of nerve and muscle, and their words name no further pattern then
    return (
        {Pattern.FATIGABLE}
        if Pattern.FATIGABLE in found and "junction" in plain.casefold()
        else found
    )


def is_key_alone(text: str) -> bool:
    """Return whether an answer names a key and nothing more, such as a disease."""
    return is_bare(text) or is_bare(NONE_OF_THEM.sub(" ", text.replace(OUTSIDE.full_label, "")))


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that is no blank and not left out; `means`: a key or the id of a disease."""

    option: Option
    means: str
    pattern: Key


def _from_question(
    item: Item, question: Question, known: Vocabulary, mapping: Mapping[str, str], notes: list[str]
) -> tuple[dict[str, Any], KnownDisease]:
    """Return what a question says of a case, and its disease.

    Raises TroubleError unless each answer means a key, exactly one is right, and all others mean
    other keys.
    """
    answers, left_out = _answers(question, known, mapping, notes)
    right = _right_answer(answers, left_out)
    wrong = _wrong_answers(answers, right)
    if left_out:
        notes.append(f"Answers left out: {_quoted([option.text for option in left_out])}.")
    if item.draft.generated_at:
        notes.append(DRAFTED_NOTE)
    _note_wrong_answers(wrong, right, notes)
    says = item.draft.model_dump(mode="json")
    says["title"] = says["title"] or item.title[:120]
    _set_stages(says, question, notes)
    says["against"] = {
        str(pattern): _feedback_on(pattern, wrong) for pattern in rivals_of(right.pattern)
    }
    _feedback(says, right.option, question, notes)
    return says, _disease_of_question(item, right, known, notes)


def _answers(
    question: Question, known: Vocabulary, mapping: Mapping[str, str], notes: list[str]
) -> tuple[list[_Answer], list[Option]]:
    """Return the answers with what they mean, and those that are left out.

    Raises TroubleError where one means no key.
    """
    by_id = {disease.id: disease for disease in known.diseases}
    answers, left_out, unknown = [], [], []
    for option in _without_blanks(question.options, notes):
        means = meaning(option.text, known, mapping)
        if means == LEAVE_OUT:
            left_out.append(option)
        elif means in by_id:
            answers.append(_Answer(option, means, by_id[means].pattern))
        elif means in KEYS:
            answers.append(_Answer(option, means, as_key(means)))
        else:
            unknown.append(option.text)
    if unknown:
        raise TroubleError(f"has answers that are none of the three patterns: {_quoted(unknown)}")
    return answers, left_out


def _right_answer(answers: Sequence[_Answer], left_out: Sequence[Option]) -> _Answer:
    """Return the one answer with full marks.

    Raises TroubleError where it is left out, or not exactly one.
    """
    if any(option.credit >= FULL for option in left_out):
        raise TroubleError("has a right answer that is left out")
    rights = [answer for answer in answers if answer.option.credit >= FULL]
    if len(rights) != 1:
        raise TroubleError(
            f"has {len(rights) or 'no'} answers with full marks: it needs exactly one"
        )
    return rights[0]


def _wrong_answers(answers: Sequence[_Answer], right: _Answer) -> list[_Answer]:
    """Return all answers but the right one.

    Raises TroubleError where one is of the key of the right one, or there is none.
    """
    wrong = [answer for answer in answers if answer is not right]
    same = [answer for answer in wrong if answer.pattern == right.pattern]
    if same and right.pattern is OUTSIDE:
        raise TroubleError(
            "has a wrong answer that is none of the three patterns, as the right one is: leave that"
            " answer out"
        )
    if same:
        raise TroubleError(
            "has a wrong answer of the same pattern as the right one,"
            f" {right.pattern.label.lower()}: leave that answer out"
        )
    if not wrong:
        raise TroubleError("has answers of one pattern only")
    return wrong


def _note_wrong_answers(wrong: Sequence[_Answer], right: _Answer, notes: list[str]) -> None:
    """Note wrong answers with part of the marks, and those that say more than a key.

    Of something else nothing is argued against, so that its feedback is noted too.
    """
    if partial := [answer.option.text for answer in wrong if answer.option.credit]:
        notes.append(
            f"Part of the marks there for: {_quoted(partial)}. Here an answer is right or wrong."
        )
    if others := [answer.option.text for answer in wrong if not is_key_alone(answer.option.text)]:
        notes.append(f"Wrong answers there: {_quoted(others, 20, 200)}.")
    notes += [
        f"Feedback there on “{brief(answer.option.text)}”: {brief(answer.option.feedback, 1_000)}"
        for answer in wrong
        if answer.pattern is OUTSIDE and answer.option.feedback
    ]


def _set_stages(says: dict[str, Any], question: Question, notes: list[str]) -> None:
    stages = stages_of(question.stem)
    says.update({stage.value: text for stage, text in stages.items()})
    if set(stages) == {Stage.HISTORY}:
        notes.append(CARRIES_QUESTION_NOTE)


def _feedback_on(pattern: Pattern, wrong: Sequence[_Answer]) -> str:
    return "\n\n".join(
        answer.option.feedback
        for answer in wrong
        if answer.pattern == pattern and answer.option.feedback
    )


def _feedback(says: dict[str, Any], right: Option, question: Question, notes: list[str]) -> None:
    general = sections_of(question.general, GENERAL.values())
    headline = unmarked(right.feedback)
    title = unmarked(general.pop(GENERAL["title"], ""))
    says["title"] = title[:120] or says["title"]
    before = [general.pop("", "")]
    if len(headline) > 240:
        notes.append(
            "The feedback on the right answer is too long for a headline: it stands in the"
            " diagnosis."
        )
        before.insert(0, right.feedback)
    else:
        says["headline"] = headline
    diagnosis = "\n\n".join(
        part for part in (*before, general.get(GENERAL["diagnosis"], "")) if part
    )
    says["diagnosis"], says["at_once"] = diagnosis, general.get(GENERAL["at_once"], "")
    says["exception"] = general.get(GENERAL["exception"], "")
    says["look_alike"]["text"] = general.get(GENERAL["look_alike"], "")


def _without_blanks(options: Sequence[Option], notes: list[str]) -> list[Option]:
    """Return the answers that have words.

    Raises TroubleError for a blank one that gets marks.
    """
    for option in options:
        if option.text:
            continue
        if option.credit:
            raise TroubleError("has an answer without words that gets marks")
        if option.feedback:
            notes.append(f"Feedback there on an empty answer: {brief(option.feedback, 1_000)}")
    return [option for option in options if option.text]


def _disease_of_question(
    item: Item, right: _Answer, known: Vocabulary, notes: list[str]
) -> KnownDisease:
    """Return the disease that the right answer's words, or a tag, name.

    Else it is one of its key, and the words are noted.
    """
    words = right.option.text
    by_id = {disease.id: disease for disease in known.diseases}
    if named := by_id.get(right.means):
        _note_other_names(words, named, known, notes)
        return named
    if not is_key_alone(words):
        notes.append(f"Right answer there: “{brief(words, 500)}”.")
    tagged = known.disease(item.draft.disease) if item.draft.disease else []
    if fitting := [disease for disease in tagged if disease.pattern == right.pattern]:
        return fitting[0]
    if item.draft.disease:
        notes.append(
            f"The disease named there, {brief(item.draft.disease)}, is not of the right answer's"
            f" {'kind' if right.pattern is OUTSIDE else 'pattern'}."
        )
    stand_in = _stand_in(words, right.pattern, known)
    told = "not told" if is_key_alone(words) else "not known here by that name"
    kind = "what is none of the three" if right.pattern is OUTSIDE else "its pattern"
    notes.append(
        f"The disease is {told}: {stand_in.name} stands in for {kind}. Choose the right one."
    )
    return stand_in


def _stand_in(words: str, truth: Key, known: Vocabulary) -> KnownDisease:
    """Return the disease of a key whose names share most words with an answer.

    Raises TroubleError without one.
    """
    within = [disease for disease in known.diseases_within(words) if disease.pattern == truth]
    candidates = within or [disease for disease in known.diseases if disease.pattern == truth]
    if not candidates and truth is OUTSIDE:
        raise TroubleError(
            "needs a disease that is none of the three patterns, and there is none here"
        )
    if not candidates:
        raise TroubleError(
            f"needs a disease of the pattern {truth.label.lower()}, and there is none here"
        )
    return max(candidates, key=lambda disease: shared(words, (disease.name, *disease.synonyms)))


def _note_other_names(words: str, taken: KnownDisease, known: Vocabulary, notes: list[str]) -> None:
    """Note where words say more than a disease's name, or could mean another one."""
    if not known.is_said(words, taken):
        notes.append(f"“{brief(words, 500)}” there was taken as {taken.name}: check it.")
    found = known.disease(words.strip(" ."))
    if len(found) > 1 and found[0] == taken:
        others = ", ".join(disease.name for disease in found[1:])
        notes.append(
            f"{brief(words)} stands here for more than one disease: {taken.name} was taken, not"
            f" {others}."
        )


def _disease(
    item: Item, known: Vocabulary, mapping: Mapping[str, str], notes: list[str]
) -> KnownDisease:
    words = [word for word in (item.draft.disease, *item.diseases) if word]
    if not words:
        raise TroubleError("names no disease, so it has no key")
    by_id = {disease.id: disease for disease in known.diseases}
    for word in words:
        if chosen := by_id.get(mapping.get(folded(word), "")):
            return chosen
    for word in words:
        if found := known.disease(word):
            _note_other_names(word, found[0], known, notes)
            return found[0]
    raise TroubleError(f"has a disease that is not known here: {', '.join(map(brief, words[:4]))}")


def _code_findings(item: Item, says: dict[str, Any], known: Vocabulary, notes: list[str]) -> None:
    """Set ids for the findings that stages name, and stages for those that have none."""
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


@dataclass(slots=True)
class _Taken:
    """The result of taking terms: lines of prose by stage, and what is noted of them."""

    lines: dict[Stage, list[str]] = field(default_factory=lambda: {stage: [] for stage in Stage})
    confirmed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    narrower: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        if self.confirmed:
            yield "Confirming results stand in the diagnosis, not in a stage."
        if self.gone:
            yield f"Gone since, so not coded as present: {'; '.join(self.gone)}."
        if self.narrower:
            yield (
                "Absent, but narrower than the finding here, so not coded:"
                f" {'; '.join(self.narrower)}."
            )
        if self.unknown:
            yield f"No finding here for: {'; '.join(self.unknown)}."
        yield "The prose is a list of terms: write it out."


def _take_terms(
    item: Item,
    says: dict[str, Any],
    known: Vocabulary,
    coded: dict[str, tuple[Stage, bool]],
    notes: list[str],
) -> None:
    taken = _Taken()
    for term in item.terms:
        times = ", ".join(filter(None, (term.since, term.until)))
        told = term.label + (f" ({times})" if times else "")
        found = known.finding(term.code)
        if found is None:
            taken.unknown.append(f"{term.code} {told}{'' if term.present else ', absent'}")
            continue
        finding, exact = found
        # confirming results belong to the diagnosis
        if finding.confirmatory and term.present:
            taken.confirmed.append(told)
        # a term that went is no longer present
        elif term.until and term.present:
            taken.gone.append(f"{term.code} {told}")
            taken.lines[Stage.HISTORY].append(f"- Earlier: {told}")
        # that a narrower term is excluded says nothing of the finding
        elif not term.present and not exact:
            taken.narrower.append(f"{term.code} {term.label}")
            taken.lines[finding.stage].append(f"- Not: {told}")
        else:
            taken.lines[finding.stage].append(f"- {'' if term.present else 'Not: '}{told}")
            before = coded.get(finding.id)
            if before and before[1] != term.present:
                notes.append(f"{finding.name} is there both present and absent: coded as present.")
            if before is None or term.present:
                coded[finding.id] = (finding.stage, term.present)
    for stage, listed in taken.lines.items():
        says[stage.value] = "\n".join(dict.fromkeys(listed))[:LONGEST_PROSE]
    if taken.confirmed:
        says["diagnosis"] = "\n".join(f"- {line}" for line in taken.confirmed)
    notes += taken.notes()


def _link(says: dict[str, Any], known: Vocabulary, notes: list[str]) -> None:
    """Drop references, look-alikes, claims, results and places that are not known.

    Each is noted.
    """
    if unknown := [word for word in says["references"] if word not in known.references]:
        notes.append(f"References that are not known here: {_quoted(unknown, 30)}.")
    says["references"] = [word for word in says["references"] if word in known.references]
    if wrong := [claim for claim in says["claims"] if claim not in known.claims]:
        notes.append(f"Claims that are not known here: {_quoted(wrong)}.")
    says["claims"] = [claim for claim in says["claims"] if claim in known.claims]
    if strange := [name for name in says["results"] if name not in known.examinations]:
        notes.append(f"Manoeuvres and tests that are not known here: {_quoted(strange)}.")
    says["results"] = {
        name: text for name, text in says["results"].items() if name in known.examinations
    }
    if word := says["look_alike"]["disease"]:
        found = known.disease(word)
        says["look_alike"]["disease"] = found[0].id if found else ""
        if not found:
            notes.append(f"The look-alike is not known here: {brief(word)}.")
    if faults := body_faults(says["body"]):
        notes.append(f"The body map was left out: {brief('; '.join(faults), 300)}.")
        says["body"] = {}


def _guess(item: Item, says: dict[str, Any], notes: list[str]) -> None:
    """Read age and sex from the prose where the file tells none, or use stand-ins."""
    # the prose of coded terms is not the patient's: "at 3 years" is when a term began
    prose = (
        "" if item.terms else "\n".join(says[stage.value] for stage in Stage)[: 3 * LONGEST_PROSE]
    )
    prose = re.sub(r"~~[^~]++~~", "", prose)  # what is struck through is not said
    if says["age"] is None:
        says["age"] = _guess_age(prose, notes)
    if not says["sex"]:
        first = {
            sex: match.start()
            for sex, pattern in WORDS_FOR.items()
            if (match := pattern.search(prose))
        }
        says["sex"] = min(first, key=lambda sex: first[sex], default="female")
        told = "was read from the text" if first else "stands in, as none was found"
        notes.append(f"Sex {says['sex']} {told}: check it.")


def _guess_age(prose: str, notes: list[str]) -> int:
    found = ages_in(prose)
    usable = [age for age in found if age.years >= 0]
    years = usable[0].years if usable else AGE_STAND_IN
    if usable and usable[0].is_exact:
        notes.append(f"Age {years} was read from the text: check it.")
        if usable[0].words.casefold() not in (f"aged {years}", f"{years}-year-old"):
            notes.append(f"The age there: “{usable[0].words}”.")
    elif found:
        notes.append(f"Age {years} stands in for “{found[0].words}”: check it.")
    else:
        notes.append(f"Age {years} stands in, as none was found: check it.")
    if others := [age.words for age in found[1:] if age.years != years]:
        notes.append(f"Other ages in the text: {_quoted(others)}.")
    return years


def _quoted(words: Sequence[str], most: int = 8, length: int = 60) -> str:
    listed = ", ".join(f"“{brief(word, length)}”" for word in words[:most])
    return f"{listed} and {len(words) - most} more" if len(words) > most else listed
