import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from knowledge.body_map.findings import area
from knowledge.body_map.svg import body_context, draw_body
from knowledge.claims import source
from knowledge.formatting import cut, percent
from knowledge.inference.explanation import model_share
from knowledge.models import Finding
from knowledge.names import closed, finding_in_sentence, in_sentence
from knowledge.patterns import NO_IDEA, Belief, Pattern, Stage
from knowledge.triangle import CORNERS, path_marks, place

register = template.Library()
register.filter("in_sentence", in_sentence)
register.filter("finding_in_sentence", finding_in_sentence)
register.filter("closed", closed)
register.filter("percent", percent)
register.filter("cut", cut)
STRONGEST = 6  # findings whose weights are shown at once
CAP = 20  # decibans that one finding may move at most


@register.inclusion_tag("knowledge/_bar.html")
def weight_bar(decibans: float, pattern: str) -> dict[str, Any]:
    """Show a bar towards (right) or against (left) a pattern, with its number.

    It has 20 decibans to each side.
    """
    capped_weight = max(-CAP, min(CAP, decibans))
    return {
        "x": round(min(0.0, capped_weight), 1),
        "width": round(abs(capped_weight), 1),
        "pattern": pattern,
        "decibans": decibans,
    }


@register.inclusion_tag("knowledge/_weights.html")
def weight_rows(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Show the strongest findings first, with their bars; the others can be unfolded.

    Each row is (finding, weight, basis).
    """
    keys = list(rows[0]["weight"].decibans) if rows else list(Pattern)
    return {"strongest": rows[:STRONGEST], "others": rows[STRONGEST:], "patterns": keys}


@register.filter
def signed(value: float) -> str:
    """Write a whole number with its sign: "+7", "−12", "0"."""
    return f"{value:+.0f}".replace("-", "\u2212") if abs(value) >= 0.5 else "0"


@register.simple_tag
def body_map_of(body: dict[str, Any]) -> SafeString:
    return draw_body(json.dumps(body, sort_keys=True), tuple(Stage))


@register.inclusion_tag("knowledge/_body_input.html")
def body_input(body: dict[str, Any], query: str) -> dict[str, Any]:
    """Show the body map, each place linked to the findings that show there.

    The links keep the patient so far (`query`).
    """
    context = body_context(json.dumps(body, sort_keys=True), tuple(Stage), with_head=True)
    for figure in context["figures"]:
        figure["regions"] = [
            (path, name, states, fill, area(region))
            for path, name, states, fill, region in figure["regions"]
        ]
    return {**context, "query": query}


@register.filter(name="model_share")
def unbroken_model_share(percent: float) -> str:
    """Write a share that the model gives, on one line; see model_share."""
    return model_share(percent).replace(" %", "\u00a0%")


@register.filter
def place_name(region: str) -> str:
    """Write an area of the body in words: "lower leg" for "lower_leg"."""
    return region.replace("_", " ")


@register.inclusion_tag("knowledge/_triangle.html")
def triangle(
    path: Iterable[Belief],
    label: str,
    point: Belief | None = None,
    supported: Iterable[Belief] = (),
    *,
    small: bool = False,
) -> dict[str, Any]:
    """Show the triangle with a learner's path from the middle, numbered by stage.

    `point` is the belief that they now move, if any. `supported`: what the findings supported at
    each stage, as a second, dashed path. `small`: it stands where it is less than 280 px wide, so
    its words are larger.
    """
    path, supported = list(path), list(supported or ())
    ends = [NO_IDEA, *path, *([point] if point else [])]
    return {
        "label": label,
        "small": small,
        "corners": CORNERS,
        "start": place(NO_IDEA),
        "marks": path_marks(path),
        "line": _line(ends),
        "supported": [place(belief) for belief in supported],
        "supported_line": _line([NO_IDEA, *supported]),
        "point": place(point) if point else None,
    }


@register.inclusion_tag("knowledge/_triangle_small.html")
def small_triangle(belief: Belief) -> dict[str, Any]:
    """Show the triangle as a mark with a belief in it, without words: they stand beside it."""
    return {"point": place(belief)}


def _line(beliefs: Iterable[Belief]) -> str:
    return " ".join(f"{place(belief).x},{place(belief).y}" for belief in beliefs)


@register.simple_tag
def statements_taught(ids: Sequence[str]) -> Sequence[Any]:
    return source().taught(ids)


@register.simple_tag
def lessons_about(finding: Finding) -> Sequence[Any]:
    return source().lessons_about(finding)
