"""A case as a learner reads it, and the figure that shows it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from cases.models import CaseVersion
from cases.waiting import waiting_for
from knowledge.body_map.svg import draw_body
from knowledge.patterns import Stage

register = template.Library()


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
