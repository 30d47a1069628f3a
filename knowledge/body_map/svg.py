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
    return render_to_string("knowledge/_body_map.html", body_context(body_json, stages))


def body_context(
    body_json: str, stages: tuple[Stage, ...], *, with_head: bool = False
) -> dict[str, Any]:
    """Return what the template of a figure needs.

    The enlarged head is shown if a place on it has a state, or if `with_head` asks for it.
    """
    states_by_place = body.drawn(json.loads(body_json), stages)
    with_head = with_head or any(place.split()[-1] in body.HEAD for place in states_by_place)
    views = [ENLARGED_HEAD, FRONT, BACK] if with_head else [FRONT, BACK]
    fills = sorted(
        set(states_by_place.values()),
        key=lambda states: [body.STATES.index(state) for state in states],
    )
    figures, width = [], 0
    for view in views:
        regions = []
        for place, path in view.places():
            states = states_by_place.get(place, ())
            fill = fills.index(states) + 1 if states else 0
            regions.append((path, body.name(place), states, fill, place.split()[-1]))
        figures.append({"view": view, "midline": width + view.half_width, "regions": regions})
        width += 2 * view.half_width
    return {
        # tells figures on one page apart
        "id": f"body-{zlib.crc32(repr((body_json, stages)).encode()) % 4096:x}",
        "sentence": body.body_sentence(states_by_place),
        "fills": fills,
        "figures": figures,
        "width": width,
        "pixels": width // 2,  # the outlines are drawn in half pixels
    }
