"""The figure of a body map."""

import json
import zlib
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..patterns import Stage
from . import regions as body
from .outlines import BACK, ENLARGED_HEAD, FRONT


@lru_cache(maxsize=512)
def draw_body(body_json: str, stages: tuple[Stage, ...]) -> SafeString:
    """The figure for a body map given as JSON, drawn once."""
    return render_to_string("knowledge/_body_map.html", body_context(body_json, stages))


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
