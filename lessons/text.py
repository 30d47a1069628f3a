"""The text of a lesson with its notes and figures, as HTML."""

import json
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from cases.patterns import Stage
from cases.templatetags.case_tags import draw_body

from . import figures

if TYPE_CHECKING:
    from .models import Lesson

CURVES = {
    "strength-through-a-day": figures.strength_through_a_day,
    "decrement": figures.decrement,
    "motor-unit-potentials": figures.motor_unit_potentials,
}


def render_text(lesson: "Lesson") -> str:
    """Block by block, each with the notes of what it is the first to cite. A question leaves a comment in its place."""
    claims = {claim.pk: claim for claim in lesson.claims.prefetch_related("references")}
    references = {reference.pk: reference for reference in lesson.references.all()}
    blocks = [
        {
            **block,
            "claims": [claims[pk] for pk in block["claims"] if pk in claims],
            "references": [references[pk] for pk in block["references"] if pk in references],
            "figure": render_figure(block["figure"]) if block.get("figure") else "",
        }
        for block in lesson.blocks
    ]
    return render_to_string("lessons/_text.html", {"blocks": blocks})


def render_figure(name: str) -> str:
    """A figure by its name, with its caption."""
    context: dict[str, Any] = {}
    if name in figures.BODIES:
        context["body"] = draw_body(json.dumps({Stage.EXAMINATION: figures.BODIES[name]}), (Stage.EXAMINATION,))
    if name in CURVES:
        context["curves"] = CURVES[name]()
    return render_to_string(f"lessons/figures/{name}.html", context)
