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
from cases.body_shapes import BACK, ENLARGED_HEAD, FRONT
from cases.models import CaseVersion
from cases.patterns import Stage

register = template.Library()


@register.inclusion_tag("cases/_stages.html")
def case_stages(version: CaseVersion, stages: Sequence[Stage], *, focus: bool = False) -> dict[str, Any]:
    """The prose and the body map of the stages reached, in order; `focus`: the last heading takes the focus."""
    return {
        "version": version,
        "stages": stages,
        "focus": focus,
        "steps": [{"stage": stage, "current": stage == stages[-1], "done": stage in stages[:-1]} for stage in Stage],
        "shown": [(stage, version.html(stage)) for stage in stages],
    }


@register.simple_tag
def body_map(version: CaseVersion, stages: Iterable[Stage]) -> SafeString:
    """What the body shows by the stages seen so far, as a figure and in words; nothing if it shows nothing."""
    return draw_body(json.dumps(version.body, sort_keys=True), tuple(stages))


@lru_cache(maxsize=512)
def draw_body(body_json: str, stages: tuple[Stage, ...]) -> SafeString:
    """The figure for a body map given as JSON, drawn once."""
    drawn = body.drawn(json.loads(body_json), stages)
    with_head = any(place.split()[-1] in body.HEAD for place in drawn)
    views = [ENLARGED_HEAD, FRONT, BACK] if with_head else [FRONT, BACK]
    fills = sorted(set(drawn.values()), key=lambda states: [body.STATES.index(state) for state in states])
    figures, width = [], 0
    for view in views:
        regions = []
        for place, path in view.places():
            states = drawn.get(place, ())
            regions.append((path, body.name(place), states, fills.index(states) + 1 if states else 0))
        figures.append({"view": view, "midline": width + view.half_width, "regions": regions})
        width += 2 * view.half_width
    context = {
        "id": f"body-{zlib.crc32(repr((body_json, stages)).encode()) % 4096:x}",  # tells figures on one page apart
        "sentence": body.sentence(drawn),
        "fills": fills,
        "figures": figures,
        "width": width,
        "pixels": width // 2,  # the outlines are drawn in half pixels
    }
    return render_to_string("cases/_body_map.html", context)
