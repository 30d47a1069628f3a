import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from cases.models import CaseVersion
from knowledge.body_map.regions import drawn as places_drawn
from knowledge.body_map.svg import draw_body
from knowledge.patterns import Stage

register = template.Library()


@register.inclusion_tag("cases/_stages.html")
def case_stages(
    version: CaseVersion,
    stages: Sequence[Stage],
    *,
    focus: bool = False,
    drawn: Iterable[Stage] | None = None,
    map_url: str = "",
) -> dict[str, Any]:
    """Show the prose of the stages reached, in order.

    `focus`: the last heading takes the focus. The body map shows the stages in `drawn`, all of them
    by default. It sums a stage up and so half answers it: whoever has yet to commit to a belief on
    a stage reads it first. `map_url`: where the map is fetched from once somebody opens it, since
    it weighs as much as all else of a stage; without it, the map stands in the page.
    """
    drawn = stages if drawn is None else list(drawn)
    return {
        "version": version,
        "drawn": drawn,
        "map_url": map_url,
        "has_map": bool(places_drawn(version.body, drawn)),
        "is_behind": len(drawn) < len(stages),
        "focus": focus,
        "shown": [(stage, version.html(stage)) for stage in stages],
    }


@register.inclusion_tag("cases/_steps.html")
def case_steps(stages: Sequence[Stage]) -> dict[str, Any]:
    """Show the three stages, and which of them have been reached."""
    return {
        "steps": [
            {"stage": stage, "current": stage == stages[-1], "done": stage in stages[:-1]}
            for stage in Stage
        ]
    }


@register.simple_tag
def body_map(version: CaseVersion, stages: Iterable[Stage]) -> SafeString:
    """Show the body map by the stages seen so far, as a figure and in words.

    It shows nothing if no stage has any.
    """
    return draw_body(json.dumps(version.body, sort_keys=True), tuple(stages))
