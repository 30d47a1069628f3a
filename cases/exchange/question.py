"""Turn a case into a question about its pattern, for other systems, and back."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pydantic import ValidationError

from knowledge.body_map.regions import STATES
from knowledge.patterns import Key, Pattern, Stage

from ..schema import LONGEST_PROSE, CaseDraft
from .items import Item, Option, Question, TroubleError, brief, cleaned
from .limits import MOST_FACTS
from .text.html_markdown import unmarked

QUESTION = "Which pattern of weakness does this patient have?"
GENERAL = {
    "title": "This case",
    "diagnosis": "Diagnosis",
    "at_once": "What to do at once",
    "exception": "The rule of the pattern that it breaks",
    "look_alike": "The closest look-alike",
}
HEADING = re.compile(r"^#{1,6} +(\S.*)$", re.M)
FACTS = tuple(
    """
    disease typicality age sex decided_at look-alike look-alike-case code generated
    """.split()
)
LISTS = {
    "decides": "decides",
    "claim": "claims",
    "reference": "references",
}  # facts of which there may be many
LOOK_ALIKE = {"look-alike": "disease", "look-alike-case": "case"}
STEMS = {
    Pattern.FATIGABLE: (
        r"fatig\w{0,4}abl|fatiguab|fatigab|m[yi]asth[eé]n|junction|synap|lambert|botuli|\bNMJ\b"
    ),
    Pattern.NEUROGENIC: (
        r"neurogen|neuropath|neuritis|denervat|motor ?neuron|motoneuron|anterior horn|neuronopath|"
        r"radiculopath|plexopath|axonal|demyelinat|\bnerves?\b|guillain|charcot|amyotroph|"
        r"miller[ -]fisher|werdnig|\b(?:MND|LMN|AHC)\b"
    ),
    Pattern.MYOGENIC: r"myogen|myopath|myosit|myoton|dystroph|\bbecker\b|mcardle|\bmuscles?\b",
}
NONE_OF_THEM = re.compile(
    r"\bsomething else\b|\bno pattern\b|\bother (?:cause|diagnosis)\b|"
    r"\b(?:none|neither) of (?:the|these|those|them)\b"
    r"(?: (?:above|other|three|patterns?|answers?|options?|choices?))*",
    re.I,
)  # words that leave the three patterns and say nothing more
ELSEWHERE = re.compile(
    r"\bupper[- ]motor[- ]?neurone?s?\b|\bUMN\b|"
    r"\b(?:spinal )?cord(?: compression)?\b|\bmyelopath\w*|"
    r"\bbrain(?:[ -]?stem)?\b|\bcentral nervous system\b|\bCNS\b|\bcerebr\w+|\bcerebell\w+|"
    r"\bstroke\b|\bparkinson\w*|\bmultiple sclerosis\b|\bpolymyalgia\b|\bdisuse\b|"
    r"\bfunctional (?:weakness|disorder)|\bjoints?\b|\btendons?\b",
    re.I,
)  # words that place a weakness outside the motor unit
ANY_STEM = re.compile("|".join(STEMS.values()), re.I)
LONGEST_ANSWER = (
    80  # characters of what may be an answer, not a vignette, where only the texts can tell
)


class AskedOption(NamedTuple):
    """A key to choose: its words are plain text, the feedback on it is clean HTML."""

    pattern: Key
    label: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as a multiple-choice question; stem and general feedback are clean HTML.

    Learners see `name` and `stem` before they answer, so neither tells the case. `facts`:
    "disease:mg_achr" and such, for where only authors look.
    """

    code: str
    name: str
    stem: str
    general: str
    options: tuple[AskedOption, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def right(self) -> Key:
        return next(option.pattern for option in self.options if option.is_right)


def ask(
    draft: CaseDraft,
    key: Key,
    render: Callable[[str], str],
    *,
    keys: Sequence[Key] = tuple(Pattern),
) -> Asked:
    """Turn a case into a question.

    `render` turns Markdown into clean HTML. `keys`: what may be chosen, the key among it; a wrong
    choice of something else has no feedback of its own.
    """
    stages = [(stage.label, getattr(draft, stage)) for stage in Stage]
    told = {
        "diagnosis": draft.diagnosis,
        "at_once": draft.at_once,
        "exception": draft.exception,
        "look_alike": draft.look_alike.text,
    }
    against: dict[Key, str] = dict(draft.against.items())
    title = f"<h3>{GENERAL['title']}</h3>\n<p>{escape(draft.title)}</p>\n" if draft.title else ""
    return Asked(
        code=draft.code,
        name=f"Case {draft.code}".strip(),
        stem=_sections(stages, render) + f"<p><strong>{QUESTION}</strong></p>",
        general=title + _sections([(GENERAL[name], text) for name, text in told.items()], render),
        options=tuple(
            AskedOption(
                option,
                option.full_label,
                option == key,
                render(draft.headline if option == key else against.get(option, "")),
            )
            for option in keys
        ),
        facts=tuple(_facts(draft)),
    )


def _facts(draft: CaseDraft) -> Iterator[str]:
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
            f"{stage}-{state}:{place}"
            for state, places in says["body"].get(stage, {}).items()
            for place in places
        )
    for name, listed in LISTS.items():
        yield from (f"{name}:{word}" for word in says[listed])


def _sections(parts: Iterable[tuple[str, str]], render: Callable[[str], str]) -> str:
    return "".join(
        f"<h3>{heading}</h3>\n{render(text)}\n" for heading, text in parts if text.strip()
    )


def draft_from_facts(words: Iterable[str], title: str) -> tuple[CaseDraft, list[str]]:
    """Return the draft that tags such as "age:31" make, and the tags that say nothing.

    A wrong tag counts among these and leaves the others as they are.
    """
    says: dict[str, Any] = {"title": title[:120], "findings": {}, "body": {}}
    listed = dict.fromkeys(islice(filter(None, (word.strip() for word in words)), MOST_FACTS))
    fields = {word: _take(word, says) for word in listed}
    wrong = {""}
    try:
        draft = CaseDraft.model_validate(cleaned(says))
    except ValidationError as error:
        wrong |= {str(fault["loc"][0]) for fault in error.errors()}
        draft = CaseDraft.model_validate(
            cleaned({name: value for name, value in says.items() if name not in wrong})
        )
    return draft, [word for word, field in fields.items() if field in wrong]


def _take(word: str, says: dict[str, Any]) -> str:
    """Put a fact into the values of a draft and return the field that it went into.

    Empty if it is no fact.
    """
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
    """Return an item for each vignette of a matching question.

    Titles are numbered where there are several.
    """
    questions = _matched(pairs, general)
    for number, question in enumerate(questions, 1):
        title = f"{item.title[:112]}, {number}" if len(questions) > 1 else item.title
        source = f"{item.source}/{number}" if item.source else ""
        draft = item.draft.model_copy(update={"title": title})
        yield replace(item, source=source, draft=draft, question=question)


def _matched(pairs: Sequence[tuple[str, str]], general: str) -> list[Question]:
    """Return a question for each vignette of a matching question.

    `pairs`: left and right, in Markdown. The answers are on the right, unless more of the left name
    patterns. A pair without a vignette is a further answer. Raises TroubleError where a vignette
    has more than one answer, the feedback is too long or there is no pair.
    """
    if _patterns(left for left, _ in pairs) > _patterns(right for _, right in pairs):
        pairs = [(right, left) for left, right in pairs]
    if len(general) > LONGEST_PROSE:
        raise TroubleError(f"has feedback of more than {LONGEST_PROSE:,} characters")
    answers = list(dict.fromkeys(unmarked(answer) for _, answer in pairs if answer))
    rights: dict[str, str] = {}
    for vignette, answer in pairs:
        if (
            vignette
            and answer
            and rights.setdefault(vignette, unmarked(answer)) != unmarked(answer)
        ):
            raise TroubleError(f"matches more than one answer with “{brief(vignette)}”")
    if not rights:
        raise TroubleError("has no pairs to match")
    return [
        Question(
            vignette, tuple(Option(answer, float(answer == right)) for answer in answers), general
        )
        for vignette, right in rights.items()
    ]


def _patterns(texts: Iterable[str]) -> int:
    return sum(len(text) <= LONGEST_ANSWER and bool(ANY_STEM.search(text)) for text in texts)


def sections_of(markdown: str, names: Iterable[str]) -> dict[str, str]:
    """Return the text under each heading of these names.

    What stands before the first of them is under "".
    """
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
    """Return the prose of each stage, where a question has headings for them.

    Else all of it is the history.
    """
    text = stem.replace(f"**{QUESTION}**", "").strip()
    parts = sections_of(text, [stage.label for stage in Stage])
    if not set(parts) & {stage.label for stage in Stage}:
        return {Stage.HISTORY: text}
    before = parts.pop("", "")
    told = {Stage(name.lower()): part for name, part in parts.items()}
    if before:
        told[Stage.HISTORY] = f"{before}\n\n{told.get(Stage.HISTORY, '')}".strip()
    return told
