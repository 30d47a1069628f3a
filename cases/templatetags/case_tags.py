"""A case as a learner reads it, and the figure that shows it."""

import json
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases import body
from cases.body_findings import area
from cases.body_shapes import BACK, ENLARGED_HEAD, FRONT
from cases.explaining import model_share
from cases.models import CaseVersion
from cases.names import closed, finding_in_sentence, in_sentence
from cases.patterns import Pattern, Stage
from cases.waiting import waiting_for

register = template.Library()
register.filter("in_sentence", in_sentence)
register.filter("finding_in_sentence", finding_in_sentence)
register.filter("closed", closed)
STRONGEST = 6  # findings whose weights are shown at once
CAP = 20  # decibans that one finding may move at most


@register.inclusion_tag("cases/_stages.html")
def case_stages(
    version: CaseVersion, stages: Sequence[Stage], *, focus: bool = False, drawn: Iterable[Stage] | None = None
) -> dict[str, Any]:
    """The prose of the stages reached, in order; `focus`: the last heading takes the focus.

    The body map shows the stages in `drawn`, all of them by default. It sums a stage up and so half answers it:
    whoever has yet to commit to a belief on a stage reads it first.
    """
    drawn = stages if drawn is None else list(drawn)
    return {
        "version": version,
        "drawn": drawn,
        "is_behind": len(drawn) < len(stages),
        "focus": focus,
        "steps": [{"stage": stage, "current": stage == stages[-1], "done": stage in stages[:-1]} for stage in Stage],
        "shown": [(stage, version.html(stage)) for stage in stages],
    }


@register.simple_tag
def body_map(version: CaseVersion, stages: Iterable[Stage]) -> SafeString:
    """What the body shows by the stages seen so far, as a figure and in words; nothing if it shows nothing."""
    return draw_body(json.dumps(version.body, sort_keys=True), tuple(stages))


@register.inclusion_tag("admin/_waiting.html", takes_context=True)
def waiting(context: dict[str, Any]) -> dict[str, Any]:
    """At the authors' desk: what waits for who is signed in."""
    return {"waiting": waiting_for(context["user"]), "perms": context["perms"]}


@register.inclusion_tag("cases/_bar.html")
def weight_bar(decibans: float, pattern: str) -> dict[str, Any]:
    """A bar towards (right) or against (left) a pattern, 20 decibans to each side, with its number."""
    shown = max(-CAP, min(CAP, decibans))
    return {"x": round(min(0.0, shown), 1), "width": round(abs(shown), 1), "pattern": pattern, "decibans": decibans}


@register.inclusion_tag("cases/_weights.html")
def weight_rows(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The strongest findings first, each (finding, weight, basis) with its bars; the others can be unfolded."""
    return {"strongest": rows[:STRONGEST], "others": rows[STRONGEST:], "patterns": list(Pattern)}


@register.filter
def signed(value: float) -> str:
    """A whole number with its sign: "+7", "−12", "0"."""
    return f"{value:+.0f}".replace("-", "\u2212") if abs(value) >= 0.5 else "0"


@register.simple_tag
def body_map_of(shown: dict[str, Any]) -> SafeString:
    """What a body map given by stage and state shows, as a figure and in words."""
    return draw_body(json.dumps(shown, sort_keys=True), tuple(Stage))


@register.inclusion_tag("cases/_body_input.html")
def body_input(shown: dict[str, Any], query: str) -> dict[str, Any]:
    """The body map as a way in: each place leads to its findings, with the patient so far (`query`) kept."""
    context = body_context(json.dumps(shown, sort_keys=True), tuple(Stage), with_head=True)
    for figure in context["figures"]:
        figure["regions"] = [
            (path, name, states, fill, area(region)) for path, name, states, fill, region in figure["regions"]
        ]
    return {**context, "query": query}


@register.filter(name="model_share")
def unbroken_model_share(percent: float) -> str:
    """A share that the model gives, on one line; see model_share."""
    return model_share(percent).replace(" %", "\u00a0%")


@register.filter
def place_name(region: str) -> str:
    """An area of the body in words: "lower leg" for "lower_leg"."""
    return region.replace("_", " ")


@lru_cache(maxsize=512)
def draw_body(body_json: str, stages: tuple[Stage, ...]) -> SafeString:
    """The figure for a body map given as JSON, drawn once."""
    return render_to_string("cases/_body_map.html", body_context(body_json, stages))


def body_context(body_json: str, stages: tuple[Stage, ...], *, with_head: bool = False) -> dict[str, Any]:
    """What the template of a figure needs; the enlarged head is shown where it matters, or when asked for."""
    drawn = body.drawn(json.loads(body_json), stages)
    with_head = with_head or any(place.split()[-1] in body.HEAD for place in drawn)
    views = [ENLARGED_HEAD, FRONT, BACK] if with_head else [FRONT, BACK]
    fills = sorted(set(drawn.values()), key=lambda states: [body.STATES.index(state) for state in states])
    figures, width = [], 0
    for view in views:
        regions = []
        for place, path in view.places():
            states = drawn.get(place, ())
            fill = fills.index(states) + 1 if states else 0
            regions.append((path, body.name(place), states, fill, place.split()[-1]))
        figures.append({"view": view, "midline": width + view.half_width, "regions": regions})
        width += 2 * view.half_width
    return {
        "id": f"body-{zlib.crc32(repr((body_json, stages)).encode()) % 4096:x}",  # tells figures on one page apart
        "sentence": body.sentence(drawn),
        "fills": fills,
        "figures": figures,
        "width": width,
        "pixels": width // 2,  # the outlines are drawn in half pixels
    }
