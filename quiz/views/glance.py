"""Give templates what a learner sees of their progress at one glance."""

from typing import Any

from ..scoring.error_table import usual_cases
from ..scoring.glance import glance
from ..scoring.milestones import milestones
from ..scoring.report import Report
from ..scoring.week import Week


def at_a_glance(report: Report, week: Week) -> dict[str, Any]:
    """Return what templates say of a report and of the week.

    `next_milestone`: the first that is not reached, None if all are.
    """
    listed = milestones(report, week)
    return {
        "glance": glance(report),
        "week": week,
        "milestones": listed,
        "next_milestone": next((item for item in listed if not item.is_reached), None),
        "usual_cases": usual_cases(),
    }
