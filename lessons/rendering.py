"""Render a lesson: its text with notes and figures, its questions, its contents."""

import json
import re
from collections.abc import Callable, Iterable
from itertools import count
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
# A quotation with a paragraph that begins in bold before its list.
BOX = re.compile(
    r"<blockquote>(.*?)<p><strong>([^<]+)</strong>"
    r"((?:(?!<p>).)*</p>\s*<ul>.*</ul>)(.*)</blockquote>",
    re.DOTALL,
)
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
        notes={note: str(context.get("finding", "")) for note, context in notes.items()},
        terms={word.casefold(): term for term in terms for word in (term.term, *term.also)},
    )
    parts: list[dict[str, Any] | int] = []
    numbers = count(1)
    for number, block in enumerate(markup.blocks, 1):
        if block.question:
            parts.append(block.question)
        elif block.figure:
            parts.append({"figure": _without_indents(render_figure(block.figure))})
        else:
            beside = {"notes": [{**notes[note], "number": next(numbers)} for note in block.notes]}
            html, title, folded = _apart(block.html)
            parts.append(
                {
                    "number": number,
                    "html": html,
                    "fold_title": title,
                    "fold": folded,
                    "notes": _without_indents(render_to_string("lessons/_notes.html", beside)),
                    "note_count": len(block.notes),
                }
            )
    return {"parts": parts, "headings": markup.headings}


def _apart(html: str) -> tuple[str, str, str]:
    """Return (what stands open, title, what is folded) of a passage.

    A box that lessons repeat, with a list under a line in bold, is folded under that line. Title
    and folded part are empty where there is none.
    """
    box = BOX.fullmatch(html)
    if not box:
        return html, "", ""
    before, title, list_, after = box.groups()
    opened = f"<blockquote>{before}{after}</blockquote>" if (before + after).strip() else ""
    return opened, title, f"<p>{list_.lstrip()}"


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
