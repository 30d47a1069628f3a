"""Render a lesson: its text with notes and figures, its questions, its contents."""

import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from knowledge.body_map.svg import draw_body
from knowledge.models import Finding, Reference
from knowledge.patterns import Stage

from . import figures
from .markup import mark_up

if TYPE_CHECKING:
    from .models import Claim, Term

# What the template of a figure needs.
DRAWINGS: dict[str, Callable[[], dict[str, Any]]] = {
    "strength-through-a-day": lambda: {
        "curves": figures.strength_through_a_day(),
        "tasks": figures.TASKS,
    },
    "decrement": lambda: {
        "trains": figures.decrement(),
        "effort": figures.increment(),
    },
    "motor-unit-potentials": lambda: {
        "curves": figures.motor_unit_potentials(),
        "inset": figures.enlarged_potential(),
        "recruitment": figures.RECRUITMENT,
    },
}
MARKUP = re.compile(r" ?\[(?:@|figure:|question:)[^\]]*\]|[*`_>]+")


def render_lesson(
    body: str,
    claims: Iterable["Claim"],
    references: Iterable[Reference],
    findings: Iterable[Finding],
    terms: Iterable["Term"],
) -> dict[str, Any]:
    """Render the text of a lesson, each block with the notes of what it is the first to cite.

    Returns what JSON can keep: `parts`, a list of passages and figures as `Lesson.parts` gives
    them, and of the numbers (from 1) of questions that stand between; and `headings`, a list of
    [id of the element, text].

    Raises ValidationError for a text too long or nested too deeply to render.
    """
    # The context of each note, with the template that shows it.
    notes: dict[str, dict[str, Any]] = {
        **{claim.pk: {"template": "lessons/_note.html", "claim": claim} for claim in claims},
        **{
            reference.pk: {"template": "lessons/_reference_note.html", "reference": reference}
            for reference in references
        },
        **{
            f"finding-{finding.pk}": {"template": "lessons/_finding_note.html", "finding": finding}
            for finding in findings
        },
    }
    markup = mark_up(
        body,
        notes={
            note: str(context.get("finding") or context.get("reference") or "")
            for note, context in notes.items()
        },
        terms={word.casefold(): term for term in terms for word in (term.term, *term.also)},
    )
    parts: list[dict[str, Any] | int] = []
    for number, block in enumerate(markup.blocks, 1):
        if block.question:
            parts.append(block.question)
        elif block.figure:
            parts.append({"figure": _without_indents(render_figure(block.figure))})
        else:
            beside = {"notes": [notes[note] for note in block.notes]}
            parts.append(
                {
                    "number": number,
                    "html": block.html,
                    "notes": _without_indents(render_to_string("lessons/_notes.html", beside)),
                    "note_count": len(block.notes),
                }
            )
    return {"parts": parts, "headings": markup.headings}


def _without_indents(html: str) -> str:
    """Return HTML without the indents and empty lines of its templates."""
    return "\n".join(filter(None, map(str.strip, html.splitlines())))


def prose_of(body: str) -> str:
    """Return a lesson's prose without citations, tables, figures, headings and marks."""
    lines = [line for line in body.splitlines() if not line.startswith(("|", "#"))]
    return MARKUP.sub("", "\n".join(lines))


def render_figure(name: str) -> str:
    context: dict[str, Any] = {}
    if name in figures.BODIES:
        context["body"] = draw_body(
            json.dumps({Stage.EXAMINATION: figures.BODIES[name]}), (Stage.EXAMINATION,)
        )
    if name in DRAWINGS:
        context |= DRAWINGS[name]()
    return render_to_string(f"lessons/figures/{name}.html", context)
