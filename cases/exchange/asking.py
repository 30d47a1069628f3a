"""A case as a question about its pattern, for systems that know questions, and the way back."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from pydantic import ValidationError

from knowledge.body_map.regions import STATES
from knowledge.patterns import Pattern, Stage

from .markup import unmarked
from .shape import LONGEST_PROSE, MOST_FACTS, Draft, Item, Option, Question, TroubleError, brief, cleaned

QUESTION = "Which pattern of weakness does this patient have?"
GENERAL = {
    "title": "This case",
    "diagnosis": "Diagnosis",
    "at_once": "What to do at once",
    "look_alike": "The closest look-alike",
}
HEADING = re.compile(r"^#{1,6} +(\S.*)$", re.M)
FACTS = ("disease", "typicality", "age", "sex", "look-alike", "look-alike-case", "code", "generated")
LISTS = {"decides": "decides", "claim": "claims", "reference": "references"}  # facts of which there may be many
LOOK_ALIKE = {"look-alike": "disease", "look-alike-case": "case"}
STEMS = {
    Pattern.FATIGABLE: r"fatig\w{0,4}abl|fatiguab|fatigab|m[yi]asth[eé]n|junction|synap|lambert|botuli|\bNMJ\b",
    Pattern.NEUROGENIC: r"neurogen|neuropath|neuritis|denervat|motor ?neuron|motoneuron|anterior horn|neuronopath|"
    r"radiculopath|plexopath|axonal|demyelinat|\bnerves?\b|guillain|charcot|amyotroph|"
    r"miller[ -]fisher|werdnig|\b(?:MND|LMN|AHC)\b",
    Pattern.MYOGENIC: r"myogen|myopath|myosit|myoton|dystroph|\bbecker\b|mcardle|\bmuscles?\b",
}
ANY_STEM = re.compile("|".join(STEMS.values()), re.I)
LONGEST_ANSWER = 80  # characters of what may be an answer, not a vignette, where only the texts can tell


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as a multiple-choice question; all texts are clean HTML but the name.

    Learners see `name` and `stem` before they answer, so neither tells the case. `options`: pattern, its words, whether
    it is right, and the feedback on it. `facts`: "disease:mg_achr" and such, for where only authors look.
    """

    code: str
    name: str
    stem: str
    general: str
    options: tuple[tuple[Pattern, str, bool, str], ...] = field(default=())
    facts: tuple[str, ...] = ()


def ask(draft: Draft, pattern: Pattern, render: Callable[[str], str]) -> Asked:
    """The question that a case makes. `render` turns Markdown into clean HTML."""
    stages = [(stage.label, getattr(draft, stage)) for stage in Stage]
    told = {"diagnosis": draft.diagnosis, "at_once": draft.at_once, "look_alike": draft.look_alike.text}
    title = f"<h3>{GENERAL['title']}</h3>\n<p>{escape(draft.title)}</p>\n" if draft.title else ""
    return Asked(
        code=draft.code,
        name=f"Case {draft.code}".strip(),
        stem=_sections(stages, render) + f"<p><strong>{QUESTION}</strong></p>",
        general=title + _sections([(GENERAL[name], text) for name, text in told.items()], render),
        options=tuple(
            (
                option,
                option.label,
                option == pattern,
                render(draft.headline if option == pattern else draft.against.get(option, "")),
            )
            for option in Pattern
        ),
        facts=tuple(_facts(draft)),
    )


def _facts(draft: Draft) -> Iterator[str]:
    says = draft.model_dump(mode="json")
    says["generated"] = says["generated_at"]
    for name in FACTS:
        value = says["look_alike"][LOOK_ALIKE[name]] if name in LOOK_ALIKE else says[name]
        if value not in (None, ""):
            yield f"{name}:{value}"
    for stage in Stage:
        coded = says["findings"].get(stage, {})
        yield from (f"{stage}:{word}" for word in coded.get("present", []))
        yield from (f"{stage}-absent:{word}" for word in coded.get("absent", []))
        yield from (
            f"{stage}-{state}:{place}" for state, places in says["body"].get(stage, {}).items() for place in places
        )
    for name, listed in LISTS.items():
        yield from (f"{name}:{word}" for word in says[listed])


def _sections(parts: Iterable[tuple[str, str]], render: Callable[[str], str]) -> str:
    return "".join(f"<h3>{heading}</h3>\n{render(text)}\n" for heading, text in parts if text.strip())


def draft_from_facts(words: Iterable[str], title: str) -> tuple[Draft, list[str]]:
    """What tags such as "age:31" say of a case, and the tags that say nothing; a wrong one takes no other along."""
    says: dict[str, Any] = {"title": title[:120], "findings": {}, "body": {}}
    listed = dict.fromkeys(islice(filter(None, (word.strip() for word in words)), MOST_FACTS))
    fields = {word: _take(word, says) for word in listed}
    wrong = {""}
    try:
        draft = Draft.model_validate(cleaned(says))
    except ValidationError as error:
        wrong |= {str(fault["loc"][0]) for fault in error.errors()}
        draft = Draft.model_validate(cleaned({name: value for name, value in says.items() if name not in wrong}))
    return draft, [word for word, field in fields.items() if field in wrong]


def _take(word: str, says: dict[str, Any]) -> str:
    """Put a fact among what a draft says; the name of the field that it went into, empty if it is no fact."""
    name, _, value = word.partition(":")
    stage, _, way = name.partition("-")
    value = value.strip()
    if not value:
        return ""
    if name in LOOK_ALIKE:
        says.setdefault("look_alike", {})[LOOK_ALIKE[name]] = value
        return "look_alike"
    if name in FACTS:
        field = "generated_at" if name == "generated" else name
        says[field] = value
        return field
    if name in LISTS:
        says.setdefault(LISTS[name], []).append(value)
        return LISTS[name]
    if stage not in tuple(Stage) or way not in ("", "absent", *STATES):
        return ""
    field = "body" if way in STATES else "findings"
    says[field].setdefault(stage, {}).setdefault(way or "present", []).append(value)
    return field


def each_matched(item: Item, pairs: Sequence[tuple[str, str]], general: str = "") -> Iterator[Item]:
    """An item for each vignette of a matching question; its draft is numbered where there are several."""
    questions = _matched(pairs, general)
    for number, question in enumerate(questions, 1):
        title = f"{item.title[:112]}, {number}" if len(questions) > 1 else item.title
        source = f"{item.source}/{number}" if item.source else ""
        draft = item.draft.model_copy(update={"title": title})
        yield replace(item, source=source, draft=draft, question=question)


def _matched(pairs: Sequence[tuple[str, str]], general: str) -> list[Question]:
    """A question for each vignette of a matching question. `pairs`: left and right, in Markdown.

    The answers are on the right, unless only the left names patterns. A pair without a vignette is a further answer.
    Raises TroubleError where a vignette has more than one answer.
    """
    if _patterns(left for left, _ in pairs) > _patterns(right for _, right in pairs):
        pairs = [(right, left) for left, right in pairs]
    if len(general) > LONGEST_PROSE:
        raise TroubleError(f"has feedback of more than {LONGEST_PROSE:,} characters")
    answers = list(dict.fromkeys(unmarked(answer) for _, answer in pairs if answer))
    rights: dict[str, str] = {}
    for vignette, answer in pairs:
        if vignette and answer and rights.setdefault(vignette, unmarked(answer)) != unmarked(answer):
            raise TroubleError(f"matches more than one answer with “{brief(vignette)}”")
    if not rights:
        raise TroubleError("has no pairs to match")
    return [
        Question(vignette, tuple(Option(answer, float(answer == right)) for answer in answers), general)
        for vignette, right in rights.items()
    ]


def _patterns(texts: Iterable[str]) -> int:
    return sum(len(text) <= LONGEST_ANSWER and bool(ANY_STEM.search(text)) for text in texts)


def sections(markdown: str, names: Iterable[str]) -> dict[str, str]:
    """The text under each heading of these names, and under "" what stands before the first of them."""
    wanted = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    current, start = "", 0
    for match in HEADING.finditer(markdown):
        if (name := wanted.get(match[1].strip(":*# ").casefold())) and name not in found:
            found[current] = markdown[start : match.start()].strip()
            current, start = name, match.end()
    found[current] = markdown[start:].strip()
    return {name: text for name, text in found.items() if text}


def stages_of(stem: str) -> dict[Stage, str]:
    """The prose of each stage, where a question has headings for them; else all of it as the history."""
    text = stem.replace(f"**{QUESTION}**", "").strip()
    parts = sections(text, [stage.label for stage in Stage])
    if not set(parts) & {stage.label for stage in Stage}:
        return {Stage.HISTORY: text}
    before = parts.pop("", "")
    told = {Stage(name.lower()): part for name, part in parts.items()}
    if before:
        told[Stage.HISTORY] = f"{before}\n\n{told.get(Stage.HISTORY, '')}".strip()
    return told
