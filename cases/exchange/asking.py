"""A case as a question about its pattern, for systems that know questions, and the way back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ..patterns import Pattern, Stage
from .shape import Draft, cleaned

QUESTION = "Which pattern of weakness does this patient have?"
GENERAL = {"diagnosis": "Diagnosis", "at_once": "What to do at once", "look_alike": "The closest look-alike"}
HEADING = re.compile(r"^#{1,6} +(.+?)\s*#*$", re.M)
FACTS = ("disease", "typicality", "age", "sex", "look-alike", "code")


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as a multiple-choice question; all texts are clean HTML but the title.

    `options`: pattern, its words, whether it is right, and the feedback on it. `facts`: "disease:mg_achr" and such.
    """

    code: str
    title: str
    stem: str
    general: str
    options: tuple[tuple[Pattern, str, bool, str], ...] = field(default=())
    facts: tuple[str, ...] = ()


def ask(draft: Draft, pattern: Pattern, render: Callable[[str], str]) -> Asked:
    """The question that a case makes. `render` turns Markdown into clean HTML."""
    stages = [(stage.label, getattr(draft, stage)) for stage in Stage]
    ends = [(GENERAL["diagnosis"], draft.diagnosis), (GENERAL["at_once"], draft.at_once)]
    ends.append((GENERAL["look_alike"], draft.look_alike.text))
    values = (draft.disease, draft.typicality, draft.age, draft.sex, draft.look_alike.disease, draft.code)
    return Asked(
        code=draft.code,
        title=draft.title or draft.code or "Case",
        stem=_sections(stages, render) + f"<p><strong>{QUESTION}</strong></p>",
        general=_sections(ends, render),
        options=tuple(
            (
                option,
                option.label,
                option == pattern,
                render(draft.headline if option == pattern else draft.against.get(option, "")),
            )
            for option in Pattern
        ),
        facts=tuple(f"{name}:{value}" for name, value in zip(FACTS, values, strict=True) if value not in (None, "")),
    )


def _sections(parts: Iterable[tuple[str, str]], render: Callable[[str], str]) -> str:
    return "".join(f"<h3>{heading}</h3>\n{render(text)}\n" for heading, text in parts if text.strip())


def draft_from_facts(words: Iterable[str], title: str) -> tuple[Draft, list[str]]:
    """What tags such as "age:31" say of a case, and the tags that say nothing here."""
    says: dict[str, Any] = {}
    others = []
    for word in words:
        name, colon, value = word.strip().partition(":")
        if colon and name in FACTS:
            says[name] = value.strip()
        elif word.strip():
            others.append(word.strip())
    if "look-alike" in says:
        says["look_alike"] = {"disease": says.pop("look-alike")}
    says["title"] = title[:120]
    try:
        return Draft.model_validate(cleaned(says)), others
    except ValidationError:
        return Draft(title=cleaned(title)[:120]), [*others, *(f"{name}:{value}" for name, value in says.items())]


def sections(markdown: str, names: Iterable[str]) -> dict[str, str]:
    """The text under each heading of these names, and under "" what stands before the first of them."""
    wanted = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    current, start = "", 0
    for match in HEADING.finditer(markdown):
        if (name := wanted.get(match[1].strip(":* ").casefold())) and name not in found:
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
